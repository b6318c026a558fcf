"""Pages of the physical examination. They load through intake.access and write through actions."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.models import User
from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of
from intake.access import get_episode, user_can_change
from intake.models import Episode
from intake.patient_page import (
    Alarm,
    act_first,
    alarm_of,
    read_first,
    render_patient_page,
    waiting_alarm,
    warn_of_contradiction,
)
from intake.saving import answer_the_page, is_asked_by_the_page

from . import actions
from .battery import load_battery, next_part
from .forms import ExaminationDateForm, PartForm
from .models import Examination
from .overview import progress
from .queries import latest_examination


@require_safe
def start(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """What was found so far, what was not tested, and where to go on."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    return _start_page(request, user, episode, ExaminationDateForm(episode, _draft(episode)))


def _start_page(
    request: HttpRequest, user: User, episode: Episode, form: ExaminationDateForm, status: int = 200
) -> HttpResponse:
    context = {
        "episode": episode,
        "step": "onderzoek",
        "examination": latest_examination(episode),
        "overview": progress(episode),
        "reminder": load_battery().reminder,
        "form": form,
        "refusal": refusal_of(form),
        "may_write": user_can_change(user, episode),
    }
    return render_patient_page(request, "examination/start.html", context, status=status)


@require_POST
def begin(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Start an examination, or go on with the draft that is open."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    form = ExaminationDateForm(episode, None, request.POST)
    examination = form.start(user)
    if examination is None:
        return _start_page(request, user, episode, form, status=422)
    if examination.examined_on != form.cleaned_data["examined_on"]:
        day = date_format(examination.examined_on, "d-m-Y")
        told = _("Er was al een onderzoek begonnen, van %(day)s. U gaat daarmee verder.")
        messages.warning(request, told % {"day": day})
    return redirect("examination:part", episode.pk, load_battery().parts[0].id)


@require_POST
def correct_date(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Correct the day of the draft."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    draft = _draft_or_404(episode)
    form = ExaminationDateForm(episode, draft, request.POST)
    if form.correct(draft, user) is None:
        return _start_page(request, user, episode, form, status=422)
    messages.success(request, _("De datum is gewijzigd."))
    return redirect("examination:start", episode.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, episode_id: UUID, part_id: str) -> HttpResponse:
    """One part of the battery; what cannot be stands beside its field with everything typed kept."""
    user = signed_in(request)
    posted = request.method == "POST"
    by_itself = is_asked_by_the_page(request)
    episode = get_episode(user, episode_id, write=posted, is_open=by_itself)
    page = load_battery().part(part_id)
    if page is None:
        raise Http404
    examination = latest_examination(episode)
    if examination is None:
        messages.info(request, _("Begin eerst een onderzoek."))
        return redirect("examination:start", episode.pk)
    if by_itself:
        return answer_the_page(request, partial(PartForm, page, examination), user)
    form = PartForm(page, examination, request.POST if posted else None)
    changed = form.save(user) if posted else None
    alarm = alarm_of(request, form)
    if changed is not None:
        return _after_part(request, form, changed, alarm)
    context = {
        "episode": episode,
        "alarm": alarm,
        "step": "onderzoek",
        "part": page,
        "form": form,
        "refusal": refusal_of(form),
        "examination": examination,
        "reminder": load_battery().reminder,
        "editable": examination.is_draft and (posted or user_can_change(user, episode)),
    }
    return render_patient_page(
        request, "examination/part.html", context, status=form.status if posted else 200
    )


def _after_part(request: HttpRequest, form: PartForm, changed: tuple[str, ...], alarm: Alarm) -> HttpResponse:
    """Go on, unless a finding must stop the work, or something needs a second look.

    That is an unusual value, or without script a test that these findings opened.
    """
    episode_id = form.examination.episode_id
    if alarm.address:
        return read_first(request, alarm)
    here = redirect("examination:part", episode_id, form.part.id)
    if form.notices().keys() & set(changed):
        messages.warning(request, _("Opgeslagen. Een ongebruikelijke waarde is gemarkeerd: klopt die?"))
        return here
    if warn_of_contradiction(request, form, changed):
        return here
    if "routed" not in request.POST and form.opened_questions():
        messages.info(request, _("Opgeslagen. Door uw bevindingen zijn er tests bijgekomen."))
        return here
    following = next_part(form.part)
    if following is None or request.POST.get("go") == "overview":
        return redirect("examination:start", episode_id)
    return redirect("examination:part", episode_id, following.id)


@require_POST
def complete(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Complete the draft; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    alarm = waiting_alarm(episode)
    if alarm:
        return act_first(request, alarm)
    draft = _draft(episode)
    if draft:
        actions.complete_examination(examination=draft, by=user)
        messages.success(request, _("Het onderzoek is afgerond."))
    return redirect("examination:start", episode.pk)


@require_POST
def reopen(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Open the last examination again as its next version."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    examination = latest_examination(episode)
    if examination and not examination.is_draft:
        try:
            actions.reopen_examination(examination=examination, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Het onderzoek is heropend. Eerdere bevindingen blijven bewaard."))
    return redirect("examination:start", episode.pk)


def _draft(episode: Episode) -> Examination | None:
    """The examination that can be written, if it is open."""
    latest = latest_examination(episode)
    return latest if latest and latest.is_draft else None


def _draft_or_404(episode: Episode) -> Examination:
    draft = _draft(episode)
    if draft is None:
        raise Http404
    return draft
