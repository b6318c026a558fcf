"""Every quantity that is asked again: its start, its value now, and all its readings.

The one place that folds follow-ups. The facts of the engine, the caseload, the patient page and its charts
all read a quantity here, so that none of them can say another start or another value now.

Pure: what is read from the database comes in (`queries.quantities_of`). Which facts are measured again is
data (`measured_again` in the fact files).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from headache_cds.vocabulary.names import HEADACHE_DAYS
from headache_cds.vocabulary.spec import MeasuredAgain
from headache_cds.vocabulary.values import NONE

from .follow_up import measured_again, scored_again
from .models import FollowUp

AGED = dt.timedelta(weeks=8)  # an older value says of which day it is

# The place of a reading in time: the number of its follow-up (0 for the start), and for a start that was
# corrected the number of the follow-up that did. Equal places were recorded together.
Place = tuple[int, int]
AT_START: Place = (0, 0)


@dataclass(frozen=True)
class Reading:
    """One value of one quantity, the day that it is of, and where the count came from (None: not said)."""

    on: dt.date
    value: Any
    source: str | None = None
    place: Place = AT_START


@dataclass(frozen=True)
class Quantity:
    """One quantity in one episode.

    `start` is the value of the anamnese, or what a follow-up corrected it to; None when it was not asked.
    `later` holds one reading a day, oldest first. `is_contradicted`: the last reading cannot be true beside a
    newer count of its whole or its part, so that the value now is unknown. `measured_on` is the day of the
    last follow-up of the episode, whatever it measured.
    """

    start: Reading | None = None
    later: tuple[Reading, ...] = ()
    is_contradicted: bool = False
    measured_on: dt.date | None = None

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The start and what was measured later, oldest first."""
        return (self.start, *self.later) if self.start else self.later

    @property
    def last(self) -> Reading | None:
        """The newest reading, believed or not."""
        return self.readings[-1] if self.readings else None

    @property
    def now(self) -> Reading | None:
        """The value now with its day; None when unknown. A newer follow-up without it takes nothing away."""
        return None if self.is_contradicted else self.last

    def day_to_tell(self, today: dt.date) -> dt.date | None:
        """The day of the last reading where a reader has to know it, else None.

        That is when a later follow-up left it out, or when it is older than AGED.
        """
        if self.last is None:
            return None
        is_older = self.measured_on is not None and self.last.on < self.measured_on
        return self.last.on if is_older or today - self.last.on > AGED else None

    def with_start(self, value: Any, on: dt.date) -> "Quantity":
        """The same with a start that is worked out from other answers; None leaves it without."""
        return replace(self, start=None if value is None else Reading(on, value))


@dataclass(frozen=True)
class ScoredRow:
    """One row of a records fact, for example an activity of the patient, with its scores over time."""

    values: Mapping[str, Any]
    name: str
    score: Quantity


