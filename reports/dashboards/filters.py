"""What is asked of the caseload: filters and sorting from the address, and the addresses that change them.

A name never stands in the address: the search comes by POST and is kept in the session.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from intake.models import Episode

from . import criteria
from .schedule import due_filter

# The column to sort by, and whether its first order is from high to low.
SORTS = {
    "name": ("patient__sort_key", False),
    "age": ("patient__birth_date", False),
    "days": ("status__headache_days", True),
    "contact": ("last_contact", True),
    "due": ("due_on", False),
}


@dataclass(frozen=True)
class FilterOption:
    """One choice of a filter in words; `query` chooses it, or drops it when it is chosen."""

    value: str
    label: str
    query: str


@dataclass(frozen=True)
class Filter:
    """One filter with its choices and the condition behind each; `query` drops it."""

    name: str
    label: str
    options: tuple[FilterOption, ...]
    chosen: str
    condition: Callable[[str], Q]
    query: str

    @property
    def chosen_label(self) -> str:
        """The chosen value in words, '' when none is chosen."""
        return next((option.label for option in self.options if option.value == self.chosen), "")


@dataclass(frozen=True)
class View:
    """A way to look at the caseload that is used every day."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class Column:
    """A head of the table; `query` sorts by it, '' when it cannot; `order` as aria-sort has it.

    `wide_only`: a narrow screen shows it elsewhere or not at all.
    """

    label: str
    query: str = ""
    order: str = ""
    wide_only: bool = False


class CaseloadFilters:
    """The filters and the sorting of one request; a value that is none of the choices is ignored."""

    def __init__(
        self, given: Mapping[str, str], *, user: User, therapists: Iterable[User], today: dt.date
    ) -> None:
        self.user = user
        self.therapists = list(therapists)
        self.today = today
        wanted = given.get("sort", "")
        self.sort = wanted.removeprefix("-") if wanted.removeprefix("-") in SORTS else "name"
        self.reversed = wanted == f"-{self.sort}"
        self.chosen: dict[str, str] = {
            name: given[name]
            for name, _label, choices, _condition in self._declared
            if given.get(name) in dict(choices)
        }

    @cached_property
    def _declared(self) -> list[tuple[str, str, list[tuple[str, str]], Callable[[str], Q]]]:
        """Name, label, choices and condition of every filter, in the order of the page."""
        return [
            ("diagnosis", _("Diagnose"), list(criteria.diagnoses()), criteria.has_diagnosis),
            ("chronicity", _("Chroniciteit"), list(criteria.chronicities()), criteria.has_chronicity),
            ("overuse", _("Medicatie-overgebruik"), list(criteria.overuse()), criteria.has_overuse),
            ("red_flag", _("Alarmsignaal"), list(criteria.red_flags()), criteria.has_red_flag),
            ("therapist", _("Behandelaar"), self._therapists(), self._has_therapist),
            ("plan", _("Plan"), list(criteria.plans()), criteria.has_plan),
            ("evaluation", _("Evaluatie"), list(criteria.evaluations()), self._is_due),
        ]

    @cached_property
    def all(self) -> list[Filter]:
        """Every filter with its choices."""
        return [
            Filter(
                name=name,
                label=label,
                options=tuple(self._option(name, value, words) for value, words in choices),
                chosen=self.chosen.get(name, ""),
                condition=condition,
                query=self.query(**{name: ""}),
            )
            for name, label, choices, condition in self._declared
        ]

    @property
    def views(self) -> list[View]:
        """The daily views; 'my patients' for who has patients."""
        presets: list[tuple[str, dict[str, str]]] = [(_("Alle patiënten"), {})]
        if self.user in self.therapists:
            presets.append((_("Mijn patiënten"), {"therapist": "me"}))
        presets += [
            (_("Alarmsignaal open"), {"red_flag": "open"}),
            (_("Evaluatie te laat"), {"evaluation": "overdue"}),
        ]
        return [
            View(label, f"?{urlencode(preset)}", is_current=self.chosen == preset)
            for label, preset in presets
        ]

    @property
    def columns(self) -> list[Column]:
        """The heads of the table."""
        return [
            self._column(_("Naam"), "name"),
            self._column(_("Leeftijd"), "age", wide_only=True),
            Column(_("Diagnose")),
            Column(_("Fase")),
            self._column(_("Hoofdpijndagen"), "days"),
            self._column(_("Laatste contact"), "contact", wide_only=True),
            self._column(_("Evaluatie"), "due"),
            Column(_("Meldingen")),
            Column(_("Behandelaar"), wide_only=True),
        ]

    @property
    def descending(self) -> bool:
        """Whether the high values come first."""
        return SORTS[self.sort][1] != self.reversed

    def apply(self, episodes: QuerySet[Episode, Any]) -> QuerySet[Episode, Any]:
        """The episodes that every filter lets through."""
        found = episodes.annotate(types_text=Cast("status__headache_types", TextField()))
        for item in self.all:
            if item.chosen:
                found = found.filter(item.condition(item.chosen))
        return found

    def query(self, **changes: str) -> str:
        """The address with these changes, on its first page; an empty value drops a filter."""
        now = dict(self.chosen)
        if self.sort != "name" or self.reversed:
            now["sort"] = f"-{self.sort}" if self.reversed else self.sort
        return "?" + urlencode({name: value for name, value in (now | changes).items() if value})

    def _option(self, name: str, value: str, label: str) -> FilterOption:
        chosen = self.chosen.get(name) == value
        return FilterOption(value, label, self.query(**{name: "" if chosen else value}))

    def _column(self, label: str, sort: str, *, wide_only: bool = False) -> Column:
        if sort != self.sort:
            return Column(label, self.query(sort=sort), wide_only=wide_only)
        order = "descending" if self.descending else "ascending"
        return Column(label, self.query(sort=sort if self.reversed else f"-{sort}"), order, wide_only)

    def _therapists(self) -> list[tuple[str, str]]:
        mine = [("me", _("Mijn patiënten"))] if self.user in self.therapists else []
        return mine + [(str(therapist.pk), therapist.display_name) for therapist in self.therapists]

    def _has_therapist(self, value: str) -> Q:
        return Q(therapist_id=self.user.pk if value == "me" else value)

    def _is_due(self, value: str) -> Q:
        return due_filter(value, self.today)
