"""Finds the forms of the product by going through its pages, and fills them in as somebody would."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.vocabulary.registry import get_vocabulary
from tests.factories import PASSWORD
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import PICKED, SILENT, pick, put, sent, shown
from tests.walk.addresses import ADDRESSES, patterns
from tests.walk.crowded import RIGHT_NUMBER

CSRF = "csrfmiddlewaretoken"
# What every form carries, whatever it asks: the token of the session, and for whom the page was made.
OF_EVERY_FORM = (CSRF, "reader")
# Pages of which one stands for all dossiers: of questions each, of the others any.
QUESTIONS = frozenset({"section_id", "part_id"})
ALIKE = frozenset({"rule_id", "statement_id", "fact_id", "card_id", "kind"})
# What a field gets, whatever stood in it; the rest is filled where it is empty.
TYPED = {
    "agb": "01012345",
    "practice_agb": "01054321",
    "birth_date": "05-05-1980",
    "examined_on": f"{timezone.localdate() - dt.timedelta(days=1):%d-%m-%Y}",
    "initials": "Q.",
    "place": "Haren",
    "appointment_at": "",
    "username": "alice",
    "password": PASSWORD,
    "old_password": PASSWORD,
    "new_password1": "een-heel-nieuw-wachtwoord",
    "new_password2": "een-heel-nieuw-wachtwoord",
}
USERNAME_OF_A_NEW_PERSON = "nieuweling"
WORDS = "Woorden van nu"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """A form with the button that sends it, on the page of one person."""

    who: User | None = field(compare=False)
    page: str
    address: str
    csrf_cookie: str = field(compare=False)
    element: Element = field(compare=False, repr=False)
    button: tuple[str, str] | None = field(compare=False)

    @property
    def pattern(self) -> str:
        """The name of the address that it is sent to."""
        return resolve(urlsplit(self.address).path).view_name

    @property
    def kind(self) -> str:
        """What kind of form it is: its address with the page of questions, and its fields."""
        match = resolve(urlsplit(self.address).path)
        places = [str(match.kwargs[name]) for name in ("section_id", "part_id") if name in match.kwargs]
        shape = [name for name in ("kind", "from") if name in dict(self.pairs)]
        return " ".join([match.view_name, *places, *shape])

    @property
    def pairs(self) -> Pairs:
        """What it sends when nobody touched it."""
        return [*sent(self.element), *filter(None, [self.button])]

    @property
    def fields(self) -> Pairs:
        """The same without what every form has."""
        return [pair for pair in self.pairs if pair[0] not in OF_EVERY_FORM]

    def filled(self) -> Pairs:
        """What it sends when somebody filled it in."""
        copy = copy_of(self.element)
        fill(copy, self.pattern)
        return [*sent(copy), *filter(None, [self.button])]


def copy_of(part: Element) -> Element:
    """The same element with all within it, to be filled in."""
    copy = Element(part.tag, dict(part.attributes))
    for child in part.children:
        copy.children.append(copy_of(child) if isinstance(child, Element) else child)
    return copy


def forms_for(
    person: User | None, starts: Iterable[str], strange: Collection[str] = (), *, only_first: bool = False
) -> Iterator[Found]:
    """Every form on the pages that this person gets to from these addresses, or on the first page only.

    Pages with a `strange` id in their address are left alone.
    """
    client = signed_in(person) if person else Client()
    waiting = list(starts)
    seen: set[tuple[str, ...]] = {()}
    while waiting:
        path = urlsplit(waiting.pop(0)).path
        key = page_key(path)
        if key in seen or any(part in strange for part in path.split("/")):
            continue
        seen.add(key)
        response = client.get(path, follow=True)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        at = response.request["PATH_INFO"]
        page = read(response.content.decode())
        cookie = client.cookies[settings.CSRF_COOKIE_NAME].value
        yield from forms_on(page, person, at, cookie)
        if only_first:
            return
        links = (part.attributes.get("href", "") for part in page.walk() if part.tag == "a")
        waiting += [urljoin(at, link) for link in links if not urlsplit(link).netloc]


def page_key(path: str) -> tuple[str, ...]:
    """What makes a page another than those that were opened; nothing for what is no page to open."""
    try:
        match = resolve(path)
    except Resolver404:
        return ()
    if ADDRESSES[match.view_name].get is None:
        return ()
    places = set(match.kwargs) & QUESTIONS
    if not places and not match.kwargs.keys() & ALIKE:
        places = set(match.kwargs)
    return match.view_name, *(str(match.kwargs[name]) for name in sorted(places))


def forms_on(page: Element, person: User | None, at: str, csrf_cookie: str) -> Iterator[Found]:
    """The forms of a page that post, once for every address that one of their buttons sends to."""
    for form in page.walk():
        if form.tag == "form" and form.attributes.get("method", "").lower() == "post":
            addresses = set()
            for part in form.walk():
                if part.tag != "button" or part.attributes.get("type") != "submit":
                    continue
                to = part.attributes.get("formaction") or form.attributes.get("action") or at
                if to not in addresses and "disabled" not in part.attributes:
                    addresses.add(to)
                    yield Found(person, at, urljoin(at, to), csrf_cookie, form, pressed(part))


def pressed(button: Element) -> tuple[str, str] | None:
    """What a button sends of itself."""
    name = button.attributes.get("name")
    return (name, button.attributes.get("value", "")) if name else None


def fill(form: Element, pattern: str) -> None:
    """Something in every field in which words can be typed, and another answer on the first question."""
    questions = [part for part in form.walk() if "data-fact" in part.attributes]
    in_questions = {id(part) for question in questions for part in question.walk()}
    for control in list(shown(form)):
        if id(control) not in in_questions and "disabled" not in control.attributes:
            fill_control(form, control, pattern)
    for question in questions:
        if "disabled" not in form.attributes and answered(question):
            break


def fill_control(form: Element, control: Element, pattern: str) -> None:
    name, kind = control.attributes.get("name", ""), control.attributes.get("type", "text")
    is_date = name.endswith("_on") and name not in TYPED
    if not name or kind == "hidden" or kind in SILENT or is_date:
        return
    if name == "username" and pattern == "accounts:add_person":
        put(control, USERNAME_OF_A_NEW_PERSON)
    elif pattern == "intake:mark_double":
        put(control, RIGHT_NUMBER)
    elif name in TYPED:
        put(control, TYPED[name])
    elif control.tag == "textarea":
        put(control, WORDS)
    elif kind == "radio":
        choose(form, name)
    elif control.tag == "select" and "" in values_of(control):
        put(control, next(filter(None, values_of(control))))
    elif control.tag == "input" and kind in ("text", "search") and not control.attributes.get("value"):
        put(control, WORDS)


def values_of(control: Element) -> list[str]:
    """What can be chosen from a list."""
    return [part.attributes.get("value", "") for part in control.walk() if part.tag == "option"]


def choose(scope: Element, name: str) -> None:
    """The first of these buttons that is a choice, where none was chosen."""
    group = [part for part in shown(scope) if part.attributes.get("name") == name]
    chosen = [part for part in group if "checked" in part.attributes and part.attributes.get("value")]
    if not chosen:
        pick(scope, name, next(part.attributes["value"] for part in group if part.attributes.get("value")))


def answered(question: Element) -> bool:
    """Another answer than there is, when the question has buttons or asks a number."""
    spec = get_vocabulary().facts[question.attributes["data-fact"]]
    for part in shown(question):
        name, kind = part.attributes.get("name", ""), part.attributes.get("type")
        if kind in PICKED and part.attributes.get("value") and "checked" not in part.attributes:
            if kind == "radio":
                pick(question, name, part.attributes["value"])
            part.attributes["checked"] = ""
            return True
        if part.attributes.get("inputmode") in ("numeric", "decimal"):
            lowest = int(getattr(spec, "min", None) or 0)
            put(part, str(lowest + 1 if part.attributes.get("value") == str(lowest) else lowest))
            return True
    return False


def starts_of(ids: dict[str, object]) -> list[str]:
    """Every address that can be opened with these ids."""
    return [
        reverse(pattern.name, kwargs={place: ids[place] for place in pattern.places})
        for pattern in patterns()
        if ADDRESSES[pattern.name].get and set(pattern.places) <= ids.keys()
    ]
