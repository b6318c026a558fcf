"""Pages of the anamnese and of repeat measurements: they load by intake.access and write by actions."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headache_cds.accounts.access import check_user_can_write_clinical
from headache_cds.accounts.views import signed_in
from headache_cds.refusal import refusal_of

from . import actions, queries
from .access import get_episode, get_patient, user_can_change
from .asked_again import of_before
from .forms import CorrectionForm, EpisodeForm, FollowUpForm, RegistrationForm, SectionForm, VoidForm
from .models import Episode, EpisodeState
from .overview import measurements_of, overview_of
from .patient_page import (
    Alarm,
    act_first,
    alarm_of,
    read_first,
    render_patient_page,
    waiting_alarm,
    warn_of_contradiction,
)
from .review import review_of
from .saving import answer_the_page, is_asked_by_the_page
from .sections import get_section, next_section
from .watch import changed_since

GET_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_POST)
def register(request: HttpRequest) -> HttpResponse:
    """Register a patient; a warning is shown once and does not stop the second press."""
    user = signed_in(request)
    check_user_can_write_clinical(user)
    form = RegistrationForm(user, request.POST if request.method == "POST" else None)
    episode = form.save() if request.method == "POST" else None
    if episode:
        messages.success(request, _("De patiënt is ingeschreven. Begin met de anamnese."))
        return redirect("intake:start", episode.pk)
    context = {"form": form, "refusal": refusal_of(form)}
    return render(request, "intake/register.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_POST)
def correct(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Correct what was registered of the person and the episode."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    posted = request.method == "POST"
    form = CorrectionForm(user, episode, request.POST if posted else None)
    if posted and form.save():
        messages.success(request, _("De gegevens zijn gewijzigd."))
        return redirect("intake:start", episode.pk)
    context = {"episode": episode, "form": form, "refusal": refusal_of(form)}
    status = (409 if form.conflicts else 422) if posted else 200
    return render_patient_page(request, "intake/correct.html", context, status=status)


@require_http_methods(GET_POST)
def open_episode(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Open another episode of care for a patient who comes back."""
    user = signed_in(request)
    patient = get_patient(user, patient_id)
    check_user_can_write_clinical(user)
    for earlier in patient.episodes.filter(state=EpisodeState.OPEN):
        alarm = waiting_alarm(earlier)
        if alarm:
            return act_first(request, alarm)
    posted = request.method == "POST"
    form = EpisodeForm(user, patient, request.POST if posted else None)
    episode = form.save() if posted else None
    if episode:
        messages.success(request, _("De behandelepisode is geopend, met een lege anamnese."))
        return redirect("intake:start", episode.pk)
    context = {"patient": patient, "form": form, "refusal": refusal_of(form)}
    return render(request, "intake/open_episode.html", context, status=422 if posted else 200)


@require_safe
def start(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Where the anamnese stands and where to go on."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    context = {
        "episode": episode,
        "step": "anamnese",
        "overview": overview_of(episode),
        "of_before": of_before(episode),
        "may_write": user_can_change(user, episode),
    }
    return render_patient_page(request, "intake/start.html", context)


@require_http_methods(GET_POST)
def section(request: HttpRequest, episode_id: UUID, section_id: str) -> HttpResponse:
    """One page of questions; what cannot be stands beside its field with everything typed kept."""
    user = signed_in(request)
    posted = request.method == "POST"
    by_itself = is_asked_by_the_page(request)
    episode = get_episode(user, episode_id, write=posted, is_open=by_itself)
    page = get_section(section_id)
    if page is None:
        raise Http404
    if by_itself:
        return answer_the_page(request, partial(SectionForm, page, episode), user)
    form = SectionForm(page, episode, request.POST if posted else None)
    changed = form.save(user) if posted else None
    alarm = alarm_of(request, form)
    if changed is not None:
        return _after_section(request, form, changed, alarm)
    context = {
        "episode": episode,
        "alarm": alarm,
        "step": "anamnese",
        "section": page,
        "form": form,
        "refusal": refusal_of(form),
        "editable": episode.is_draft and (posted or user_can_change(user, episode)),
        "saved_at": queries.last_saved(episode, page.facts),
    }
    return render_patient_page(request, "intake/section.html", context, status=form.status if posted else 200)


