"""What a plan keeps for the diary of the patient: which columns and totals it has, and the limits of days."""

from typing import Any

from headache_cds.vocabulary.names import (
    ACUTE_CLASSES,
    PERIOD_POSSIBLE,
    PREGNANCY_WISH,
    PREGNANT,
    TRIPTAN_WITH_AURA,
    TRIPTAN_WITH_VASCULAR_DISEASE,
)
from interventions.advice.board import Board
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import Knowledge

# The totals of a month, each with the parameter that is its limit.
TRIPTAN, PLAIN = "triptan", "plain"
LIMITS = {TRIPTAN: "moh_triptan_days", PLAIN: "moh_nonopioid_days"}
# Whether the days with a triptan are counted, or its use is a question for the doctor first.
COUNTED, TO_DISCUSS, NOT_USED = "counted", "to_discuss", "not_used"
YES, NO, UNKNOWN = "yes", "no", "unknown"


def freeze_diary(knowledge: Knowledge, board: Board) -> dict[str, Any]:
    """The key `diary` of a content. A period that is not known to be impossible can come.

    A limit of days can be read as what is allowed. So there is none in a pregnancy or with a wish for one
    (SF-28), and none for a triptan that is to be discussed with the doctor (SF-14, SF-27). Where either is
    unknown the number stays, because too many days are worth telling; it is printed as that, not as a limit.
    """
    pregnancy, triptan = _pregnancy(board.scope), _triptan(board.scope)
    without = set(LIMITS) if pregnancy == YES else set() if triptan == COUNTED else {TRIPTAN}
    limits = {
        name: knowledge.parameters[parameter] for name, parameter in LIMITS.items() if name not in without
    }
    return {
        "period": board.advice.derived[PERIOD_POSSIBLE] is not False,
        "pregnancy": pregnancy,
        "triptan": triptan,
        "limits": {name: {"days": limit.value, "source": limit.source} for name, limit in limits.items()},
    }


def _pregnancy(scope: Evaluation) -> str:
    """Whether the patient is pregnant or wishes to be: a diary lasts months. Unknown stays unknown."""
    asked = {scope.value(PREGNANT), scope.value(PREGNANCY_WISH)}
    if True in asked:
        return YES
    # No period is possible: a man, or above the age at which the questions are asked.
    return NO if asked == {False} or scope.value(PERIOD_POSSIBLE) is False else UNKNOWN


def _triptan(scope: Evaluation) -> str:
    if scope.value(TRIPTAN_WITH_VASCULAR_DISEASE) is True or scope.value(TRIPTAN_WITH_AURA) is True:
        return TO_DISCUSS
    classes = scope.value(ACUTE_CLASSES)
    return COUNTED if classes is None or TRIPTAN in classes else NOT_USED
