"""What changed between two versions of the rules: records that came, went or read differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from interventions.engine.ruleset import Ruleset

Kind = Literal["rule", "derived fact", "threshold", "dose", "constraint"]


@dataclass(frozen=True)
class RecordChange:
    """One record that differs. `fields` names what differs in a changed one."""

    kind: Kind
    id: str
    what: Literal["added", "removed", "changed"]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Differences:
    """All changes from one version to another, by kind and in the order of the files."""

    changes: tuple[RecordChange, ...]

    def of(self, kind: Kind) -> tuple[RecordChange, ...]:
        return tuple(change for change in self.changes if change.kind == kind)

    @property
    def rules(self) -> tuple[RecordChange, ...]:
        return self.of("rule")


def compare(old: Ruleset, new: Ruleset) -> Differences:
    """The records of two rulesets side by side."""
    return Differences(
        (
            *_changes("rule", _records(old.rules_by_id), _records(new.rules_by_id)),
            *_changes("derived fact", _records(old.derived), _records(new.derived)),
            *_changes("threshold", old.parameters, new.parameters),
            *_changes("dose", old.doses, new.doses),
            *_changes("constraint", _records(old.constraints_by_id), _records(new.constraints_by_id)),
        )
    )


def fields_that_differ(old: Any, new: Any) -> tuple[str, ...]:
    """The fields in which two records of one shape differ; a number that differs has no fields."""
    if not hasattr(type(old), "model_fields"):
        return ()
    return tuple(name for name in type(old).model_fields if getattr(old, name) != getattr(new, name))


def _records(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry.record for name, entry in found.items()}


def _changes(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[RecordChange]:
    changed = [
        RecordChange(kind, name, "changed", fields_that_differ(old[name], new[name]))
        for name in new
        if name in old and old[name] != new[name]
    ]
    return [
        *(RecordChange(kind, name, "added") for name in new if name not in old),
        *(RecordChange(kind, name, "removed") for name in old if name not in new),
        *changed,
    ]