def _after_section(
    request: HttpRequest, form: SectionForm, changed: tuple[str, ...], alarm: Alarm
) -> HttpResponse:
    """Go on, unless an answer must stop the work, or something needs a second look.

    That is an unusual value, or without script a question that these answers opened.
    """
    if alarm.address:
        return read_first(request, alarm)
    here = redirect("intake:section", form.episode.pk, form.section.id)
    if form.notices().keys() & set(changed):
        messages.warning(request, _("Opgeslagen. Een ongebruikelijke waarde is gemarkeerd: klopt die?"))
        return here
    if warn_of_contradiction(request, form, changed):
        return here
    if "routed" not in request.POST and form.opened_questions():
        messages.info(request, _("Opgeslagen. Door uw antwoorden zijn er vragen bijgekomen."))
        return here
    following = next_section(form.section, form.stored)
    if following is None or request.POST.get("go") == "overview":
        return redirect("intake:review", form.episode.pk)
    return redirect("intake:section", form.episode.pk, following.id)


@require_safe
def review(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Every answer, and what was not asked, before the anamnese is completed."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False)
    before = of_before(episode)
    context = {
        "episode": episode,
        "step": "anamnese",
        "review": review_of(episode, before.new_facts),
        "of_before": before,
        "may_write": user_can_change(user, episode),
    }
    return render_patient_page(request, "intake/review.html", context)


@require_safe
def changes(request: HttpRequest, episode_id: UUID) -> JsonResponse:
    """Who changed the dossier since a page of it was opened, and when; nothing when nobody did."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=False, is_open=True)
    since = parse_datetime(request.GET.get("since", "").replace(" ", "+"))
    if since is None or timezone.is_naive(since):
        return JsonResponse({})
    event = changed_since(episode, since, user, own="own" in request.GET)
    if event is None or event.actor is None:
        return JsonResponse({})
    name = "" if event.actor == user else event.actor.display_name
    return JsonResponse({"who": name, "at": time_format(timezone.localtime(event.at), "H:i")})


@require_POST
def complete(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Complete the anamnese; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    alarm = waiting_alarm(episode)
    if alarm:
        return act_first(request, alarm)
    if episode.is_draft:
        actions.complete_intake(episode=episode, by=user)
        messages.success(request, _("De anamnese is afgerond."))
    return redirect("intake:review", episode.pk)


@require_POST
def reopen(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Open a complete anamnese again as its next version; a second press changes nothing."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    if not episode.is_draft:
        actions.reopen_intake(episode=episode, by=user)
        messages.success(request, _("De anamnese is heropend. Eerdere antwoorden blijven bewaard."))
    return redirect("intake:start", episode.pk)


@require_http_methods(GET_POST)
def follow_up(request: HttpRequest, episode_id: UUID) -> HttpResponse:
    """Earlier measurements and a new one."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=posted)
    form = FollowUpForm(episode, request.POST if posted else None)
    if posted and form.save(user):
        messages.success(request, _("De meting is vastgelegd."))
        return redirect("intake:follow_up", episode.pk)
    return _follow_up_page(request, episode, form)


def _follow_up_page(
    request: HttpRequest, episode: Episode, form: FollowUpForm, refused_void: VoidForm | None = None
) -> HttpResponse:
    posted = request.method == "POST"
    context = {
        "episode": episode,
        "step": "beloop",
        "form": form,
        "refused_void": refused_void,
        "refusal": refusal_of(refused_void or form),
        "measurements": measurements_of(episode),
        "editable": posted or user_can_change(signed_in(request), episode),
    }
    return render_patient_page(request, "intake/follow_up.html", context, status=422 if posted else 200)


@require_http_methods(GET_POST)
def correct_follow_up(request: HttpRequest, episode_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Correct a measurement; the old one stays readable."""
    user = signed_in(request)
    posted = request.method == "POST"
    episode = get_episode(user, episode_id, write=True)
    measurement = get_object_or_404(episode.follow_ups, pk=follow_up_id)
    form = FollowUpForm(episode, request.POST if posted else None, correcting=measurement)
    if posted and form.save(user):
        messages.success(request, _("De meting is gecorrigeerd. Wat er stond blijft leesbaar."))
        return redirect("intake:follow_up", episode.pk)
    context = {
        "episode": episode,
        "step": "beloop",
        "form": form,
        "refusal": refusal_of(form),
        "editable": True,
    }
    return render_patient_page(
        request, "intake/correct_follow_up.html", context, status=422 if posted else 200
    )


@require_POST
def void_follow_up(request: HttpRequest, episode_id: UUID, follow_up_id: UUID) -> HttpResponse:
    """Void a measurement that was entered by mistake, with a reason."""
    user = signed_in(request)
    episode = get_episode(user, episode_id, write=True)
    measurement = get_object_or_404(episode.follow_ups, pk=follow_up_id)
    form = VoidForm(measurement.pk, request.POST)
    if not form.save(actions.void_follow_up, follow_up=measurement, by=user):
        return _follow_up_page(request, episode, FollowUpForm(episode), form)
    messages.success(request, _("De meting is ingetrokken en telt niet meer mee."))
    return redirect("intake:follow_up", episode.pk)
