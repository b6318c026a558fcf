"""One page of the anamnese as a form."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property

from headache_cds.accounts.models import User
from headache_cds.vocabulary.models import FactValueQuerySet
from headache_cds.vocabulary.opened import Basis
from headache_cds.vocabulary.recording import Written
from headache_cds.vocabulary.registry import get_vocabulary
from intake import actions
from intake.asked_again import AgainAsked, again_on
from intake.models import Episode
from intake.pages import (
    FieldGroup,
    QuestionPage,
    current_facts,
    has_errors,
    known_elsewhere,
    places_of,
    shown_on,
)
from intake.queries import answers_of, patient_facts
from intake.routing import Question
from intake.sections import Group, Section


def asked_again_name(fact: str) -> str:
    """The name of what says that this question was asked again, whatever the answer is."""
    return f"again-{fact}"


class SectionForm(QuestionPage):
    """One page of the anamnese of one episode."""

    def __init__(self, section: Section, episode: Episode, data: Any = None, *, only: str = "") -> None:
        self.section = section
        self.episode = episode
        facts = get_vocabulary().facts
        # One answer that saves itself says what it was made from, and shows nothing else.
        known = {} if only else self.answers
        super().__init__(
            f"section {section.id} of {episode.pk}",
            [facts[fact] for fact in section.facts],
            values={fact: known[fact] for fact in section.facts if fact in known},
            data=data,
            only=only,
        )

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The current answers of the whole anamnese."""
        return answers_of(self.episode)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The answers, and what registration knows."""
        return self.answers | patient_facts(self.episode)

    @property
    def rows(self) -> FactValueQuerySet:
        return self.episode.answers.all()

    @cached_property
    def blocks(self) -> list[FieldGroup]:
        """The groups of the page over what is known and typed now, what is folded apart."""
        facts = current_facts(self, self.stored)
        blocks: list[FieldGroup] = []
        for group in self.section.groups:
            # What was answered stays where it can be read, also if it cannot apply.
            asked = [question for question in group.questions if not question.is_settled(facts)]
            folded = [question for question in asked if group.more or question.is_more(facts)]
            near = [question for question in asked if question not in folded]
            blocks += [
                self._block(group, part, facts, more=part is folded) for part in (near, folded) if part
            ]
        return blocks

    def _block(
        self, group: Group, questions: list[Question], facts: Mapping[str, Any], *, more: bool
    ) -> FieldGroup:
        return FieldGroup(
            title=group.title,
            places=places_of(questions, facts),
            more=more,
            open_now=has_errors(self, questions) or any(question.fact in facts for question in questions),
        )

    @property
    def known(self) -> str:
        """Facts of other pages that decide what is asked here, for routing.js."""
        return known_elsewhere(self.section.questions, self.stored)

    @property
    def again(self) -> dict[str, AgainAsked]:
        """The answers of before that are to be asked again, as they are stored at this moment."""
        return again_on(self.section, self.episode, self.fields.keys())

    def asked(self, fact: str) -> dict[str, Any]:
        return super().asked(fact) | {
            "again": self._again_drawn.get(fact),
            "again_name": asked_again_name(fact),
        }

    @cached_property
    def _again_drawn(self) -> dict[str, AgainAsked]:
        """The same, once for the whole page: it is drawn after it was saved."""
        return self.again

    def write(self, values: Mapping[str, Any], basis: Basis, by: User) -> Written:
        said = {fact for fact in self.cleaned_data if asked_again_name(fact) in self.data}
        confirmed = said & basis.opened.keys() & self.again.keys() if said else said
        self.touched |= confirmed
        kept = {fact: self.cleaned_data[fact] for fact in confirmed}
        return actions.save_answers(
            episode=self.episode, by=by, values={**kept, **values}, basis=basis, again=confirmed
        )

    def opened_questions(self) -> set[str]:
        """Questions that the answers of this post open and that were not on the screen before it."""
        before = {place.fact for place in places_of(self.section.questions, self.stored) if place.shown}
        return shown_on(self.blocks) - before
