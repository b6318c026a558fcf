"""Asks z3 the questions of each theorem, and has the real engine confirm every patient it shows."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import z3

from interventions.engine import advise
from interventions.engine.ruleset import Ruleset
from interventions.proof.encoder import Encoder
from interventions.proof.forgetting import PartialEncoder
from interventions.proof.question import Shows, SolverQuery, Theorem
from interventions.proof.symbols import both
from interventions.proof.theorems import THEOREMS

MOST_ROWS = 14  # the most that a count in the ruleset asks for: the minimum set of palpation
PATIENCE = 20_000  # milliseconds for one question


class Undecided(Exception):
    """z3 gave up on a question."""


@dataclass(frozen=True)
class Failure:
    """A question with the wrong answer, and the patient who shows it.

    `confirmed` says that the engine shows the same; `loose` names records facts whose rows were left free, so
    that this patient lacks them. `before` is what was known first, where the theorem is about two moments.
    """

    about: str
    facts: dict[str, Any]
    confirmed: bool
    loose: tuple[str, ...]
    before: dict[str, Any] | None = None


@dataclass(frozen=True)
class ProofResult:
    """What became of one theorem. `asked` is the number of questions."""

    theorem: Theorem
    asked: int
    seconds: float
    failures: tuple[Failure, ...]

    @property
    def holds(self) -> bool:
        return not self.failures


def find(encoder: Encoder, formula: z3.BoolRef, cone: list[str]) -> z3.ModelRef | None:
    """A patient with this property, None when there is none. Raises Undecided."""
    solver = z3.SimpleSolver()  # the questions are small: preparing them costs more than it saves
    solver.set("timeout", PATIENCE)
    solver.add(encoder.limits(cone))
    solver.add(formula)
    outcome = solver.check()
    if outcome == z3.unknown:
        raise Undecided(solver.reason_unknown())
    return solver.model() if outcome == z3.sat else None


def prove(ruleset: Ruleset, theorems: Iterable[Theorem] = THEOREMS) -> Iterator[ProofResult]:
    """The verdict on each theorem, one after the other."""
    loose, real = Encoder(ruleset), Encoder(ruleset, MOST_ROWS)
    for theorem in theorems:
        start = time.perf_counter()
        encoder = real if theorem.real_rows else loose
        questions = list(theorem.ask(encoder))
        failures = [failure for question in questions if (failure := _failure(encoder, question))]
        yield ProofResult(theorem, len(questions), time.perf_counter() - start, tuple(failures))


def _failure(encoder: Encoder, question: SolverQuery) -> Failure | None:
    cone = encoder.cone(set(question.roots))
    if question.wanted:
        model, cone = _without_contradiction(encoder, question.formula, cone)
    else:
        model = find(encoder, question.formula, cone)
    if (model is not None) is question.wanted:
        return None
    if model is not None and question.first is None:
        clean, wider = _without_contradiction(encoder, question.formula, cone)
        model, cone = (clean, wider) if clean is not None else (model, cone)
    if model is None and question.nearest is not None:
        model = find(encoder, question.nearest, cone)
    facts = encoder.patient(model, cone) if model is not None else {}
    if model is not None and question.first is not None:
        return _failure_of_two(encoder, question, question.first, model, facts)
    shown = question.shows(advise(encoder.ruleset, facts), facts)
    if shown:
        facts = smallest(encoder.ruleset, facts, question.shows)
    return Failure(question.about, facts, shown, tuple(encoder.loose(cone)))


def _without_contradiction(
    encoder: Encoder, formula: z3.BoolRef, cone: list[str]
) -> tuple[z3.ModelRef | None, list[str]]:
    """A patient with this property of whom every answer counts, and all that was read for it."""
    consistent, wider = encoder.consistent(cone)
    return find(encoder, both(formula, consistent), wider), wider


def _failure_of_two(
    encoder: Encoder, question: SolverQuery, first: PartialEncoder, model: z3.ModelRef, facts: dict[str, Any]
) -> Failure:
    """The same patient at two moments."""
    before = {name: value for name, value in facts.items() if z3.is_true(model.eval(first.asked(name)))}
    shown = question.shows(advise(encoder.ruleset, facts), before)
    loose = tuple(encoder.loose(encoder.cone(set(question.roots))))
    return Failure(question.about, facts, shown, loose, before)


def smallest(ruleset: Ruleset, facts: dict[str, Any], shows: Shows) -> dict[str, Any]:
    """The same patient without the answers that do not matter for what is shown."""
    for name in list(facts):
        fewer = {other: value for other, value in facts.items() if other != name}
        if shows(advise(ruleset, fewer), fewer):
            facts = fewer
    return facts
