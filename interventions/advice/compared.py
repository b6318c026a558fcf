"""Which patients would get other advice from another version of the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from interventions.engine import Ruleset, brief
from interventions.engine.status import Status

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
class PatientChange:
    """What one patient would see differently."""

    patient: str
    appears: tuple[str, ...]
    disappears: tuple[str, ...]


def changed_patients(old: Ruleset, new: Ruleset, patients: Iterable[Patient]) -> Iterator[PatientChange]:
    """The patients (id, facts) for whom an advice appears or disappears, with the rules."""
    for patient, facts in patients:
        changes = [change for change in status_changes(old, new, facts) if change.is_shown_differently]
        if changes:
            yield PatientChange(
                patient,
                appears=tuple(change.rule for change in changes if change.after == SHOWN),
                disappears=tuple(change.rule for change in changes if change.before == SHOWN),
            )


def status_changes(old: Ruleset, new: Ruleset, facts: Mapping[str, Any]) -> list[StatusChange]:
    """Every rule whose status differs between two versions for these facts."""
    before, after = _statuses(old, facts), _statuses(new, facts)
    return [
        StatusChange(rule, before.get(rule), after.get(rule))
        for rule in dict.fromkeys((*before, *after))
        if before.get(rule) != after.get(rule)
    ]


def _statuses(ruleset: Ruleset, facts: Mapping[str, Any]) -> dict[str, Status]:
    return dict(zip(ruleset.rule_ids, brief(ruleset, facts).statuses, strict=True))