class Quantities:
    """All quantities of one episode.

    `answers` are those that count: without what routing hides, with what registration knows. `follow_ups` are
    those that count, in any order; of two of one day the last recorded is the newer.
    """

    def __init__(
        self, answers: Mapping[str, Any], started_on: dt.date, follow_ups: Iterable[FollowUp]
    ) -> None:
        self.answers = answers
        self.started_on = started_on
        self.follow_ups = sorted(follow_ups, key=lambda item: (item.measured_on, item.recorded_at))

    def of(self, fact: str) -> Quantity:
        """One quantity, by its fact of the anamnese, or of the follow-up when it has no start.

        Raises KeyError for a fact that is not measured again.
        """
        return replace(self._counted[fact], is_contradicted=self._is_contradicted(fact))

    @property
    def headache_days(self) -> Quantity:
        """Days a month with headache."""
        return self.of(HEADACHE_DAYS)

    @property
    def activities(self) -> tuple[ScoredRow, ...]:
        """The activities that the patient chose, with their scores."""
        return tuple(row for fact in scored_again() for row in self.rows_of(fact))

    def rows_of(self, fact: str) -> tuple[ScoredRow, ...]:
        """The rows of a records fact, each with its own scores.

        Rows belong together by name, or by position when the follow-up gives no name. Name and score at the
        start stay those of the anamnese; a row that is new at a follow-up is a row more.
        """
        columns = measured_again()[fact].rows
        if columns is None:
            raise ValueError(f"{fact} has no rows that are scored again")
        rows = [dict(row) for row in self.answers.get(fact, [])]
        later: list[list[Reading]] = [[] for _row in rows]
        for number, item in enumerate(self.follow_ups, start=1):
            names = [row.get(columns.name) for row in rows]
            for position, scored in enumerate(item.values.get(fact, [])):
                at = _row_at(names, scored.get(columns.name), position)
                if at >= len(names):
                    rows.append(dict(scored))
                    later.append([])
                    at = len(rows) - 1
                if columns.now in scored:
                    rows[at][columns.now] = scored[columns.now]
                    later[at].append(Reading(item.measured_on, scored[columns.now], place=(number, 0)))
        return tuple(
            ScoredRow(row, str(row.get(columns.name, "")), self._score(row.get(columns.start), scores))
            for row, scores in zip(rows, later, strict=True)
        )

    def facts(self) -> dict[str, Any]:
        """What the engine gets: the answers, brought up to date with what was measured later.

        Without a follow-up these are the current answers. What is unknown now is absent.
        """
        if not self.follow_ups:
            return dict(self.answers)
        found = dict(self.answers)
        for fact, again in measured_again().items():
            found |= {fact: self._values_of_rows(fact)} if again.rows else self._facts_of(fact, again)
        found |= {source: self._source_now(source) for source in _counts_by_source()}
        found |= self._sets_with_what_was_counted()
        return {fact: value for fact, value in found.items() if value is not None}

    def _facts_of(self, fact: str, again: MeasuredAgain) -> dict[str, Any]:
        """One quantity under its names; the count of the anamnese is the baseline (HV-I-091, HV-I-096)."""
        quantity = self.of(fact)
        now = quantity.now.value if quantity.now else None
        found = {again.now: now if quantity.later else None} if again.now else {fact: now}
        if again.start:
            found |= {fact: now, again.start: quantity.start.value if quantity.start else None}
        return found

    def _sets_with_what_was_counted(self) -> dict[str, list[str]]:
        """The answered sets with the choices that a later count proves; who counts triptan days uses one.

        Without the choice its days would be read as 0. A set that nobody answered stays unknown: then the
        choices that are not in it would be read as 0 too.
        """
        found: dict[str, list[str]] = {}
        for fact, again in measured_again().items():
            member, now = again.member_of, self.of(fact).now
            if member and now and now.value and self.of(fact).later and member.fact in self.answers:
                given = found.get(member.fact, self.answers[member.fact])
                found[member.fact] = [value for value in given if value not in (NONE, member.value)]
                found[member.fact].append(member.value)
        return found

    def _values_of_rows(self, fact: str) -> list[dict[str, Any]] | None:
        return [dict(row.values) for row in self.rows_of(fact)] or None

    def _source_now(self, source: str) -> str | None:
        """Where the count now comes from; unknown when its last reading did not say so.

        A source belongs to the reading that it was recorded with: an older 'diary' must not vouch for a newer
        count. It is that of the whole, or of the newest part when the whole was never counted.
        """
        counts = [self.of(fact) for fact in _counts_by_source()[source]]
        if not any(count.last for count in counts):
            return self.answers.get(source)
        whole, *parts = (count.now for count in counts)
        newest = whole or max((part for part in parts if part), key=lambda part: part.place, default=None)
        return newest.source if newest else None

    @cached_property
    def _counted(self) -> dict[str, Quantity]:
        """Every quantity as it was counted, before its whole and its parts are looked at."""
        return {fact: self._count(fact, again) for fact, again in measured_again().items()}

    def _count(self, fact: str, again: MeasuredAgain) -> Quantity:
        # What belongs to one visit is that of the last follow-up or nothing.
        from_number = len(self.follow_ups) if again.per_visit else 1
        return Quantity(
            start=self._start(fact, again),
            later=_last_of_each_day(self._recorded(again.now or fact, again.source, from_number)),
            measured_on=self._measured_on,
        )

    def _start(self, fact: str, again: MeasuredAgain) -> Reading | None:
        """The answer of the anamnese, or the last correction of it.

        A correction replaces the number; where the count came from stays as it was answered, because the
        source in a follow-up is that of the count of that day.
        """
        source = self.answers.get(again.source) if again.source else None
        corrections = list(self._recorded(again.start, None)) if again.start else []
        if corrections:
            number, _always_0 = corrections[-1].place
            return Reading(self.started_on, corrections[-1].value, source, (0, number))
        value = self.answers.get(fact)
        return None if value is None else Reading(self.started_on, value, source)

    def _recorded(self, name: str, source: str | None, from_number: int = 1) -> Iterator[Reading]:
        """What the follow-ups recorded under one name, oldest first."""
        for number, item in enumerate(self.follow_ups, start=1):
            if number >= from_number and item.values.get(name) is not None:
                said = item.values.get(source) if source else None
                yield Reading(item.measured_on, item.values[name], said, (number, 0))

    def _is_contradicted(self, fact: str) -> bool:
        """Whether a newer count makes the last reading impossible (N03).

        A day with migraine is a day with headache. Where a part exceeds its whole and the two were counted at
        different times, the newer one is believed, and the older one is asked again rather than believed.
        Counted together they stand as they were counted.
        """
        own = self._counted[fact].last
        whole = measured_again()[fact].part_of
        over = [self._counted[whole].last] if whole else []
        parts = (self._counted[part].last for part in parts_of(fact))
        return own is not None and (
            any(other and other.place > own.place and own.value > other.value for other in over)
            or any(other and other.place > own.place and own.value < other.value for other in parts)
        )

    def _score(self, start: Any, scores: Sequence[Reading]) -> Quantity:
        scored = Quantity(later=_last_of_each_day(scores), measured_on=self._measured_on)
        return scored.with_start(start, self.started_on)

    @property
    def _measured_on(self) -> dt.date | None:
        return self.follow_ups[-1].measured_on if self.follow_ups else None


def _last_of_each_day(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """One reading a day; `readings` come oldest first."""
    return tuple({reading.on: reading for reading in readings}.values())


def _row_at(names: Sequence[Any], name: Any, position: int) -> int:
    """Which row is scored; the number of rows when it is a new one."""
    if name in names:
        return names.index(name)
    return position if name is None else len(names)


@cache
def _counts_by_source() -> dict[str, list[str]]:
    """The counts that each source speaks of, the whole before its parts."""
    found: dict[str, list[str]] = {}
    for fact, again in sorted(measured_again().items(), key=lambda item: item[1].part_of is not None):
        if again.source:
            found.setdefault(again.source, []).append(fact)
    return found


def parts_of(whole: str) -> tuple[str, ...]:
    """The counts that are part of another count, in the order of the fact files."""
    return tuple(fact for fact, again in measured_again().items() if again.part_of == whole)


def counted_with(fact: str) -> tuple[str, ...]:
    """The facts of the anamnese that a quantity is worked out from; for another fact itself alone."""
    again = measured_again().get(fact)
    others = [again.part_of, again.source] if again else []
    return (fact, *parts_of(fact), *(name for name in others if name))
