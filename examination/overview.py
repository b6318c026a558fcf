"""The examination at a glance: per part what was found and what was not tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec
from intake.models import Episode
from intake.queries import shown_answers
from intake.routing import is_shown

from .battery import Part, Test, load_battery
from .models import Examination
from .queries import latest_examination, values_of


@dataclass(frozen=True)
class ShownFinding:
    """One result field with what was found; None means not tested."""

    spec: FactSpec
    value: Any

    @property
    def is_tested(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class PartProgress:
    """One part: the tests of the base set that are offered, how many were done, and what was found."""

    part: Part
    offered: int
    done: int
    findings: tuple[ShownFinding, ...]

    @property
    def found(self) -> list[ShownFinding]:
        """What was tested, with its outcome."""
        return [finding for finding in self.findings if finding.is_tested]

    @property
    def not_tested(self) -> list[ShownFinding]:
        """What the base set offers and was not tested."""
        return [finding for finding in self.findings if not finding.is_tested]

    @property
    def state(self) -> str:
        """'empty', 'partial' or 'complete', for the mark in the rail."""
        if not self.done:
            return "empty"
        return "complete" if self.done >= self.offered else "partial"


def progress(episode: Episode) -> list[PartProgress]:
    """The parts over the examination that counts; without one, nothing is tested."""
    return progress_of(latest_examination(episode), shown_answers(episode))


def progress_of(examination: Examination | None, around: Mapping[str, Any]) -> list[PartProgress]:
    """The parts over one examination; `around` are the answers that decide which tests are offered."""
    found = values_of(examination) if examination else {}
    facts = {**around, **found}
    return [_progress_of(part, found, facts) for part in load_battery().parts]


def _progress_of(part: Part, found: Mapping[str, Any], facts: Mapping[str, Any]) -> PartProgress:
    specs = get_vocabulary().facts
    offered = [test for test in part.tests if is_shown(test.when, facts)]
    base = [test for test in offered if not test.optional]
    shown = [fact for test in offered for fact in test.facts if not test.optional or fact in found]
    return PartProgress(
        part=part,
        offered=len(base),
        done=sum(_is_done(test, found) for test in base),
        findings=tuple(ShownFinding(specs[fact], found.get(fact)) for fact in shown),
    )


def _is_done(test: Test, found: Mapping[str, Any]) -> bool:
    return any(fact in found for fact in test.facts)
