"""The red flags of one patient by name: those that are unresolved, are settled, or were not asked yet."""

from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from interventions.advice.board import Board
from interventions.engine.language import nodes
from interventions.engine.questions import to_turn
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Tier, Urgency

# The tier that cannot wait.
ACUTE = "acute"


@dataclass(frozen=True)
class Flag:
    """One flag by name; `id` is its fact, `extra` what makes it more urgent than its tier."""

    id: str
    name: str
    extra: Text | None


@dataclass(frozen=True)
class FlagList:
    """What is known of the red flags; `tier` is None while none is unresolved."""

    urgency: Urgency
    tier: Tier | None
    is_acute: bool
    unresolved: tuple[Flag, ...]
    settled: tuple[Flag, ...]
    unasked: tuple[str, ...]


def flag_list(knowledge: Knowledge, board: Board) -> FlagList:
    """The flags in the language of the reader."""
    flags = knowledge.red_flags
    unresolved = flags.unresolved(board.scope)
    found = {
        str(choice.value): Flag(
            str(choice.value),
            choice.text.in_language(language()),
            knowledge.urgency.flags.get(str(choice.value)),
        )
        for choice in knowledge.vocabulary.facts[flags.record.named_by].choices
        if choice.value in flags.open_when and board.scope.value(str(choice.value)) is True
    }
    found = dict(sorted(found.items(), key=lambda entry: _urgency(knowledge, entry[0])))
    tier = board.advice.derived[flags.record.tier]
    return FlagList(
        urgency=knowledge.urgency,
        tier=knowledge.urgency.tiers.get(tier),
        is_acute=tier == ACUTE,
        unresolved=tuple(flag for name, flag in found.items() if name in unresolved),
        settled=tuple(flag for name, flag in found.items() if name not in unresolved),
        unasked=_unasked(knowledge, board),
    )


def _urgency(knowledge: Knowledge, flag: str) -> int:
    """The place of the first tier that a flag can bring about; 0 is the most urgent."""
    ruleset = knowledge.ruleset
    cases = ruleset.derived[knowledge.red_flags.record.tier].cases
    for place, (condition, _tier) in enumerate(cases):
        if flag in ruleset.closure({name for node in condition.walk() for name in node.facts}):
            return place
    return len(cases)


def _unasked(knowledge: Knowledge, board: Board) -> tuple[str, ...]:
    """The items that the screening of this setting still needs an answer on."""
    record = knowledge.red_flags.record
    if board.advice.derived[record.screening] is True:
        return ()
    complete = nodes.Is(record.complete, value=True, negated=False)
    return tuple(
        knowledge.spec(fact).label.in_language(language())
        for fact in to_turn(complete, board.scope, into=True)
    )
