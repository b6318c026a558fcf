"""Reads on the anamnese: answers, progress, and the facts that the engine gets."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from headache_cds.accounts.models import Role, User
from headache_cds.keys import name_key, sort_key
from headache_cds.vocabulary.models import ValueState
from headache_cds.vocabulary.names import AGE, CARE_SETTING, SEX
from headache_cds.vocabulary.recording import known_values, value_states

from .measured import Quantities, counted_with
from .models import Answer, CareContact, ContactRole, Episode, FollowUp, Patient
from .routing import Question, questions_behind, shown_facts
from .sections import Section, all_questions, load_sections


@dataclass(frozen=True)
class SectionProgress:
    """How far one page is: core questions that are asked now, and those with an answer.

    'Niet te beoordelen' is an answer here, because somebody looked; for the engine it stays unknown.
    """

    section: Section
    asked: int
    answered: int
    required: bool

    @property
    def state(self) -> str:
        """'empty', 'partial' or 'complete', for the mark in the rail."""
        if not self.answered:
            return "empty"
        return "complete" if self.answered >= self.asked else "partial"


def patient_facts(episode: Episode, on: dt.date | None = None) -> dict[str, Any]:
    """What registration knows: setting, sex, and age in years on a date (today when not given)."""
    return {
        CARE_SETTING: episode.care_setting,
        SEX: episode.patient.sex,
        AGE: episode.patient.age_on(on or timezone.localdate()),
    }


def answers_of(episode: Episode) -> dict[str, Any]:
    """The current known answers by fact, those of hidden questions included."""
    return known_values(episode.answers.all())


def answer_states(episode: Episode) -> dict[str, str]:
    """known, not_asked or not_assessable for every fact that was ever answered."""
    return value_states(episode.answers.all())


def shown_answers(episode: Episode, on: dt.date | None = None) -> dict[str, Any]:
    """Registration and answers without those of questions that routing hides.

    A hidden answer stays stored, so that it comes back when the question does; it is no fact, because nobody
    looking at the screen can see or correct it.
    """
    return shown_facts(all_questions(), answers_of(episode) | patient_facts(episode, on))


def progress(episode: Episode) -> list[SectionProgress]:
    """The progress of every page, in one query."""
    current = episode.answers.current().exclude(state=ValueState.NOT_ASKED)
    answers: dict[str, Any] = {row.fact: row.value for row in current}
    known = {fact: value for fact, value in answers.items() if value is not None}
    shown = shown_facts(all_questions(), known | patient_facts(episode))
    return [_progress_of(section, answers, shown) for section in load_sections()]


def _progress_of(section: Section, answers: Mapping[str, Any], shown: Mapping[str, Any]) -> SectionProgress:
    asked = section.core_questions(shown)
    return SectionProgress(
        section=section,
        asked=len(asked),
        answered=sum(question.fact in answers for question in asked),
        required=section.is_required(shown),
    )


def hidden_answers(episode: Episode) -> list[Question]:
    """The questions with a stored answer that are not asked now, for the review page."""
    known = answers_of(episode)
    shown = shown_facts(all_questions(), known | patient_facts(episode))
    return [question for question in all_questions() if question.fact in known and question.fact not in shown]


def history_of(episode: Episode, fact: str) -> list[Answer]:
    """Everything that was ever recorded for one fact, newest first."""
    return list(episode.answers.filter(fact=fact).select_related("recorded_by").order_by("-recorded_at"))


def follow_ups_of(episode: Episode) -> list[FollowUp]:
    """The measurements that count, oldest first."""
    return list(episode.follow_ups.filter(voided_at__isnull=True).select_related("recorded_by"))


def quantities_of(episode: Episode, on: dt.date | None = None) -> Quantities:
    """Every quantity that is asked again, with its start and its value now.

    Routing looks at the answers of the anamnese and not at the measurements, because it decided what was
    asked then.
    """
    return Quantities(shown_answers(episode, on), episode.started_on, follow_ups_of(episode))


def quantities_by_episode(episodes: Sequence[Episode], facts: Collection[str]) -> dict[UUID, Quantities]:
    """The quantities of many episodes in two queries, read as far as these answers need it.

    `facts` are answers of the anamnese. With each come its parts and its source when it is measured again,
    and the answers that decide whether these are asked.
    """
    with_parts = [name for fact in facts for name in counted_with(fact)]
    questions = questions_behind(all_questions(), with_parts)
    known: dict[UUID, dict[str, Any]] = {episode.pk: patient_facts(episode) for episode in episodes}
    answers = Answer.objects.current().filter(state=ValueState.KNOWN, episode__in=episodes)
    wanted = {question.fact for question in questions}
    for episode_id, fact, value in answers.filter(fact__in=wanted).values_list("episode_id", "fact", "value"):
        known[episode_id][fact] = value
    follow_ups: dict[UUID, list[FollowUp]] = {episode.pk: [] for episode in episodes}
    for item in FollowUp.objects.filter(episode__in=episodes, voided_at__isnull=True):
        follow_ups[item.episode_id].append(item)
    return {
        episode.pk: Quantities(
            shown_facts(questions, known[episode.pk]), episode.started_on, follow_ups[episode.pk]
        )
        for episode in episodes
    }


def facts_of_intake(episode: Episode, on: dt.date | None = None) -> dict[str, Any]:
    """What the engine gets from this step: registration, the answers on screen, and what was measured later.

    `on` is the day for which the age counts: the day of signing, or today.
    """
    return quantities_of(episode, on).facts()


def therapists_of(user: User) -> QuerySet[User]:
    """The physiotherapists of the user's centre who can be the therapist of an episode."""
    return User.objects.filter(centre_id=user.centre_id, role=Role.PHYSIOTHERAPIST, is_active=True)


def namesakes(person: Patient) -> list[Patient]:
    """The other patients of the centre with this family name and birth date: the same person perhaps.

    The name counts however it is written, with or without its prefix; of an estimated birth date the year
    counts. Who was registered by this very submission is no namesake.
    """
    name = Q(name_key=name_key(person.family_name)) | Q(sort_key=sort_key(person.family_name))
    same_year = Q(birth_date__year=person.birth_date.year)
    born = same_year if person.birth_estimated else same_year & Q(birth_estimated=True)
    others = Patient.objects.filter(name, born | Q(birth_date=person.birth_date), centre_id=person.centre_id)
    return list(others.exclude(submission=person.submission))


def last_saved(episode: Episode, facts: Collection[str] | None = None) -> dt.datetime | None:
    """When an answer on one of these facts was last recorded; on any of the anamnese when none are named."""
    answers = episode.answers if facts is None else episode.answers.filter(fact__in=facts)
    return answers.aggregate(moment=Max("recorded_at"))["moment"]


def contacts_of(patient: Patient) -> list[CareContact]:
    """Who looks after the patient outside the centre now, the referrer first and then the GP."""
    rows = list(patient.contacts.filter(voided_at__isnull=True))
    return sorted(rows, key=lambda row: (not row.referred, row.role != ContactRole.GP))


def earlier_contacts_of(patient: Patient) -> list[CareContact]:
    """What was withdrawn or corrected, the latest first."""
    rows = patient.contacts.filter(voided_at__isnull=False).select_related("voided_by", "replaced_by")
    return list(rows.order_by("-voided_at"))
