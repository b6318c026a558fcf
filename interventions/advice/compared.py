"""Which patients would get other advice, another urgency or other contradictions from another version."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interventions.engine import Ruleset, brief
from interventions.engine.briefs import Brief, most_urgent
from interventions.engine.status import Status
from interventions.engine.urgency import Level

SHOWN: Status = "applies"
Patient = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class StatusChange:
    """One rule whose status differs; None where a version does not have the rule."""

    rule: str
    before: Status | None
    after: Status | None

    @property
    def is_shown_differently(self) -> bool:
        """Whether the advice appears or disappears; other changes stay behind the scenes."""
        return (self.before == SHOWN) != (self.after == SHOWN)


@dataclass(frozen=True)
class UrgencyChange:
    """How soon something must be done; None is unknown, as in versions that said it of no rule."""

    before: Level | None
    after: Level | None

    @property
    def is_news(self) -> bool:
        """Whether it differs; no urgency is no news where it was never said."""
        if self.before is self.after:
            return False
        return {self.before, self.after} != {None, Level.NONE}

    def __str__(self) -> str:
        return f"{self.before or 'unknown'} -> {self.after or 'unknown'}"


SAME = UrgencyChange(None, None)


@dataclass(frozen=True)
class PatientChange:
    """What one patient would see differently.

    `urgency` is that of the most urgent rule, `urgencies` that of every rule for which it differs, an absent
    one having none; `contradicts` and `agrees` are the constraints that fail only after or only before.
    """

    patient: str
    appears: tuple[str, ...] = ()
    disappears: tuple[str, ...] = ()
    urgency: UrgencyChange = SAME
    urgencies: tuple[tuple[str, UrgencyChange], ...] = ()
    contradicts: tuple[str, ...] = ()
    agrees: tuple[str, ...] = ()

    @property
    def is_advised_otherwise(self) -> bool:
        return bool(self.appears or self.disappears)

    @property
    def contradicts_otherwise(self) -> bool:
        return bool(self.contradicts or self.agrees)


def changed_patients(old: Ruleset, new: Ruleset, patients: Iterable[Patient]) -> Iterator[PatientChange]:
    """The patients (id, facts) for whom anything of this changes."""
    for patient, facts in patients:
        before, after = brief(old, facts), brief(new, facts)
        changes = [change for change in _status_changes(before, after) if change.is_shown_differently]
        failed, fails = ([failing.id for failing in found.failing] for found in (before, after))
        change = PatientChange(
            patient,
            appears=tuple(change.rule for change in changes if change.after == SHOWN),
            disappears=tuple(change.rule for change in changes if change.before == SHOWN),
            urgency=UrgencyChange(_urgency(before), _urgency(after)),
            urgencies=tuple(_urgency_changes(before, after)),
            contradicts=tuple(name for name in fails if name not in failed),
            agrees=tuple(name for name in failed if name not in fails),
        )
        if change.is_advised_otherwise or change.contradicts_otherwise or change.urgencies:
            yield change


def status_changes(old: Ruleset, new: Ruleset, facts: Mapping[str, Any]) -> list[StatusChange]:
    """Every rule whose status differs between two versions for these facts."""
    return _status_changes(brief(old, facts), brief(new, facts))


def declared_changes(old: Ruleset, new: Ruleset) -> Iterator[tuple[str, str]]:
    """The rules of which the possible urgency differs, and how, whoever the patient is."""
    before, after = _declared(old), _declared(new)
    for rule in dict.fromkeys((*before, *after)):
        if before.get(rule) != after.get(rule):
            yield rule, f"{before.get(rule, _absent(old))} -> {after.get(rule, _absent(new))}"


def says_urgency(ruleset: Ruleset) -> bool:
    """Whether a version says of its rules how urgent they are; earlier ones did not."""
    return any(rule.urgency for rule in ruleset.rules)


def _declared(ruleset: Ruleset) -> dict[str, str]:
    return {
        rule.id: " or ".join(level for _when, level in rule.levels) for rule in ruleset.rules if rule.urgency
    }


def _absent(ruleset: Ruleset) -> str:
    return "none" if says_urgency(ruleset) else "unknown"


def _urgency(found: Brief) -> Level | None:
    return most_urgent(found.applying) if says_urgency(found.ruleset) else None


def _urgency_changes(before: Brief, after: Brief) -> Iterator[tuple[str, UrgencyChange]]:
    """Of the rules that apply in either version, those whose urgency differs; one that is absent has none."""
    old, new = _urgencies(before), _urgencies(after)
    absent_before, absent_after = (
        Level.NONE if says_urgency(found.ruleset) else None for found in (before, after)
    )
    for rule in dict.fromkeys((*old, *new)):
        change = UrgencyChange(old.get(rule, absent_before), new.get(rule, absent_after))
        if change.is_news:
            yield rule, change


def _urgencies(found: Brief) -> dict[str, Level | None]:
    known = says_urgency(found.ruleset)
    return {item.rule.id: item.urgency if known else None for item in found.applying}


def _status_changes(before: Brief, after: Brief) -> list[StatusChange]:
    old, new = _statuses(before), _statuses(after)
    return [
        StatusChange(rule, old.get(rule), new.get(rule))
        for rule in dict.fromkeys((*old, *new))
        if old.get(rule) != new.get(rule)
    ]


def _statuses(found: Brief) -> dict[str, Status]:
    return dict(zip(found.ruleset.rule_ids, found.statuses, strict=True))
