"""Accessibility of the page on screen: axe finds nothing, contrast included.

The contrast rule costs three quarters of axe. Colours come from the style sheet, so a page is spared that
rule when every element on it stands as one did that was checked before in this run: same classes and state,
after the same sibling, in the same parents, in the same window and theme. The other rules run on every page.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is wrong comes back: to read the rest would cost more than axe itself.
RUN = """(contrast) => axe.run({
  resultTypes: ["violations"],
  rules: {"color-contrast": {enabled: contrast}},
}).then((results) => results.violations)"""
# What decides the colours of each element: itself, its sibling and its parents, with their state.
SETTINGS_OF_ELEMENTS = """() => {
  const theme = document.documentElement.dataset.bsTheme;
  const state = (element) => element && [element.tagName, element.getAttribute("class"),
    ...["data-state", "aria-current", "open", "hidden"].map((name) => element.getAttribute(name)),
    ...[":checked", ":disabled", ":placeholder-shown"].map((name) => element.matches(name))].join(" ");
  const settings = [...document.querySelectorAll("body *")].map((element) => [window.innerWidth, theme,
    element, element.previousElementSibling, element.parentElement, element.parentElement.parentElement
  ].map((part) => part instanceof Element ? state(part) : part).join(" | "));
  return [...new Set(settings)];
}"""
MOST_NODES = 4
_checked: set[str] = set()


def assert_accessible(page: Page) -> None:
    """Fail with one paragraph for each rule that the page breaks: the rule, the elements, what to do."""
    settings = page.evaluate(SETTINGS_OF_ELEMENTS)
    is_new = not _checked.issuperset(settings)
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN, is_new)
    assert not violations, "\n\n".join([f"axe on {page.url}:", *map(_paragraph, violations)])
    _checked.update(settings)


def _paragraph(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    lines = [f"{violation['id']} ({violation['impact']}, {len(nodes)}x): {violation['help']}"]
    for node in nodes[:MOST_NODES]:
        summary = " ".join(node["failureSummary"].split())
        lines += [f"  {node['target'][0]}  {node['html'][:160]}", f"    {summary}"]
    return "\n".join(lines)
