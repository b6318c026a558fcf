"""What can be given along with a signed plan: every paper in each language, with what was made already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.dispatch import receiver

from intake.patient_page import beside_page
from interventions.models import Plan, PlanState
from reports.documents.kinds import can_be_made
from reports.documents.papers.ics import has_dates
from reports.models import Document, DocumentKind


@dataclass(frozen=True)
class Copy:
    """A paper in one language; `document` is what was asked for already."""

    language: str
    name: str
    document: Document | None


@dataclass(frozen=True)
class Offer:
    """One paper. `as_file` says that it is also there as a file for the calendar of a phone."""

    kind: DocumentKind
    copies: tuple[Copy, ...]
    as_file: bool = False


@dataclass(frozen=True)
class Offers:
    """The plan itself, and what can be given along with it."""

    plan: Offer
    others: tuple[Offer, ...]


def offers_of(plan: Plan) -> Offers:
    """Every paper that this signed plan holds the content of."""
    made = {
        (document.kind, document.language): document
        for document in Document.objects.filter(plan=plan).defer("pdf", "content")
    }
    content = plan.content or {}
    offers = [
        Offer(
            kind=kind,
            copies=tuple(
                Copy(language, name, made.get((kind, language))) for language, name in settings.LANGUAGES
            ),
            as_file=kind is DocumentKind.CALENDAR and has_dates(content),
        )
        for kind in DocumentKind
        if can_be_made(content, kind)
    ]
    return Offers(offers[0], tuple(offers[1:]))


@receiver(beside_page, dispatch_uid="reports.documents.offers")
def show_offers(sender: Any, context: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The papers of the signed plan that a page shows, or none."""
    plan = context.get("plan") or getattr(context.get("page"), "signed", None)
    if not isinstance(plan, Plan) or plan.state != PlanState.SIGNED:
        return {"offers": None}
    return {"offers": offers_of(plan)}
