"""A browser without scripts: reads pages, fills in their forms as somebody would, and sends them.

It works by the markup contract, like tests/browser/filling.py with Chromium: every question is a
`.question[data-fact]`, its inputs are named after the fact, a row of records `<fact>-<row>-<field>`; a grid
holds the fixed values of a row (level, side) in hidden inputs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urljoin

from django.test import Client

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactType
from intake.models import Episode
from tests.markup import Element, read
from tests.steps import OnEpisode, as_text

# Inputs that send nothing of themselves.
SILENT = frozenset({"submit", "button", "reset", "image", "file"})
PICKED = frozenset({"radio", "checkbox"})


class PlainBrowser(OnEpisode):
    """A signed-in person's pages, one at a time, with a patient on them once somebody was registered."""

    def __init__(self, client: Client, episode: Episode | None = None) -> None:
        self.client = client
        super().__init__(episode)
        self.at = "/"
        self.page = Element("document")

    def open(self, address: str) -> None:
        """Go to an address, which must answer."""
        response = self.client.get(address)
        assert response.status_code == HTTPStatus.OK, f"{address} answers {response.status_code}"
        self.at, self.page = address, read(response.content.decode())

    def look(self) -> None:
        """Nothing to be seen here: Chromium does that for three of the patients."""

    def press(self, button: str, *, card: str = "", and_look: bool = True) -> None:
        """Press a button that posts a form and must be accepted; goes where the answer leads."""
        found = [part for part in self._part(card).walk() if part.tag == "button" and part.words == button]
        pressed = only(found, f"button '{button}' at {self.at}")
        assert "disabled" not in pressed.attributes, f"'{button}' at {self.at} cannot be pressed"
        form = around(pressed, "form")
        action = pressed.attributes.get("formaction") or form.attributes.get("action") or self.at
        name, value = pressed.attributes.get("name"), pressed.attributes.get("value", "")
        response = self.client.post(
            urljoin(self.at, action),
            urlencode([*sent(form), *([(name, value)] if name else [])]),
            content_type="application/x-www-form-urlencoded",
        )
        status, html = response.status_code, response.content.decode()
        assert status == HTTPStatus.FOUND, f"'{button}' at {self.at} gives {status}: {complaints(html)}"
        self.open(urljoin(self.at, response.url).partition("#")[0])  # type: ignore[attr-defined]

    def fill_in(self, facts: Mapping[str, Any]) -> None:
        """Answer these facts on the page; a question that is still hidden is answered as well."""
        for fact, value in facts.items():
            found = [part for part in self.page.walk() if part.attributes.get("data-fact") == fact]
            answer(only(found, f"question {fact} at {self.at}"), fact, value)

    def write(self, label: str, text: str, *, group: str = "") -> None:
        """Type in the field with this label."""
        part = self.page
        if group:
            found = [part for part in self.page.walk() if part.attributes.get("aria-label") == group]
            part = only(found, f"group '{group}'")
        # A field that must be filled in has a star behind its label.
        labels = [one for one in part.walk() if one.tag == "label" and one.words.rstrip("* ") == label]
        name = only(labels, f"label '{label}' at {self.at}").attributes["for"]
        put(self.page.with_id(name), text)

    def tick(self, label: str) -> None:
        """Tick the box whose label begins so."""
        labels = [one for one in self.page.walk() if one.tag == "label" and one.words.startswith(label)]
        self.page.with_id(only(labels, label).attributes["for"]).attributes["checked"] = ""

    def choose(self, name: str, value: Any) -> None:
        """Press the button of a value."""
        pick(self.page, name, value)

    def chosen(self, name: str) -> str | None:
        """The value that is chosen among these buttons."""
        of_name = [part for part in self.page.walk() if part.attributes.get("name") == name]
        return next((part.attributes["value"] for part in of_name if "checked" in part.attributes), None)

    def can_press(self, button: str) -> bool:
        """Whether there is such a button that is not switched off."""
        found = [part for part in self.page.walk() if part.tag == "button" and part.words == button]
        return any("disabled" not in part.attributes for part in found)

    def begin_to_adapt(self, card: str) -> None:
        """Open the form in which a card is adapted, on its own page."""
        self.open(self.address(f"advies/{card}/aanpassen/"))

    def set_components(self, wanted: Mapping[str, bool]) -> None:
        """Tick the parts of a card that are wanted and no others."""
        for value, is_wanted in wanted.items():
            box = input_of(self.page, "components", value)
            box.attributes.pop("checked", None)
            if is_wanted:
                box.attributes["checked"] = ""

    def set_number(self, name: str, text: str) -> None:
        """Type a number of a dose."""
        put(input_of(self.page, name), text)

    def html(self) -> Element:
        """The page as it stands."""
        return self.page

    def _part(self, card: str) -> Element:
        cards = [part for part in self.page.walk() if part.attributes.get("data-card") == card]
        return cards[0] if card and cards else self.page.main()


def opened(client: Client, address: str) -> Element:
    """A page as it was when somebody opened it."""
    return read(client.get(address).content.decode())


def without(*names: str) -> Callable[[dict[str, list[str]]], dict[str, list[str]]]:
    """Takes these fields out of what a form sends, as a cut-off post does."""
    return lambda data: {name: value for name, value in data.items() if name not in names}


def send(client: Client, address: str, typed: Mapping[str, Any], *, to: str = "") -> Any:
    """Open a page of questions, fill in these inputs by name and send it, whatever comes of it."""
    return client.post(to or address, filled(opened(client, address), typed, to=to))


