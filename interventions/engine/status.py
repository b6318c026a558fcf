"""The status of a rule for one patient: the reference, one rule at a time.

`compiled/` writes the same for all rules at once; a test over random patients holds both together.
"""

from collections.abc import Iterable
from typing import Literal

from interventions.engine.language.nodes import Scope
from interventions.engine.ruleset import Rule
from interventions.engine.urgency import Level, UrgencyBranch

Status = Literal["applies", "insufficient_data", "does_not_apply", "suppressed"]


def status_of(rule: Rule, scope: Scope, contra: Iterable[Rule] = ()) -> Status:
    """From its condition, its gates, and the contra-advices (`contra`) that would withhold it.

    A contra-advice withholds while it applies itself, whatever is said against it in turn.
    """
    truth = rule.condition.evaluate(scope)
    if truth is None:
        return "insufficient_data"
    if truth is False:
        return "does_not_apply"
    if any(scope.value(gate) is not True for gate in rule.record.gate):
        return "suppressed"
    withheld = any(status_of(other, scope) == "applies" for other in contra)
    return "suppressed" if withheld else "applies"


def urgency_of(rule: Rule, status: Status, scope: Scope) -> Level:
    """How soon something must be done about a rule: none unless it applies; only a certain level counts."""
    if status == "applies":
        branch = branch_of(rule, scope)
        return branch.level if branch else Level.NONE
    return Level.NONE


def branch_of(rule: Rule, scope: Scope) -> UrgencyBranch | None:
    """The first branch of its urgency that is certain to hold."""
    for condition, branch in rule.urgency:
        if condition.evaluate(scope) is True:
            return branch
    return None
