"""Answers that cannot be true together, as a page of any step shows them.

A step knows no rule, so it asks who listens to `asked_for_contradictions`; the answer names the facts, so
that a page can show the message beside its own questions and link to the others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

from .models import Episode

# Sent with `episode`; a receiver gives its contradictions.
asked_for_contradictions = Signal()


@dataclass(frozen=True)
class AskedQuestion:
    """One of the questions that contradict: its label, where it is asked, and the answer in words if read."""

    fact: str
    label: str
    address: str
    answer: str = ""


@dataclass(frozen=True)
class Contradiction:
    """What contradicts, said in the language of the reader.

    `not_counted` are the labels of the answers that count as unknown meanwhile, where that was read.
    """

    message: str
    questions: tuple[AskedQuestion, ...]
    not_counted: tuple[str, ...] = ()

    def besides(self, fact: str) -> tuple[AskedQuestion, ...]:
        """The other questions, for the one that is asked here."""
        return tuple(question for question in self.questions if question.fact != fact)

    @property
    def facts(self) -> frozenset[str]:
        """The facts of the questions."""
        return frozenset(question.fact for question in self.questions)


def contradictions_of(episode: Episode) -> tuple[Contradiction, ...]:
    """What contradicts among the stored answers of an episode: at most one query, no evaluation."""
    sent: list[tuple[Any, Any]] = asked_for_contradictions.send(None, episode=episode)
    return tuple(found for _receiver, given in sent for found in given)


def concerns(found: Collection[Contradiction], facts: Collection[str]) -> tuple[Contradiction, ...]:
    """Those that one of these facts is part of."""
    return tuple(item for item in found if not item.facts.isdisjoint(facts))