def filled(page: Element, typed: Mapping[str, Any], *, to: str = "") -> dict[str, list[str]]:
    """What the form on a page, or the one that is sent `to` an address, sends with these inputs filled in."""
    marks = [part for part in page.walk() if part.attributes.get("name") == "whole"]
    forms = [around(mark, "form") for mark in marks]
    data: dict[str, list[str]] = {}
    for name, value in sent(only([form for form in forms if to in form.attributes.get("action", "")], to)):
        data.setdefault(name, []).append(value)
    for name, value in typed.items():
        data[name] = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    return data


def answer(question: Element, fact: str, value: Any) -> None:
    """Fill in one question."""
    kind = get_vocabulary().facts[fact].type
    if kind == FactType.RECORDS:
        fill_rows(question, fact, value)
    elif kind == FactType.SET:
        for choice in value:
            input_of(question, fact, as_text(choice)).attributes["checked"] = ""
    else:
        fill_one(question, fact, value)


def fill_one(scope: Element, name: str, value: Any) -> None:
    """One input: a button, a line of a list, or something typed."""
    inputs = [part for part in scope.walk() if part.attributes.get("name") == name]
    assert inputs, f"no input {name}"
    if inputs[0].attributes.get("type") in PICKED:
        pick(scope, name, value)
    else:
        put(inputs[0], as_text(value))


def fill_rows(question: Element, fact: str, records: Sequence[Mapping[str, Any]]) -> None:
    """Each record in the cells of its fixed values, or in the next row; a row that is missing is added."""
    rows = [part for part in shown(question) if "data-row" in part.attributes]
    fixed = [fixed_values(row) for row in rows]
    for at, record in enumerate(records):
        if any(fixed):
            (row,) = [row for row, keys in zip(rows, fixed, strict=True) if keys.items() <= record.items()]
        else:
            row = rows[at] if at < len(rows) else add_row(question, fact, at, record)
        for field in record.keys() - fixed_values(row).keys():
            fill_one(row, f"{fact}-{row.attributes['data-row']}-{field}", record[field])


def add_row(question: Element, fact: str, at: int, record: Mapping[str, Any]) -> Element:
    """A row more, as the button for it makes one."""
    row = Element("div", {"data-row": str(at)}, question)
    row.children += [Element("input", {"name": f"{fact}-{at}-{field}"}, row) for field in record]
    question.children.append(row)
    return row


def fixed_values(row: Element) -> dict[str, str]:
    """What the hidden inputs of a row of a grid say: its level, its side."""
    hidden = [part for part in row.walk() if part.attributes.get("type") == "hidden"]
    return {part.attributes["name"].rpartition("-")[2]: part.attributes["value"] for part in hidden}


def pick(scope: Element, name: str, value: Any) -> None:
    """Choose one of the buttons or boxes of this name."""
    chosen = input_of(scope, name, as_text(value))
    for other in scope.walk():
        if other.attributes.get("name") == name and other.attributes.get("type") == "radio":
            other.attributes.pop("checked", None)
    chosen.attributes["checked"] = ""


def put(control: Element, text: str) -> None:
    """Type this in a field, or choose it from a list."""
    if control.tag == "textarea":
        control.children[:] = [text]
    elif control.tag == "select":
        options = [part for part in control.walk() if part.tag == "option"]
        for option in options:
            option.attributes.pop("selected", None)
        wanted = [option for option in options if option.attributes.get("value") == text]
        only(wanted, f"choice '{text}'").attributes["selected"] = ""
    else:
        control.attributes["value"] = text


def sent(form: Element) -> Iterator[tuple[str, str]]:
    """Names and values as a browser sends them."""
    for control in shown(form):
        name, kind = control.attributes.get("name"), control.attributes.get("type", "text")
        if not name or "disabled" in control.attributes:
            continue
        if control.tag == "textarea":
            yield name, "".join(map(str, control.children)).removeprefix("\n")
        elif control.tag == "select":
            options = [part for part in control.walk() if part.tag == "option"]
            chosen = [option for option in options if "selected" in option.attributes] or options[:1]
            yield from ((name, option.attributes.get("value", option.words)) for option in chosen)
        elif control.tag == "input" and kind in PICKED:
            if "checked" in control.attributes:
                yield name, control.attributes.get("value", "on")
        elif control.tag == "input" and kind not in SILENT:
            yield name, control.attributes.get("value", "")


def shown(part: Element) -> Iterator[Element]:
    """An element and all within it, without what is only a pattern or switched off."""
    yield part
    for child in part.children:
        if isinstance(child, Element) and not is_out_of_use(child):
            yield from shown(child)


def is_out_of_use(part: Element) -> bool:
    return part.tag == "template" or (part.tag == "fieldset" and "disabled" in part.attributes)


def input_of(scope: Element, name: str, value: str | None = None) -> Element:
    """The one input of this name, and of this value where several share it."""
    found = [
        part
        for part in shown(scope)
        if part.attributes.get("name") == name and value in (None, part.attributes.get("value"))
    ]
    return only(found, f"input {name} {value or ''}")


def around(part: Element, tag: str) -> Element:
    """The nearest element of this tag around another."""
    while part.tag != tag:
        assert part.parent, f"no {tag} around it"
        part = part.parent
    return part


def complaints(html: str) -> list[str]:
    """What a page says is wrong."""
    return [part.words for part in read(html).walk() if "field-error" in part.attributes.get("class", "")]


def only(found: Sequence[Element], what: str) -> Element:
    """The one element that was found."""
    assert len(found) == 1, f"{what}: found {len(found)} times"
    return found[0]
