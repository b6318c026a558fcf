"""The caseload of a centre: a row for each patient with the latest episode, in a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import DateField, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from examination.models import Examination, ExaminationState
from headache_cds.accounts.models import User
from headache_cds.vocabulary.names import DIAGNOSIS_SOURCE, HEADACHE_DAYS
from intake.measured import Quantities
from intake.models import IN_A_LIST, Answer, Episode, FollowUp, IntakeState, Patient, TeamNote
from intake.queries import quantities_by_episode
from interventions.models import EpisodeStatus, Plan, PlanState

from ..alerts import Alert, alerts_of
from ..criteria import search_condition
from ..filters import SORTS, CaseloadFilters
from ..measurements import Course, DatedValue, headache_days
from ..schedule import due_state, with_due_date

PAGE_SIZE = 50


@dataclass(frozen=True)
class CaseloadRow:
    """One patient as the list shows them."""

    episode: Episode
    age: int
    status: EpisodeStatus | None
    diagnosed_by: str | None
    phase: str
    plan: str
    days: Course
    last_contact: dt.date
    due_on: dt.date | None
    due_state: str
    alerts: tuple[Alert, ...]

    @property
    def patient(self) -> Patient:
        return self.episode.patient

    @property
    def days_overdue(self) -> int:
        """How many days ago the evaluation should have been."""
        return (timezone.localdate() - self.due_on).days if self.due_on else 0

    @property
    def readings(self) -> tuple[DatedValue, ...]:
        """The counts of headache days, oldest first."""
        return self.days.readings

    @property
    def now(self) -> DatedValue | None:
        """The headache days now; None when unknown."""
        return self.days.now


def caseload_page(user: User, filters: CaseloadFilters, search: str, number: Any) -> Page[CaseloadRow]:
    """One page of the patients of the user's centre that the filters and the search let through."""
    page = Paginator(listed_episodes(user, filters, search), PAGE_SIZE).get_page(number)
    page.object_list = _rows(list(page.object_list))
    return page


def listed_episodes(user: User, filters: CaseloadFilters, search: str) -> QuerySet[Episode, Any]:
    """The episodes of the whole list, in its order; nothing is asked of the database yet."""
    episodes = filters.apply(_episodes(user)).filter(search_condition(search))
    field = F(SORTS[filters.sort][0])
    by = field.desc(nulls_last=True) if filters.descending else field.asc(nulls_last=True)
    return episodes.order_by(by, *(f"patient__{key}" for key in IN_A_LIST), "pk")


def _episodes(user: User) -> QuerySet[Episode, Any]:
    """The latest episode of every patient of the centre, with what rows and filters need of other tables."""
    latest = Episode.objects.filter(patient=OuterRef("patient")).order_by("-started_on", "-pk")
    plans = Plan.objects.filter(episode=OuterRef("pk"))
    examinations = Examination.objects.filter(episode=OuterRef("pk"))
    episodes = Episode.objects.filter(
        patient__centre_id=user.centre_id, pk=Subquery(latest.values("pk")[:1])
    ).select_related("patient", "therapist", "status")
    return with_due_date(episodes).annotate(
        has_draft=Exists(plans.filter(state=PlanState.DRAFT)),
        has_signed=Exists(plans.filter(state=PlanState.SIGNED)),
        was_examined=Exists(examinations.filter(state=ExaminationState.COMPLETE)),
        is_examined=Exists(examinations),
        last_contact=_last_contact(),
    )


def _last_contact() -> Greatest:
    """The last day on which something was recorded in the episode; at least its first day."""
    moments = (
        _latest(Answer, "recorded_at"),
        _latest(Examination, "started_at"),
        _latest(FollowUp, "measured_on", voided_at__isnull=True),
        _latest(TeamNote, "written_at", voided_at__isnull=True),
        _latest(Plan, "signed_at"),
    )
    dates = [Coalesce(moment, F("started_on"), output_field=DateField()) for moment in moments]
    return Greatest(*dates, output_field=DateField())


def _latest(model: type[Any], field: str, **conditions: Any) -> Any:
    rows = model._default_manager.filter(episode=OuterRef("pk"), **conditions).order_by()
    latest = Subquery(rows.values("episode").annotate(latest=Max(field)).values("latest"))
    return latest if field.endswith("_on") else TruncDate(latest)


def _rows(episodes: list[Episode]) -> list[CaseloadRow]:
    """The rows of one page; two queries, whatever their number."""
    quantities = quantities_by_episode(episodes, [HEADACHE_DAYS, DIAGNOSIS_SOURCE])
    today = timezone.localdate()
    return [_row(episode, quantities[episode.pk], today) for episode in episodes]


def _row(episode: Any, quantities: Quantities, today: dt.date) -> CaseloadRow:
    status = getattr(episode, "status", None)
    return CaseloadRow(
        episode=episode,
        age=episode.patient.age_on(today),
        status=status,
        diagnosed_by=quantities.answers.get(DIAGNOSIS_SOURCE),
        phase=_phase(episode),
        plan=_plan_state(episode, status),
        days=headache_days(quantities, today),
        last_contact=episode.last_contact,
        due_on=episode.due_on,
        due_state=due_state(episode.due_on, today),
        alerts=alerts_of(status),
    )


def _phase(episode: Any) -> str:
    """The furthest step that was reached: intake, examination, plan or evaluation."""
    if episode.has_signed:
        return "evaluation"
    if episode.has_draft or episode.was_examined:
        return "plan"
    if episode.is_examined or episode.intake_state == IntakeState.COMPLETE:
        return "examination"
    return "intake"


def _plan_state(episode: Any, status: EpisodeStatus | None) -> str:
    """none, draft, signed, or paused: something blocks since it was made."""
    if not (episode.has_draft or episode.has_signed):
        return "none"
    if status is None or status.blocked:
        return "paused"
    return "signed" if episode.has_signed else "draft"
