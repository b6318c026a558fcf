"""What a post holds: what was typed, in words, apart from what its form only sent along."""

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from headache_cds.accounts import page_reader
from headache_cds.vocabulary.forms import FactForm
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.opened import OPENED, WHOLE, print_of, prints_of_page
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, FactType
from headache_cds.vocabulary.values import format_value

# The name under which a kept post that is sent again says so.
KEPT = "kept"
# Of the page it came from, and made anew for the page on which it is offered.
OF_THE_PAGE = frozenset({"csrfmiddlewaretoken", page_reader.FIELD, KEPT})
# What a form sends along that nobody typed. What is missing here is offered too, so nothing is lost by it.
SENT_ALONG = OF_THE_PAGE | {
    *(OPENED, WHOLE, "submission", "routed", "alarm", "go", "seen", "decided", "from", "confirmed"),
    *("kind", "language", "next"),
}
_COUNT = re.compile(r".+-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")
SMALLEST_GRID = 4
# A value that was chosen and not typed has no words without its form.
_CODE = re.compile(r"[a-z][a-z0-9_]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Typed:
    """Something that was typed or chosen: the question, '' when only its form knows it, and the answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Content:
    """What was typed on a page, in words, and how many choices have none."""

    answers: tuple[Typed, ...] = ()
    choices: int = 0

    @property
    def number(self) -> int:
        """How many things were typed or chosen."""
        return len(self.answers) + self.choices


def content_of(data: QueryDict) -> Content:
    """What somebody typed on the page that sent this.

    Of a page that says what it was opened with, only what was changed; else all that is filled in.
    """
    shown = prints_of_page(data)
    typed: list[Typed] = []
    choices = 0
    facts = _facts_in(data)
    for spec in facts:
        answer = _changed_fact(spec, data, shown)
        typed += [answer] if answer else []
    for name, values in data.lists():
        if _is_sent_along(name) or _is_of(name, facts) or print_of(values[-1]) == shown.get(name):
            continue
        texts = [text for value in values if (text := value.strip())]
        typed += [Typed("", text) for text in texts if not _CODE.fullmatch(text)]
        was_cleared = not texts and name in shown
        choices += was_cleared + sum(1 for text in texts if _CODE.fullmatch(text))
    return Content(tuple(typed), choices)


def _facts_in(data: QueryDict) -> list[FactSpec]:
    known = get_vocabulary().facts
    named = {name if name in known else name.partition("-")[0] for name in data}
    return [spec for name, spec in known.items() if name in named]


def _is_of(name: str, facts: list[FactSpec]) -> bool:
    return any(name == spec.id or name.startswith(f"{spec.id}-") for spec in facts)


def _is_sent_along(name: str) -> bool:
    return name in SENT_ALONG or name.startswith("choice-") or _COUNT.fullmatch(name) is not None


def _changed_fact(spec: FactSpec, data: QueryDict, shown: dict[str, str]) -> Typed | None:
    """A fact that was changed, in words; as it was typed when it cannot be."""
    form = FactForm([spec], values={}, data=data)
    question = str(form.fields[spec.id].label)
    typed = form[spec.id].value()
    try:
        value = form.fields[spec.id].clean(_tested(spec, typed) if spec.type == FactType.RECORDS else typed)
    except ValidationError:
        return Typed(question, " ".join(data.getlist(spec.id)) or "…")
    if print_of(value) == shown.get(spec.id, print_of(None)):
        return None
    return Typed(question, format_value(spec, value, language()))


def _tested(spec: FactSpec, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows in which something was filled in. A grid also sends its empty cells: one for every combination
    of the values along its sides, which nobody writes by hand.
    """
    chosen = [field for field in spec.fields if field.choices]
    for sides in [*combinations(chosen, 2), *combinations(chosen, 1)]:
        names = [field.id for field in sides]
        sent = {tuple(row.get(name) for name in names) for row in rows}
        grid = set(product(*([choice.value for choice in field.choices] for field in sides)))
        if len(grid) >= SMALLEST_GRID and sent >= grid:
            return [row for row in rows if row.keys() - names]
    return rows
