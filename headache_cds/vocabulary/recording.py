"""Writing values of facts: check all, write what changed, all or nothing. Serves answers and findings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from headache_cds.accounts.models import User
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.models import FactValue, FactValueQuerySet, ValueState
from headache_cds.vocabulary.opened import Basis
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.signals import alarms_taken_back
from headache_cds.vocabulary.values import ValueProblem, as_shown


@dataclass(frozen=True)
class Recording:
    """What is to stand for one fact: its state, and its value when known."""

    state: str
    value: Any = None


@dataclass(frozen=True)
class Written:
    """What came of writing: the facts that changed, and the rows that were left as they are.

    `conflicts` somebody else wrote meanwhile; `unexplained` raised an alarm, and no reason was given.
    """

    changed: tuple[str, ...] = ()
    conflicts: tuple[FactValue, ...] = ()
    unexplained: tuple[FactValue, ...] = ()
    withdrawn: tuple[str, ...] = ()

    @property
    def audited(self) -> dict[str, Any]:
        """For the trail: which facts changed, and of which an alarm was taken back."""
        found = {"facts": sorted(self.changed)}
        return found | {"withdrawn": sorted(self.withdrawn)} if self.withdrawn else found


NOT_ASKED = Recording(ValueState.NOT_ASKED)
NOT_ASSESSABLE = Recording(ValueState.NOT_ASSESSABLE)


def parse_recordings(
    values: Mapping[str, object], *, allowed: Collection[str], not_assessable: Iterable[str] = ()
) -> dict[str, Recording]:
    """Check values through the vocabulary; None means not asked.

    Raises one ValidationError with a message for every fact that is wrong or does not belong here, so that a
    form shows all of them at once.
    """
    recordings = dict.fromkeys(not_assessable, NOT_ASSESSABLE)
    problems: dict[str, str] = {}
    for fact, raw in values.items():
        if fact in recordings:
            continue
        try:
            recordings[fact] = _parse(fact, raw)
        except ValueProblem as problem:
            problems[fact] = problem.message(language())
    for fact in recordings:
        if fact not in allowed:
            problems[fact] = ValueProblem(fact, "unknown_fact").message(language())
    if problems:
        raise ValidationError(problems)
    return recordings


def _parse(fact: str, raw: object) -> Recording:
    value = get_vocabulary().parse(fact, raw)
    return NOT_ASKED if value is None else Recording(ValueState.KNOWN, value)


def write_recordings(
    rows: FactValueQuerySet,
    recordings: Mapping[str, Recording],
    *,
    by: User,
    about: Any,
    basis: Basis | None = None,
    again: Collection[str] = (),
    **owner: Any,
) -> Written:
    """Add a row for every fact that changes and retire the row it replaces.

    `rows` are the rows of the `owner` in the episode that it is `about`. A fact that was never recorded and
    is not asked now gets no row; one that was asked `again` gets a row for the same value too. With a `basis`
    a fact that changed since the page was opened is left as it is, and its row is given back as a conflict;
    so is one that takes back an alarm without a reason, as unexplained.
    """
    current = {
        row.fact: row
        for row in rows.current().filter(fact__in=list(recordings)).select_related("recorded_by")
    }
    stored = {fact: Recording(row.state, row.value) for fact, row in current.items()}
    changed = {
        fact: recording
        for fact, recording in recordings.items()
        if recording != stored.get(fact, NOT_ASKED) or (fact in again and fact in stored)
    }
    shown = {fact: as_shown(get_vocabulary().facts[fact], row.value) for fact, row in current.items()}
    conflicts = [fact for fact in changed if basis and not basis.allows(fact, shown.get(fact))]
    for fact in conflicts:
        del changed[fact]
    taken_back = _taken_back(about, changed, stored) if basis else ()
    unexplained = [fact for fact in taken_back if basis and not basis.reasons.get(fact)]
    for fact in unexplained:
        del changed[fact]
    reasons = {fact: basis.reasons[fact] for fact in taken_back if basis and fact in changed}
    rows.retire(changed)
    rows.bulk_create(
        _row(rows.model, fact, recording, by=by, reason=reasons.get(fact, ""), **owner)
        for fact, recording in changed.items()
    )
    return Written(
        tuple(changed),
        tuple(current[fact] for fact in conflicts if fact in current),
        tuple(current[fact] for fact in unexplained),
        tuple(reasons),
    )


def _taken_back(
    episode: Any, changed: Mapping[str, Recording], stored: Mapping[str, Recording]
) -> tuple[str, ...]:
    """The facts whose new value takes back an alarm. An answer that was open or 'no' raised none."""
    values = {fact: new.value for fact, new in changed.items() if fact in stored and stored[fact].value}
    if not values:
        return ()
    found: list[tuple[Any, Any]] = alarms_taken_back.send(None, episode=episode, values=values)
    return tuple(sorted({fact for _receiver, facts in found for fact in facts}))


def _row(model: type[FactValue], fact: str, recording: Recording, **fields: Any) -> FactValue:
    by = fields.pop("by")
    return model(fact=fact, state=recording.state, value=recording.value, recorded_by=by, **fields)


def known_values(rows: FactValueQuerySet) -> dict[str, Any]:
    """The current known values by fact; what is not asked or not assessable is absent."""
    known = rows.current().filter(state=ValueState.KNOWN)
    return dict(known.values_list("fact", "value"))


def value_states(rows: FactValueQuerySet) -> dict[str, str]:
    """The current state of every fact that was ever recorded."""
    return dict(rows.current().values_list("fact", "state"))
