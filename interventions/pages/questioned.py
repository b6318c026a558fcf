"""What would change an item, what to ask next and where the sources disagree, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import FactType
from headache_cds.vocabulary.values import choice_text, format_row, format_value, within_sentence
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.explained import ItemExplanations
from interventions.engine import Item
from interventions.engine.whatif.changes import AnswerChange
from interventions.knowledge import Knowledge
from interventions.knowledge.conflicts_file import Conflict
from interventions.pages.question_places import QuestionLink, link_facts
from interventions.words.conflicts import ConflictLine, conflict_line

MOST_CHANGES = 6


@dataclass(frozen=True)
class ChangeLine:
    """One answer that would have to be another: 'als <label>: <new>', and what it is now."""

    label: str
    new: str
    now: str
    was_open: bool


@dataclass(frozen=True)
class Askable:
    """What can be asked of one item, by its rule, and where the sources behind it disagree."""

    rule: str
    conflicts: tuple[ConflictLine, ...]


@dataclass(frozen=True)
class ExplanationInWords(Askable):
    """The answers about one item. `applies`: whether the changes would end it or bring it about."""

    applies: bool
    changes: tuple[ChangeLine, ...]
    more_changes: int
    next_question: QuestionLink | None


class ExplanationWriter:
    """Answers the questions about the items of one board; what they share is searched once."""

    def __init__(self, knowledge: Knowledge, board: Board, episode: Episode) -> None:
        self.knowledge = knowledge
        self.episode = episode
        self.explained = ItemExplanations(knowledge, board.advice)

    def askable(self, item: Item) -> Askable:
        """What can be asked, unanswered."""
        return Askable(item.rule.id, conflicts_in_words(self.knowledge, (item,)))

    def about(self, item: Item) -> ExplanationInWords:
        """The answers about an item; what would change it is searched now, which takes a while."""
        changes = self.explained.would_change(item)
        asked = self.askable(item)
        return ExplanationInWords(
            rule=asked.rule,
            conflicts=asked.conflicts,
            applies=item.status == "applies",
            changes=tuple(self._change(change) for change in changes[:MOST_CHANGES]),
            more_changes=max(0, len(changes) - MOST_CHANGES),
            next_question=self._next(item),
        )

    def _next(self, item: Item) -> QuestionLink | None:
        fact = self.explained.ask_next(item)
        return next(iter(link_facts([fact] if fact else [], self.episode)), None)

    def _change(self, change: AnswerChange) -> ChangeLine:
        spec = self.knowledge.spec(change.fact)
        known = change.old is not None
        return ChangeLine(
            label=within_sentence(spec.label.in_language(language())),
            new=changed_words(spec, change.old, change.new),
            now=format_value(spec, change.old, language()) if known and spec.type != FactType.RECORDS else "",
            was_open=not known,
        )


def conflicts_among(knowledge: Knowledge, items: Iterable[Item]) -> tuple[Conflict, ...]:
    """Where the sources behind these items disagree, each once."""
    found = {conflict.id: conflict for item in items for conflict in knowledge.conflicts_of(item.rule)}
    return tuple(found.values())


def conflicts_in_words(knowledge: Knowledge, items: Iterable[Item]) -> tuple[ConflictLine, ...]:
    """The same in the language of the reader."""
    return tuple(conflict_line(knowledge, conflict) for conflict in conflicts_among(knowledge, items))


def changed_words(spec: Any, old: Any, new: Any) -> str:
    """The other answer in words; of a list that was filled in only what comes and what goes."""
    if not isinstance(new, list):
        return within_sentence(format_value(spec, new, language()))
    held = old or []
    come = [_part(spec, value) for value in new if value not in held]
    gone = [_part(spec, value) for value in held if value not in new]
    if not held:
        return "; ".join(come) or _("geen regels")
    words = [_("met %(value)s") % {"value": value} for value in come]
    return "; ".join(words + [_("zonder %(value)s") % {"value": value} for value in gone])


def _part(spec: Any, value: Any) -> str:
    if spec.type == FactType.RECORDS:
        return format_row(spec, value, language())
    return within_sentence(choice_text(spec, value, language()))
