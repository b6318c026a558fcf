"""What must never stand beside what: a danger in the statement language, and the rules that it forbids.

These pairs come from the sources and the decisions, not from the gates of the rules: they are what the gates
are there for. A rule that is added later to one of the groups is held to them as well.
"""

from collections.abc import Callable
from dataclasses import dataclass

from interventions.engine.ruleset import Rule

OFFERS = frozenset({"advise", "dose"})
EXERCISE = frozenset({"aerobic_training", "neck_exercise", "resistance_training", "exercise_general"})
HANDS_ON = frozenset({"manual_techniques"})
# How the team talks and works together: no treatment. The board hides it while anything blocks.
TEAMWORK = frozenset({"communication", "referral", "social_work"})


@dataclass(frozen=True)
class Danger:
    """`when` holds: no rule that `forbids` picks may apply. `source` says who wants that."""

    name: str
    when: str
    forbids: Callable[[Rule], bool]
    source: str


def is_treatment(rule: Rule) -> bool:
    """Advice, doses and patient education; `explain` informs the therapist and is hidden by the board."""
    record = rule.record
    return record.use in OFFERS | {"educate"} and record.group not in TEAMWORK


def is_exercise(rule: Rule) -> bool:
    return rule.record.use in OFFERS and rule.record.group in EXERCISE


def is_hands_on(rule: Rule) -> bool:
    return rule.record.use in OFFERS and rule.record.group in HANDS_ON


def is_neck_exercise(rule: Rule) -> bool:
    return rule.record.use in OFFERS and rule.record.group == "neck_exercise"


def is_vigorous(rule: Rule) -> bool:
    return rule.record.use in OFFERS and "vigorous" in rule.record.summary.en.lower()


DANGERS = (
    Danger("a red flag stands open", "red_flag_unresolved == true", is_treatment, "HV-S-02, N04"),
    Danger("out of scope", "in_scope == false", is_treatment, "HV-S-06, N07"),
    Danger("exercise is contraindicated", "exercise_contraindicated == true", is_exercise, "SF-02, D95"),
    Danger(
        "manual techniques are not cleared",
        "not (answered(manual_techniques_cleared) and manual_techniques_cleared == true)",
        is_hands_on,
        "N06, D98",
    ),
    Danger(
        "vigorous exercise is not cleared",
        "not (answered(vigorous_exercise_cleared) and vigorous_exercise_cleared == true)",
        is_vigorous,
        "SF-04",
    ),
    Danger(
        "the neck may not be loaded",
        "manual_technique_contraindications contains_any [fracture_or_dislocation, malignancy_cervical,"
        " infection_cervical, recent_neck_surgery]",
        is_neck_exercise,
        "docs/safety.md",
    ),
)

# Statements that contradict each other for the same patient (decisions D06 and D107).
CONTRADICTIONS = (("HV-I-074", "HV-I-075"), ("HV-I-064", "HV-I-074"))
