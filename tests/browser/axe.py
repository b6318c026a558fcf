"""Accessibility of the page on screen: axe finds nothing, contrast included."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MOST_NODES = 4


def assert_accessible(page: Page) -> None:
    """Fail with one paragraph for each rule that the page breaks: the rule, the elements, what to do."""
    violations = Axe().run(page).response["violations"]
    assert not violations, "\n\n".join([f"axe on {page.url}:", *map(_paragraph, violations)])


def _paragraph(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    lines = [f"{violation['id']} ({violation['impact']}, {len(nodes)}x): {violation['help']}"]
    for node in nodes[:MOST_NODES]:
        summary = " ".join(node["failureSummary"].split())
        lines += [f"  {node['target'][0]}  {node['html'][:160]}", f"    {summary}"]
    return "\n".join(lines)
