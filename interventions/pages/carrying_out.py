"""What the views share: an action that may refuse, and the summary of a form that came back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from headache_cds.refusal import Refusal, refusal_of
from interventions.pages.agreement_forms import Agreements
from interventions.plan.alternatives import AlternativeProblem

GET_POST = ["GET", "HEAD", "POST"]


def carry_out(request: HttpRequest, action: Callable[..., Any], **values: Any) -> bool:
    """Run an action; what it refuses is shown to the therapist, sentence by sentence.

    Raises AlternativeProblem: that asks for a choice on a page of its own.
    """
    try:
        action(**values)
    except AlternativeProblem:
        raise
    except ValidationError as error:
        for sentence in dict.fromkeys(error.messages):
            messages.error(request, sentence)
        return False
    return True


def form_of(refused: Mapping[str, Any]) -> Any:
    """The one form that was refused: by itself, or behind the card or rule that it belongs to."""
    (form,) = refused.values()
    return form[1] if isinstance(form, tuple) else form


def summary_of(refused: Mapping[str, Any] | None) -> Refusal | None:
    """The summary over the page, when a form came back."""
    if not refused:
        return None
    form = form_of(refused)
    return form.refusal if isinstance(form, Agreements) else refusal_of(form)
