"""The worked patients, as facts, as a board, and as an episode with everything answered and found."""

from typing import Any

from headache_cds.accounts.models import User
from intake.models import Episode
from interventions.advice.board import Board, build_board
from interventions.advice.json_lines import advise_on
from interventions.knowledge import get_knowledge
from tests.built_once import built_once
from tests.factories import make_episode_with
from tests.worked import CASES, PATIENTS

NECK, MIGRAINE, OVERUSE, MIXED = "V01", "V02", "V03", "V04"
UNASKED, FLAGGED, OUT_OF_SCOPE = "V06", "V07", "V08"
BLOCKED = tuple(case["id"][:3] for case in CASES if case["expect"]["blocked"])


def board_for(facts: dict[str, Any]) -> Board:
    """The board over these facts."""
    knowledge = get_knowledge()
    return build_board(knowledge, advise_on(knowledge, facts))


def board_of(case: str, **more: Any) -> Board:
    """The board of a worked patient, with more facts or others."""
    return board_for({**PATIENTS[case], **more})


def episode_of(case: str, by: User, **more: Any) -> Episode:
    """The episode of a worked patient, with more facts or others."""

    def build() -> Episode:
        episode, _later = make_episode_with(by, {**PATIENTS[case], **more})
        return episode

    return built_once("episode of", build, by, case, more)
