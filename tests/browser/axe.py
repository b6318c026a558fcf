"""Accessibility of the page on screen: axe finds nothing, contrast included.

The contrast rule costs three quarters of axe. Colours come from the style sheet, so that rule reads an
element only when none was read before in this run that stood as it does: same classes and state, after the
same sibling, in the same parents, in the same window and theme. The other rules read every page as a whole.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# One element for each thing that decides colours: the element, its sibling and its parents, with their state.
# What is not seen, or holds no text of its own, has no contrast to read.
FIND_COLOURS = """() => {
  const theme = document.documentElement.dataset.bsTheme;
  const state = (element) => element && [element.tagName, element.getAttribute("class"),
    ...["data-state", "aria-current", "open", "hidden"].map((name) => element.getAttribute(name)),
    ...[":checked", ":disabled", ":placeholder-shown"].map((name) => element.matches(name))].join(" ");
  const setting = (element) => [window.innerWidth, theme, ...[
    element, element.previousElementSibling, element.parentElement, element.parentElement.parentElement
  ].map(state)].join(" | ");
  const holdsText = (element) => element.matches("input, select, textarea")
    || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  window.axeColours = new Map([...document.querySelectorAll("body, body *")]
    .filter((element) => holdsText(element) && element.checkVisibility({visibilityProperty: true}))
    .map((element) => [setting(element), element]).reverse());
  return [[...window.axeColours.keys()], "axe" in window];
}"""
# Only what is wrong comes back: to read the rest would cost more than axe itself. No rule that runs reads the
# style sheets, which axe would otherwise copy first.
RUN = """async (unread) => {
  for (const setting of unread) window.axeColours.get(setting).setAttribute("data-unread", "");
  axe.configure({rules: [{id: "color-contrast", selector: "[data-unread]"}]});
  const {violations} = await axe.run({
    resultTypes: ["violations"],
    preload: {assets: ["media"]},
    rules: {"color-contrast": {enabled: unread.length > 0}},
  });
  for (const element of document.querySelectorAll("[data-unread]")) element.removeAttribute("data-unread");
  return violations;
}"""
MOST_NODES = 4
_read: set[str] = set()


def assert_accessible(page: Page) -> None:
    """Fail with one paragraph for each rule that the page breaks: the rule, the elements, what to do."""
    settings, has_axe = page.evaluate(FIND_COLOURS)
    if not has_axe:
        page.evaluate(AXE_SCRIPT)
    unread = [setting for setting in settings if setting not in _read]
    violations = page.evaluate(RUN, unread)
    assert not violations, "\n\n".join([f"axe on {page.url}:", *map(_paragraph, violations)])
    _read.update(unread)


def _paragraph(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    lines = [f"{violation['id']} ({violation['impact']}, {len(nodes)}x): {violation['help']}"]
    for node in nodes[:MOST_NODES]:
        summary = " ".join(node["failureSummary"].split())
        lines += [f"  {node['target'][0]}  {node['html'][:160]}", f"    {summary}"]
    return "\n".join(lines)
