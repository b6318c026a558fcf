"""The verdicts and the mutation score in words, a line at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from interventions.engine.ruleset import Ruleset
from interventions.knowledge.case_files import read_bases
from interventions.proof.case_writing import as_document
from interventions.proof.closing import Closer, Proposal
from interventions.proof.closings import closings
from interventions.proof.mutants import Mutant, Trial
from interventions.proof.prover import Failure, ProofResult, prove
from interventions.proof.scoring import Score, score
from interventions.proof.theorems import THEOREMS

ABSTRACTED = (
    "functions over rows (palpation, activities, goals and the like) are left free where a theorem forbids,"
    " and written out row by row where it asks for a patient"
)


def verdict_lines(verdict: ProofResult) -> Iterator[str]:
    """One line for a theorem that holds; else a line per failure, and the patient as a line for `advise`."""
    outcome = "holds" if verdict.holds else "FAILS"
    theorem = verdict.theorem
    yield f"{outcome} {verdict.seconds:6.1f} s {verdict.asked:5d} x  {theorem.name}: {theorem.says}"
    for failure in verdict.failures:
        yield f"  {failure.about}: {_confirmation(failure)}"
        yield _patient(f"{theorem.name}: {failure.about}", failure.facts)
        if failure.before is not None:
            yield _patient(f"{theorem.name}: {failure.about}: known first", failure.before)


def _patient(name: str, facts: dict[str, Any]) -> str:
    return "  " + json.dumps({"id": name, "facts": facts})


def _confirmation(failure: Failure) -> str:
    if failure.confirmed:
        return "the engine confirms this patient"
    if failure.loose:
        return f"not confirmed: it takes rows of {', '.join(failure.loose)}, which were left free"
    return "not confirmed by the engine: the encoding differs from it"


def prove_all(ruleset: Ruleset) -> Iterator[tuple[bool, list[str]]]:
    """Whether each theorem holds, with its lines."""
    for verdict in prove(ruleset, THEOREMS):
        yield verdict.holds, list(verdict_lines(verdict))


def closing_lines(ruleset: Ruleset) -> Iterator[str]:
    """One line for each answer about a contraindication: the gates that it closes for everybody."""
    for closing in closings(ruleset):
        value = str(closing.value.value).lower()
        gates = ", ".join(closing.gates) or "nothing by itself"
        yield f"{closing.value.fact}: {value} closes {gates}"


@dataclass
class Closed:
    """What became of the survivors: a new case, or the reason why none catches the mutant."""

    score: Score
    proposals: list[Proposal] = field(default_factory=list)
    reasons: list[tuple[Mutant, str]] = field(default_factory=list)

    @property
    def equivalent(self) -> list[tuple[Mutant, str]]:
        return [(mutant, reason) for mutant, reason in self.reasons if reason.startswith("equivalent")]

    @property
    def unexplained(self) -> list[tuple[Mutant, str]]:
        return [(mutant, reason) for mutant, reason in self.reasons if not reason.startswith("equivalent")]

    @property
    def percent(self) -> float:
        return self.score.percent(len(self.equivalent))

    @property
    def summary(self) -> str:
        """The score in one line."""
        found = self.score
        return (
            f"mutation score {self.percent:.1f} %: {found.caught} of {found.tried} mutants caught,"
            f" {len(self.equivalent)} proven equivalent,"
            f" {found.tried - found.caught - len(self.equivalent)} not caught"
        )


def close_all(trial: Trial, folder: Path, names: tuple[str, ...] = ()) -> Closed:
    """Try every mutant, and find out about each that survives."""
    closer = Closer(trial.ruleset, read_bases(folder))
    closed = Closed(score(trial, names))
    left = list(closed.score.survivors)
    while left:
        mutant = left.pop(0)
        outcome = closer.close(mutant)
        if isinstance(outcome, str):
            closed.reasons.append((mutant, outcome))
            continue
        closed.proposals.append(outcome)
        trial.add(mutant.name, closer.setting(outcome))
        left = [other for other in left if other.name != mutant.name or not trial.catches(other)]
    return closed


def closed_lines(closed: Closed) -> Iterator[str]:
    """Every survivor with its reason or the patient who would catch it, then the score."""
    for mutant, reason in closed.reasons:
        yield f"{mutant.name}: {mutant.change}: {reason}"
    for proposal in closed.proposals:
        about = f"{proposal.mutant.name}: {proposal.mutant.change}"
        facts = json.dumps(proposal.facts)
        yield f"{about}: NOT CAUGHT, but by {facts} on {proposal.base or 'no base'}: {proposal.outcome}"
    yield closed.summary


def keep(closed: Closed, document: Path) -> str:
    """Write the new cases into one document, to be read before they are accepted."""
    document.write_text(as_document(closed.proposals), encoding="utf-8")
    return f"{len(closed.proposals)} cases in {document}"
