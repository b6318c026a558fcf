"""Issuing letters and notes of the dossier as it is: from then on their content is fixed."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.access import check_user_can_write_clinical
from headache_cds.accounts.models import User
from headache_cds.vocabulary.opened import print_of
from intake.access import check_own_centre
from intake.models import Episode
from interventions.case.current import current_board
from reports.documents.actions import start_making
from reports.documents.problems import DocumentProblem
from reports.models import Document, DocumentKind

from .letter_content import letter_content
from .typed import FREE_PARTS, TypedLetter
from .urgent_content import urgent_content

# What a letter holds beside the dossier.
CHOSEN = ("message", "is_dense", "is_direct", "to", "copy_to", "typed", "goals", "consent", "issued")


@transaction.atomic
def issue_urgent_note(*, episode: Episode, by: User, language: str) -> Document:
    """The urgent note of this moment, also while everything else is blocked and after the episode.

    Pressing again gives the same note as long as nothing in it changed on the same day; a try that failed
    starts anew. Raises DocumentProblem when nothing is urgent.
    """
    episode = _opened(episode, by, language)
    board = current_board(episode)
    if not board.is_urgent:
        raise DocumentProblem(_("Er is nu niets dat spoed heeft, dus geen spoedbericht."))
    content = urgent_content(episode, board, by, timezone.now(), language)
    return _issue(episode, DocumentKind.URGENT_NOTE, content, by)


@transaction.atomic
def issue_letter(*, episode: Episode, by: User, typed: TypedLetter, seen: str) -> Document:
    """A letter of the dossier as it is, with what was chosen and typed; also after the episode.

    Pressing again gives the same letter on the same day. Raises DocumentProblem without an addressee, a
    conclusion or consent, for a text that is too long, and when the dossier is not what the page showed
    (`seen`, the print of it).
    """
    episode = _opened(episode, by, typed.language)
    check_letter(typed)
    board = current_board(episode)
    content = letter_content(episode, board, by, timezone.now(), typed)
    if dossier_print(content) != seen:
        raise DocumentProblem(
            _("Het dossier is veranderd sinds u deze brief zag. Lees hem opnieuw en geef hem dan uit."),
            code="changed",
        )
    return _issue(episode, DocumentKind.LETTER, content, by)


def check_letter(typed: TypedLetter) -> None:
    """Raise DocumentProblem for a letter that may not go out."""
    if typed.to is None:
        raise DocumentProblem(_("Zonder geadresseerde gaat er geen brief uit."))
    if typed.consent_on is None:
        raise DocumentProblem(_("Zonder toestemming van de patiënt gaat er geen brief uit."))
    if not typed.texts.get("conclusion"):
        raise DocumentProblem(_("Schrijf de conclusie in één regel."))
    if any(len(typed.texts.get(name, "")) > length for name, length in FREE_PARTS.items()):
        raise DocumentProblem(_("Een tekst is te lang voor een brief van één bladzijde."))


def dossier_print(content: dict[str, Any]) -> str:
    """A print of what a letter says of the dossier, without what was typed and chosen for it."""
    return print_of({name: value for name, value in content.items() if name not in CHOSEN})


def _opened(episode: Episode, by: User, language: str) -> Episode:
    """The episode, locked, for somebody who may write about it in this language."""
    check_user_can_write_clinical(by)
    check_own_centre(by, episode.patient)
    if language not in dict(settings.LANGUAGES):
        raise DocumentProblem(_("In deze taal wordt geen document gemaakt."))
    rows = Episode.objects.select_for_update(of=("self",))
    return rows.select_related("patient__centre", "therapist").get(pk=episode.pk)


def _issue(episode: Episode, kind: DocumentKind, content: dict[str, Any], by: User) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).defer("pdf").filter(episode=episode, kind=kind)
    last = rows.order_by("requested_at").last()
    if last and last.requested_by_id == by.pk and _is_same(dict(last.source), content):
        last.episode = episode
        start_making(last, by, is_new=False)
        return last
    document = Document.objects.create(
        episode=episode, kind=kind, language=content["language"], content=content, requested_by=by
    )
    start_making(document, by, is_new=True)
    return document


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two contents differ in nothing but the time of the day."""
    return _without_time(one) == _without_time(other)


def _without_time(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "issued": content["issued"]["on"]}
