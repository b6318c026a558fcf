"""Reads of step 3 that are more than one line."""

from pathlib import Path

from headache_cds.vocabulary.spec import FactSpec
from intake.models import Episode
from interventions.board import Board
from interventions.engine import Item
from interventions.knowledge import get_knowledge

FACT_FOLDER = Path(__file__).resolve().parent / "facts"
# Filled in by decisions and goals; nobody answers these.
DECIDED = frozenset({"planned_interventions", "treatment_goals"})
# Safety signals that stay on top until somebody wrote down what was done (decisions N13 and D77).
NEEDS_ACKNOWLEDGEMENT = frozenset({"SF-07"})


def asked_plan_facts() -> dict[str, FactSpec]:
    """The plan facts that are answered, not decided: those that no dose fills in."""
    knowledge = get_knowledge()
    dosed = {part.fact for dose in knowledge.doses.values() for part in dose.parts}
    facts = knowledge.vocabulary.of_folder(FACT_FOLDER)
    return {name: spec for name, spec in facts.items() if name not in DECIDED and name not in dosed}


def unacknowledged(episode: Episode, board: Board) -> tuple[Item, ...]:
    """The safety signals of the board that nobody has acted on yet."""
    signals = [
        item
        for item in (*board.warnings, *board.more_warnings)
        if NEEDS_ACKNOWLEDGEMENT & set(item.rule.record.implements)
    ]
    done = set(episode.acknowledgements.values_list("rule", flat=True)) if signals else set()
    return tuple(item for item in signals if item.rule.id not in done)
