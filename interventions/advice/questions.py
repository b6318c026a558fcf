"""What is still to ask: the open questions, first those that decide most for this patient, safety before all.

What a question decides are rules. It stands in the first class for which one of them waits for it:

1. `block`: a block that waits, or that holds and would end.
2. `urgent`: something that would have to be done today waits for it, or a rule about safety asks for it.
3. `gate`: an advice that holds already waits behind a gate, or an advice that is offered would lose one.
4. `flag`: once the screening of the red flags counts, a flag that would still stop everything.
5. `offer`: an advice, a dose, a referral or something for this week waits that is not the same for everybody.
6. `rest`: everything else. What a trial did and a source only quotes decides nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property

from examination.battery import load_battery
from headache_cds.vocabulary.names import ADVICE_ALLOWED
from headache_cds.vocabulary.spec import FactType, Text
from intake.routing import Question, is_shown
from intake.sections import all_questions
from interventions.engine import Advice, Item, brief
from interventions.engine.evaluate import Evaluation
from interventions.engine.language.nodes import Is
from interventions.engine.questions import shortest_ways, to_settle, to_turn
from interventions.engine.urgency import Level
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge

MOST_TOLD = 2
LAST = 99  # behind every way that was found


class Worth(IntEnum):
    """Why a question is asked before others; the order of the members is the order of asking."""

    BLOCK = 0
    URGENT = 1
    GATE = 2
    FLAG = 3
    OFFER = 4
    REST = 5


@dataclass(frozen=True)
class OpenQuestion:
    """A question still open, and what waits for it.

    `decides` counts the rules of its class (`worth`) that wait for it; `tells` names at most two of them, or
    their cards, each once.
    """

    fact: str
    worth: Worth = Worth.REST
    decides: int = 0
    tells: tuple[Text, ...] = ()

    @property
    def urgent(self) -> bool:
        """A block waits for it."""
        return self.worth is Worth.BLOCK


def open_questions(
    knowledge: Knowledge, advice: Advice, scope: Evaluation, blocks: tuple[Item, ...]
) -> tuple[OpenQuestion, ...]:
    """The questions that somebody can answer now, in the order of asking.

    While something blocks only the questions behind the block, first those of the shortest way out.
    """
    if not blocks and any(item.urgency is Level.NOW for item in advice.items):
        return ()  # first what must be done now; no question goes on beside it
    asking = _Asking(knowledge, advice, scope)
    waiting: dict[str, dict[Worth, list[Item]]] = {}
    for item, worth, facts in asking.blocked(blocks) if blocks else asking.everything():
        for fact in asking.askable(facts):
            waiting.setdefault(fact, {}).setdefault(worth, []).append(item)
    found = [_question(knowledge, fact, by_worth) for fact, by_worth in waiting.items()]
    shortest = asking.shortest(blocks)
    place = {fact: at for at, fact in enumerate(knowledge.vocabulary.facts)}
    return tuple(
        sorted(
            found, key=lambda one: (one.worth, shortest.get(one.fact, LAST), -one.decides, place[one.fact])
        )
    )


def foremost(questions: Iterable[OpenQuestion], count: int) -> tuple[OpenQuestion, ...]:
    """The first so many that are about something else each, then the first of the others.

    Behind a block every question counts, so those stand as they are ranked.
    """
    first: dict[object, OpenQuestion] = {}
    for one in questions:
        first.setdefault(one.fact if one.urgent or not one.tells else one.tells[0], one)
    chosen = list(first.values())[:count]
    rest = [one for one in questions if one not in chosen]
    return (*chosen, *rest[: count - len(chosen)])


def next_questions(knowledge: Knowledge, advice: Advice) -> tuple[OpenQuestion, ...]:
    """The same from an advice alone."""
    blocks = [item for item in advice.items if item.rule.record.use is Use.BLOCK and item.status == "applies"]
    return open_questions(knowledge, advice, advice.scope, tuple(blocks))


def waits_for(item: Item, scope: Evaluation) -> tuple[str, ...]:
    """The open facts behind an unknown condition, or behind a closed gate of a condition that holds."""
    if item.status == "insufficient_data":
        return item.missing
    return gate_questions(item, scope) if item.status == "suppressed" else ()


def gate_questions(item: Item, scope: Evaluation) -> tuple[str, ...]:
    """The open facts behind the gates that withhold an item; a gate can be false because nobody asked."""
    gates = (Is(gate, value=True, negated=False) for gate in item.gates_failed)
    return tuple(dict.fromkeys(fact for gate in gates for fact in to_turn(gate, scope, into=True)))


# A rule, why a question about it is worth asking, and the open facts behind it.
_Waiting = tuple[Item, Worth, Iterable[str]]


class _Asking:
    """What the rules of one patient wait for."""

    def __init__(self, knowledge: Knowledge, advice: Advice, scope: Evaluation) -> None:
        self.knowledge, self.advice, self.scope = knowledge, advice, scope
        self.asked = frozenset(knowledge.asked_facts)
        self.screened = scope.value(knowledge.red_flags.record.screening) is True
        self._closing: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _moot(self) -> frozenset[str]:
        """The rules that wait for what cannot apply to this patient, such as pregnancy in a man."""
        facts, specs = self.scope.facts, self.knowledge.vocabulary.facts
        settled = {
            name: False
            for name in self.knowledge.settled
            if name not in facts and specs[name].type == FactType.BOOL and self._is_settled(name)
        }
        if not settled:
            return frozenset()
        found = brief(self.advice.ruleset, {**facts, **settled}, self.scope.overrides)
        return frozenset(
            item.rule.id
            for item, status in zip(self.advice.items, found.statuses, strict=True)
            if item.status == "insufficient_data" and status == "does_not_apply"
        )

    def blocked(self, blocks: Iterable[Item]) -> Iterator[_Waiting]:
        """The questions behind the blocks."""
        for item in blocks:
            yield item, Worth.BLOCK, item.missing

    def shortest(self, blocks: Iterable[Item]) -> dict[str, int]:
        """The questions of the shortest ways out of the blocks, each with the place of its way."""
        places: dict[str, int] = {}
        for item in blocks:
            for place, way in enumerate(shortest_ways(item.rule.condition, self.scope, into=False)):
                for fact in self.askable(way):
                    places[fact] = min(place, places.get(fact, place))
        return places

    def everything(self) -> Iterator[_Waiting]:
        """Whatever any rule waits for."""
        for item in self.advice.items:
            if not self._is_quoted(item) and item.rule.id not in self._moot:
                yield item, self._worth(item), waits_for(item, self.scope)
                if item.status == "applies":
                    yield from self._of_what_applies(item)
                    if item.rule.record.use is Use.ASK and item.rule.record.priority == "critical":
                        yield item, Worth.URGENT, item.missing

    def _worth(self, item: Item) -> Worth:
        record, use = item.rule.record, item.rule.record.use
        if item.rule.is_alarm and self.screened:
            return Worth.FLAG if use is Use.BLOCK else Worth.REST
        if use is Use.BLOCK:
            return Worth.BLOCK
        levels = [level for _condition, level in item.rule.levels if level is not Level.NONE]
        if any(level.is_pressing for level in levels):
            return Worth.URGENT
        if record.is_universal or not (use.offers or levels):
            return Worth.REST
        return Worth.GATE if item.status == "suppressed" else Worth.OFFER

    def _of_what_applies(self, item: Item) -> Iterator[_Waiting]:
        """What would make it more urgent, and what would close a gate of an advice that is offered."""
        for condition, level in item.rule.levels:
            if level.is_pressing and self.scope.truth(condition) is None:
                yield item, Worth.URGENT, to_settle(condition, self.scope)
        if item.rule.record.use.treats and not item.rule.record.is_universal:
            for gate in item.rule.record.gate:
                yield item, Worth.GATE, self._closes(gate)

    def _closes(self, gate: str) -> tuple[str, ...]:
        """The open facts that could close a gate that is open; the one that judges all blocks is left out."""
        if gate not in self._closing:
            judged_by_blocks = {ADVICE_ALLOWED, self.knowledge.red_flags.record.open}
            own = judged_by_blocks.isdisjoint(self.advice.ruleset.closure({gate}))
            opened = Is(gate, value=True, negated=False)
            self._closing[gate] = to_turn(opened, self.scope, into=False) if own else ()
        return self._closing[gate]

    def _is_quoted(self, item: Item) -> bool:
        dose = item.rule.record.dose
        return dose is not None and self.knowledge.doses[dose].quoted

    def askable(self, facts: Iterable[str]) -> Iterator[str]:
        """The questions to ask for these facts: those on a page, or those that bring them onto one.

        The days since a date are asked by the date. What cannot apply to this patient is settled.
        """
        dates = self.knowledge.vocabulary.dates_by_days
        return iter(dict.fromkeys(asked for fact in facts for asked in self._openers(dates.get(fact, fact))))

    def _openers(self, fact: str) -> Iterator[str]:
        if fact not in self.asked or fact in self._not_to_test or self._is_settled(fact):
            return
        question = _questions().get(fact)
        if question is None or is_shown(question.when, self.scope.facts):
            yield fact
            return
        unknown = [name for name in question.when or {} if self.scope.facts.get(name) is None]
        known = {name: wanted for name, wanted in (question.when or {}).items() if name not in unknown}
        if is_shown(known, self.scope.facts):
            for name in unknown:
                yield from self._openers(name)

    @cached_property
    def _not_to_test(self) -> frozenset[str]:
        """What only tests find that this patient may not have: one of their gates is closed for certain."""
        closed, other = set[str](), set[str]()
        for item in self.advice.items:
            if item.rule.record.use is Use.EXAMINE:
                names = (self.knowledge.statements[name] for name in item.rule.record.implements)
                facts = {fact for statement in names for fact in statement.collects}
                is_closed = any(self.scope.value(gate) is False for gate in item.gates_failed)
                (closed if is_closed else other).update(facts)
        return frozenset(closed - other)

    def _is_settled(self, fact: str) -> bool:
        condition = self.knowledge.settled.get(fact)
        return condition is not None and self.scope.truth(condition) is True


@cache
def _questions() -> Mapping[str, Question]:
    """Every question that stands on a page, with the condition under which it is asked."""
    return {question.fact: question for question in (*all_questions(), *load_battery().questions)}


def _question(knowledge: Knowledge, fact: str, by_worth: Mapping[Worth, list[Item]]) -> OpenQuestion:
    worth = min(by_worth)
    rules = {item.rule.id: item for item in by_worth[worth]}
    names: dict[str, Text] = {}
    for at in sorted(by_worth):
        for item in by_worth[at]:
            key, text = _named(knowledge, item)
            names.setdefault(key, text)
    return OpenQuestion(fact, worth, len(rules), tuple(names.values())[:MOST_TOLD])


def _named(knowledge: Knowledge, item: Item) -> tuple[str, Text]:
    """What stands for a rule in a list of what is decided: the card of a treatment, else its own topic."""
    card = knowledge.card_of(item.rule) if item.rule.record.use.treats else None
    return (card.id, card.title) if card else (item.rule.id, item.rule.record.topic)
