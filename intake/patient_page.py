"""The frame of every page about one patient, with what later steps show beside it.

A step knows no later one, so this asks who listens to `beside_page`. What comes back is ready before the
template is drawn: a template reads no database and judges nobody.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.models import Episode

# Sent with `episode` and `context`; a receiver gives what it adds to the context.
beside_page = Signal()
# Sent with `episode` and the facts that `changed` once answers were saved; a receiver gives the address of
# the page that must be read before anything else, or ''.
answers_saved = Signal()


def page_to_read_first(episode: Episode, changed: Collection[str]) -> str:
    """Where these answers lead before the next page, such as to a stop; '' when they lead nowhere."""
    answers = answers_saved.send(None, episode=episode, changed=frozenset(changed))
    return next((str(address) for _receiver, address in answers if address), "")


def render_patient_page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page that extends patient_base.html; `context` holds `episode`, and `step` where it is one."""
    sent: list[tuple[Any, Any]] = beside_page.send(None, episode=context["episode"], context=context)
    beside: dict[str, Any] = {}
    for _receiver, added in sent:
        beside |= added
    return render(request, template, {**beside, **context}, status=status)
