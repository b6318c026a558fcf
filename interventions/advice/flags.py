"""The red flags of one patient by name: those that stand open, are settled, or were not asked yet."""

from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board
from interventions.engine.language import nodes
from interventions.engine.questions import to_turn
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Tier, Urgency

FLAGS = "red_flags_investigated"  # its choices are all flags by name
OPEN_FLAGS = "red_flag_open_item"
COMPLETE = nodes.Is("red_flags_complete", value=True, negated=False)


@dataclass(frozen=True)
class Flag:
    """One flag by name; `extra` is what makes it more urgent than its tier."""

    name: str
    extra: Text | None


@dataclass(frozen=True)
class FlagList:
    """What is known of the red flags; `tier` is None while none stands open."""

    urgency: Urgency
    tier: Tier | None
    is_acute: bool
    unresolved: tuple[Flag, ...]
    settled: tuple[Flag, ...]
    unasked: tuple[str, ...]


def flag_list(knowledge: Knowledge, board: Board) -> FlagList:
    """The flags in the language of the reader."""
    unresolved = _unresolved(board)
    known = {**knowledge.ruleset.facts, **knowledge.ruleset.derived}
    found = {
        str(choice.value): Flag(
            choice.text.in_language(language()), knowledge.urgency.flags.get(str(choice.value))
        )
        for choice in knowledge.vocabulary.facts[FLAGS].choices
        if choice.value in known and board.scope.value(str(choice.value)) is True
    }
    tier = board.advice.derived["red_flag_tier"]
    return FlagList(
        urgency=knowledge.urgency,
        tier=knowledge.urgency.tiers.get(tier),
        is_acute=tier == "acute",
        unresolved=tuple(flag for name, flag in found.items() if name in unresolved),
        settled=tuple(flag for name, flag in found.items() if name not in unresolved),
        unasked=_unasked(knowledge, board),
    )


def _unresolved(board: Board) -> set[str]:
    """The flags that make the open-flag fact true, read from its own derivation."""
    expression = board.advice.ruleset.derived[OPEN_FLAGS].expression
    parts = expression.parts if isinstance(expression, nodes.Or) else ()
    return {
        next(fact for node in part.walk() for fact in node.facts)
        for part in parts
        if part.evaluate(board.scope) is True
    }


def _unasked(knowledge: Knowledge, board: Board) -> tuple[str, ...]:
    """The items that the screening of this setting still needs an answer on."""
    if board.advice.derived["red_flag_screening_done"] is True:
        return ()
    return tuple(
        knowledge.spec(fact).label.in_language(language())
        for fact in to_turn(COMPLETE, board.scope, into=True)
    )
