"""What axe reads of a page: colours that were not read before, and everything else each time."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import assert_accessible

PALE = "color: #ddd; background: #fff"


def test_contrast_is_read_where_it_was_not_read_before(page: Page) -> None:
    def show(*parts: str) -> None:
        page.set_content(f"<html lang=nl><title>T</title><main><h1>Kop</h1>{''.join(parts)}</main></html>")

    folded = f"<details><summary>Meer</summary><p class=pale style='{PALE}'>Bleek</p></details>"
    show("<p class=clear>Helder</p>", folded)
    assert_accessible(page)
    page.click("summary")
    with pytest.raises(AssertionError, match=r"color-contrast .*1x[\s\S]*pale"):
        assert_accessible(page)
    show("<p class=clear>Helder</p>", f"<p class=pale style='{PALE}'>Bleek</p>" * 3)
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)
    show("<p class=clear>Helder</p>", "<img src=x>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
