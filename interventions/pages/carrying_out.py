"""What the views share: an action that may refuse, and the summary of a form that came back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.refusal import Refusal, refusal_of
from intake.models import Episode
from interventions.models import PlanState
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


@contextmanager
def tell_new_draft(request: HttpRequest, episode: Episode) -> Iterator[None]:
    """Say so when what is done begins a new draft, because a colleague signed the plan meanwhile."""
    began = timezone.now()
    yield
    begun = episode.plans.filter(state=PlanState.DRAFT, replaces__isnull=False, created_at__gte=began)
    made = begun.only("number").first()
    if made:
        sentence = _(
            "Het vorige plan is ondertekend. Wat u nu wijzigt staat in een nieuw concept (plan %(number)d), "
            "dat pas geldt als u het ondertekent."
        )
        messages.warning(request, sentence % {"number": made.number})


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
