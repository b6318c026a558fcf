"""What a plan keeps for the diary of the patient: whether a period can come, and the limits of days."""

from typing import Any

from headache_cds.vocabulary.names import PERIOD_POSSIBLE
from interventions.advice.board import Board
from interventions.knowledge import Knowledge

# The totals of a month, each with the parameter that is its limit.
LIMITS = {"triptan": "moh_triptan_days", "plain": "moh_nonopioid_days"}


def freeze_diary(knowledge: Knowledge, board: Board) -> dict[str, Any]:
    """The key `diary` of a content. A period that is not known to be impossible can come."""
    limits = {name: knowledge.parameters[parameter] for name, parameter in LIMITS.items()}
    return {
        "period": board.advice.derived[PERIOD_POSSIBLE] is not False,
        "limits": {name: {"days": limit.value, "source": limit.source} for name, limit in limits.items()},
    }
