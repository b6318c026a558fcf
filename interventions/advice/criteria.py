"""The criteria of ICHD-3 for one patient: each met, not met or unknown, and what that makes of each class.

It reads the same facts as the engine; a test proves that a class and its derived fact never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from interventions.engine.evaluate import Evaluation
from interventions.engine.language import nodes
from interventions.engine.language.logic import Truth, conjunction
from interventions.engine.questions import to_settle
from interventions.knowledge.criteria_file import Criteria, Criterion, HeadacheClass, PhysicianQuestion
from interventions.knowledge.lines import TextLine


@dataclass(frozen=True)
class PartState:
    """One feature that a criterion counts."""

    line: TextLine
    truth: Truth
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CriterionState:
    """One criterion: its outcome, its features, and the questions that would settle it."""

    criterion: Criterion
    truth: Truth
    parts: tuple[PartState, ...]
    missing: tuple[str, ...]

    @property
    def is_decided_here(self) -> bool:
        """False for what only a physician can judge; nobody is asked for it."""
        return self.criterion.condition is not None

    @property
    def is_judgement(self) -> bool:
        return self.criterion.record.judge is not None


@dataclass(frozen=True)
class ClassState:
    """One class: its outcome, its criteria, and for a probable class the criterion that is missing.

    `truth` stays unknown for a class that only lists features. `lacking` names class and criterion.
    """

    of: HeadacheClass
    truth: Truth
    on_file: Truth
    favoured: bool
    criteria: tuple[CriterionState, ...]
    lacking: tuple[tuple[HeadacheClass, Criterion], ...] = ()

    def having(self, truth: Truth) -> tuple[CriterionState, ...]:
        """The criteria with this outcome, those of the physician left out."""
        return tuple(state for state in self.criteria if state.is_decided_here and state.truth is truth)


@dataclass(frozen=True)
class CriteriaBoard:
    """All classes, best fitting first, and what to ask the physician about a difference."""

    classes: tuple[ClassState, ...]
    questions: tuple[PhysicianQuestion, ...]
    diagnosis_is_input: bool


def criteria_board(criteria: Criteria, scope: Evaluation, *, in_order: bool = False) -> CriteriaBoard:
    """The board over these facts; `in_order` keeps the order of the file, without ranking by fit.

    Where a physician's diagnosis is the input, the classes of that diagnosis stand on top (D72).
    """
    bare = {row.record.id: _class(row, scope) for row in criteria.classes}
    states = [
        _with_lacking(state, bare) for state in bare.values() if state.of.only_when.evaluate(scope) is True
    ]
    is_input = criteria.diagnosis_is_input.evaluate(scope) is True
    if not in_order:
        states.sort(key=lambda state: (is_input and not _leads(state), *_fit(state)))
    return CriteriaBoard(
        classes=tuple(states),
        questions=questions_of(criteria, scope),
        diagnosis_is_input=is_input,
    )


def questions_of(criteria: Criteria, scope: Evaluation) -> tuple[PhysicianQuestion, ...]:
    """What to ask the physician, or to look at again."""
    return tuple(row for row in criteria.questions if row.condition.evaluate(scope) is True)


def _class(row: HeadacheClass, scope: Evaluation) -> ClassState:
    criteria = tuple(_criterion(criterion, scope) for criterion in row.criteria)
    decided = [state.truth for state in criteria if state.is_decided_here]
    truth = conjunction(decided) if row.record.fact else None
    favoured = row.favoured.evaluate(scope) is True
    return ClassState(row, truth, row.on_file.evaluate(scope), favoured, criteria)


def _criterion(criterion: Criterion, scope: Evaluation) -> CriterionState:
    condition = criterion.condition
    truth = None if condition is None else condition.evaluate(scope)
    return CriterionState(
        criterion=criterion,
        truth=truth,
        parts=tuple(_part(line, scope) for line in criterion.parts),
        missing=_missing(condition, scope),
    )


def _part(line: TextLine, scope: Evaluation) -> PartState:
    return PartState(line, line.condition.evaluate(scope), _missing(line.condition, scope))


def _missing(condition: nodes.Condition | None, scope: Evaluation) -> tuple[str, ...]:
    """The questions that settle a condition that is unknown."""
    if condition is None or condition.evaluate(scope) is not None:
        return ()
    return to_settle(condition, scope)


def _with_lacking(state: ClassState, states: Mapping[str, ClassState]) -> ClassState:
    """A probable class that is true names the one criterion that the full class lacks (D84)."""
    if state.truth is not True:
        return state
    found = []
    for name in state.of.record.probable_of:
        own = [row for row in states[name].criteria if not row.is_judgement]
        failed = [row for row in own if row.truth is not True]
        if len(failed) == 1 and failed[0].truth is False:
            found.append((states[name].of, failed[0].criterion))
    return replace(state, lacking=tuple(found))


def _leads(state: ClassState) -> bool:
    """The diagnosis on file, and a signal to discuss."""
    return state.on_file is True or (state.of.record.kind == "signal" and state.truth is True)


def _fit(state: ClassState) -> tuple[float, ...]:
    """Met first, then what may still be met, then what is not; lists of features always last."""
    met, failed = len(state.having(True)), len(state.having(False))
    open_ = len(state.having(None))
    return (
        state.of.record.kind == "features",
        failed,
        state.truth is not True,
        not state.favoured,
        -met / max(met + failed + open_, 1),
    )
