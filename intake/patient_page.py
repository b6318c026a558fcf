"""The frame of every page about one patient, with what later steps show beside it.

A step knows no later one, so this asks who listens to `beside_page`. What comes back is ready before the
template is drawn: a template reads no database and judges nobody.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.access import user_can_write_clinical
from headache_cds.accounts.views import signed_in
from intake.contradictions import Contradiction, concerns, contradictions_of
from intake.models import Episode
from intake.pages import QuestionPage

# Sent with `episode` and `context`; a receiver gives what it adds to the context.
beside_page = Signal()
# Sent with `episode` and the facts that `changed` once answers were saved, None for whatever changed; a
# receiver gives the address of the page that must be read before anything else, or ''.
answers_saved = Signal()


@dataclass(frozen=True)
class Alarm:
    """The facts on a page that may have raised an alarm, and the page to read first; '' without one."""

    facts: frozenset[str] = frozenset()
    address: str = ""

    @property
    def sent_along(self) -> str:
        """The facts as the page sends them along until it could be saved."""
        return " ".join(sorted(self.facts))


def alarm_of(request: HttpRequest, form: QuestionPage) -> Alarm:
    """What must be read before the next page, after answers were saved; also beside one that was refused.

    A page that comes back names the facts that it saved already, so that the alarm is not lost at the second
    try.
    """
    facts = form.touched | form.fields.keys() & set(request.POST.get("alarm", "").split())
    if not facts:
        return Alarm()
    answers = answers_saved.send(None, episode=form.episode, changed=facts)
    address = next((str(address) for _receiver, address in answers if address), "")
    return Alarm(facts if address else frozenset(), address)


def waiting_alarm(episode: Episode) -> str:
    """The page that must be read before anything else, whichever answer raised it; '' without one."""
    answers = answers_saved.send(None, episode=episode, changed=None)
    return next((str(address) for _receiver, address in answers if address), "")


def read_first(request: HttpRequest, alarm: Alarm) -> HttpResponse:
    """To the page that says what to do now."""
    messages.warning(request, _("Opgeslagen. Lees eerst dit; de vragen blijven open."))
    return redirect(alarm.address)


def act_first(request: HttpRequest, address: str) -> HttpResponse:
    """To the page where somebody writes down what they did, before they go on."""
    messages.warning(request, _("Eerst dit. Leg vast wat u hebt gedaan; daarna gaat u verder."))
    return redirect(address)


def warn_of_contradiction(request: HttpRequest, form: QuestionPage, changed: Collection[str]) -> bool:
    """Whether an answer that changed contradicts another: then the page is shown again, with a message."""
    if not changed or not concerns(contradictions_of(form.episode), changed):
        return False
    messages.warning(
        request, _("Opgeslagen. Een antwoord past niet bij een ander; de melding staat hieronder.")
    )
    return True


def render_patient_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page that extends patient_base.html; `context` holds `episode`, and `step` where it is one.

    While somebody has to act first, a page to go on with leads to where that is done (`leads_to`).
    """
    sent: list[tuple[Any, Any]] = beside_page.send(None, episode=context["episode"], context=context)
    beside: dict[str, Any] = {}
    for _receiver, added in sent:
        beside |= added
    found: tuple[Contradiction, ...] = beside.get("contradictions", ())
    form = context.get("form")
    beside["contradictions_here"] = concerns(found, getattr(form, "facts", getattr(form, "fields", ())))
    leads_to = beside.get("leads_to")
    # What was posted comes back as it was typed; only opening a page to go on waits.
    if leads_to and request.method in ("GET", "HEAD") and user_can_write_clinical(signed_in(request)):
        return act_first(request, leads_to)
    episode: Episode = context["episode"]
    episode.read_at = episode.read_at or timezone.now()
    if not episode.is_writable:
        beside["closing"] = episode.changes.select_related("changed_by").last()
        beside["may_open_again"] = user_can_write_clinical(request.user)
    return render(request, template, {**beside, **context}, status=status)
