"""Reads the place on a page where words must stand: a card, a section under its heading, the text of a field.

A word that stands somewhere in a page proves little: it may be in a list that is folded, or in another card.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADINGS = ("h1", "h2", "h3", "h4", "summary", "legend")
# Elements without an end tag.
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# A name among the words of a sentence.
WITHIN_A_LINE = frozenset({"bdi"})
NEVER_READ = frozenset({"script", "style", "template"})


@dataclass
class Element:
    """One element of a page with what stands in it, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and every one within it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def words(self) -> str:
        """All that can be read here once every fold is open."""
        return " ".join("".join(self._texts(folded_too=True)).split())

    @property
    def unfolded(self) -> str:
        """What is read without opening anything: of a closed fold only its summary."""
        return " ".join("".join(self._texts(folded_too=False)).split())

    def _texts(self, *, folded_too: bool) -> Iterator[str]:
        is_closed = self.tag == "details" and "open" not in self.attributes
        for child in self.children:
            if isinstance(child, str):
                yield child if folded_too or not is_closed else " "
            elif child.tag in NEVER_READ or (not folded_too and "hidden" in child.attributes):
                continue
            elif folded_too or not is_closed or child.tag == "summary":
                space = "" if child.tag in WITHIN_A_LINE else " "
                yield f"{space}{''.join(child._texts(folded_too=folded_too))}{space}"

    def with_id(self, name: str) -> "Element":
        """The one element with this id."""
        return self._only([part for part in self.walk() if part.attributes.get("id") == name], f"#{name}")

    def card(self, name: str) -> "Element":
        """The one card of this name."""
        found = [part for part in self.walk() if part.attributes.get("data-card") == name]
        return self._only(found, f"card {name}")

    def under(self, heading: str) -> "Element":
        """What surrounds the one heading with these words."""
        found = [part for part in self.walk() if part.tag in HEADINGS and part.words == heading]
        around = self._only(found, f"heading '{heading}'").parent
        assert around is not None
        return around

    def main(self) -> "Element":
        """The page itself, without the frame around it."""
        return self._only([part for part in self.walk() if part.tag == "main"], "main")

    def alert(self) -> "Element":
        """The one message that is read out at once."""
        return self._only([part for part in self.walk() if part.attributes.get("role") == "alert"], "alert")

    def buttons(self) -> list[str]:
        """What the buttons say, folded ones too."""
        return [part.words for part in self.walk() if part.tag == "button"]

    def _only(self, found: list["Element"], what: str) -> "Element":
        assert len(found) == 1, f"{what} stands here {len(found)} times"
        return found[0]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("document")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attributes}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attributes}, self.here))

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self.here
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.here = element.parent

    def handle_data(self, text: str) -> None:
        self.here.children.append(text)


def read(html: str) -> Element:
    """The page as a tree."""
    builder = _Builder()
    builder.feed(html)
    return builder.root
