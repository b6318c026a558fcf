"""The current board of one episode: what the engine says of its facts today."""

from intake.models import Episode
from interventions.advice.board import Board, build_board
from interventions.case.facts import facts_of
from interventions.engine import advise
from interventions.knowledge import get_knowledge


def current_board(episode: Episode) -> Board:
    """The board of an episode from its current facts."""
    knowledge = get_knowledge()
    return build_board(knowledge, advise(knowledge.ruleset, facts_of(episode)))
