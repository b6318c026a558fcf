"""What must never stand beside what: a danger in the statement language, and the rules that it forbids.

These pairs come from the sources and the decisions, not from the gates of the rules: they are what the gates
are there for. A rule that is added later to one of the groups is held to them as well.
"""

from collections.abc import Callable
from dataclasses import dataclass

from interventions.engine.ruleset import Rule

OFFERS = frozenset({"advise", "dose"})
EXERCISE = frozenset({"aerobic_training", "neck_exercise", "resistance_training", "exercise_general"})
# Groups of which the doses ask for exertion and the other lines need not.
PARTLY_EXERCISE = frozenset({"activity", "exposure", "weight", "sensitisation"})
HANDS_ON = frozenset({"manual_techniques"})
# How the team talks and works together: no treatment. The board hides it while anything blocks.
TEAMWORK = frozenset({"communication", "referral", "social_work"})
# Reassuring words that D98 holds back for an open red flag only; the board hides them for every block.
REASSURING = frozenset({"CP-061", "CP-067", "CP-070", "CP-139", "CP-157", "BX-09"})


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
    offers = record.use in OFFERS | {"educate"} and record.group not in TEAMWORK
    return offers and not is_reassuring(rule)


def is_reassuring(rule: Rule) -> bool:
    return bool(REASSURING & set(rule.record.implements))


def is_exercise(rule: Rule) -> bool:
    dosed = rule.record.use == "dose" and rule.record.group in PARTLY_EXERCISE
    return dosed or (rule.record.use in OFFERS and rule.record.group in EXERCISE)


def is_hands_on(rule: Rule) -> bool:
    return rule.record.use in OFFERS and rule.record.group in HANDS_ON


def is_neck_exercise(rule: Rule) -> bool:
    return rule.record.use in OFFERS and rule.record.group == "neck_exercise"


def is_vigorous(rule: Rule) -> bool:
    return rule.record.use in OFFERS and "vigorous" in rule.record.summary.en.lower()


DANGERS = (
    Danger("a red flag stands open", "red_flag_unresolved == true", is_treatment, "HV-S-02, N04"),
    Danger("a red flag may stand open", "not answered(red_flag_unresolved)", is_reassuring, "N05, D98"),
    Danger("a red flag is there", "red_flag_unresolved == true", is_reassuring, "N05, D98"),
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
CONTRADICTIONS = (("HV-I-074", "HV-I-075"),)

# Contraindications and signs that were stated: the item that is withheld names them itself.
STATED = (
    "manual_technique_contraindications contains_any [fracture_or_dislocation, osteoporosis_severe,"
    " inflammatory_arthritis_cervical, malignancy_cervical, infection_cervical, recent_neck_surgery,"
    " connective_tissue_disease, long_term_corticosteroids, anticoagulation_for_manipulation]"
    " or cad_risk_factors contains_any [recent_neck_trauma, recent_infection, connective_tissue_disease]"
    " or cardiovascular_contraindications contains_any [known_heart_disease, other]"
    " or vascular_screening_positive == true or pregnant == true or postpartum_recent == true"
)
