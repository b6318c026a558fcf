"""Accessibility of the page on screen: axe finds nothing, contrast included."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Only what is wrong comes back: to read the rest would cost more than axe itself.
RUN = "axe.run({resultTypes: ['violations']}).then((results) => results.violations)"
MOST_NODES = 4


def assert_accessible(page: Page) -> None:
    """Fail with one paragraph for each rule that the page breaks: the rule, the elements, what to do."""
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN)
    assert not violations, "\n\n".join([f"axe on {page.url}:", *map(_paragraph, violations)])


def _paragraph(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    lines = [f"{violation['id']} ({violation['impact']}, {len(nodes)}x): {violation['help']}"]
    for node in nodes[:MOST_NODES]:
        summary = " ".join(node["failureSummary"].split())
        lines += [f"  {node['target'][0]}  {node['html'][:160]}", f"    {summary}"]
    return "\n".join(lines)
