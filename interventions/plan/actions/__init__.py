"""Every write of step 3: decisions, agreements, signing, safety; atomic, checked, audited."""

from interventions.plan.actions.agreements import AgreementConflict, agree, save_plan_answers
from interventions.plan.actions.decisions import (
    ACT_FIRST,
    DECIDED_MEANWHILE,
    NOT_WHOLE,
    accept_advice,
    choose_alternative,
    decline_advice,
    reason_problem,
    withdraw_decision,
)
from interventions.plan.actions.doing import DoingProblem, agree_on_card, save_centre_default
from interventions.plan.actions.good_care import (
    good_care_cards,
    good_care_print,
    is_ticked,
    tick_good_care,
    untick_good_care,
)
from interventions.plan.actions.hypothesis import write_hypothesis
from interventions.plan.actions.plans import start_plan
from interventions.plan.actions.safety import (
    acknowledge_safety,
    check_signal,
    correct_acknowledgement,
    void_acknowledgement,
)
from interventions.plan.actions.signing import PLAN_STATES, sign_plan, signing_problems

__all__ = [
    "ACT_FIRST",
    "DECIDED_MEANWHILE",
    "NOT_WHOLE",
    "PLAN_STATES",
    "AgreementConflict",
    "DoingProblem",
    "accept_advice",
    "acknowledge_safety",
    "agree",
    "agree_on_card",
    "check_signal",
    "choose_alternative",
    "correct_acknowledgement",
    "decline_advice",
    "good_care_cards",
    "good_care_print",
    "is_ticked",
    "reason_problem",
    "save_centre_default",
    "save_plan_answers",
    "sign_plan",
    "signing_problems",
    "start_plan",
    "tick_good_care",
    "untick_good_care",
    "void_acknowledgement",
    "withdraw_decision",
    "write_hypothesis",
]
