"""The letter: four kinds for four worked patients on one page, with every field of the guideline."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.actions import centre_print, change_centre
from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.plan.actions import write_hypothesis
from reports.documents.kinds import html_of
from reports.documents.letters.actions import dossier_print, issue_letter
from reports.documents.letters.forms import goals_of
from reports.documents.letters.kinds import LetterKind
from reports.documents.letters.letter_content import letter_content, proposed_texts
from reports.documents.letters.shortening import shortened
from reports.documents.letters.typed import FREE_PARTS, TypedLetter
from reports.documents.pdf import render_pdf
from reports.documents.problems import DocumentProblem
from reports.models import Document
from tests.dossiers import make_contact, sign
from tests.factories import make_episode_with, make_follow_up
from tests.people import signed_in
from tests.reports.documents.conftest import FACTS_OF, FLAGGED, MIGRAINE, NECK

OVERUSE = next(case for case in FACTS_OF if case.startswith("V03"))
# Each kind of message for a patient to whom it happens.
FOUR = {
    LetterKind.REPLY: OVERUSE,
    LetterKind.INTERIM: MIGRAINE,
    LetterKind.END: NECK,
    LetterKind.DIRECT_ACCESS: FLAGGED,
}
# What the guideline asks of every message, as the letter calls it.
HEADINGS = (
    "Conclusie",
    "Gevraagd",
    "Screening",
    "Diagnose",
    "gesteld door",
    "Hypothese van de fysiotherapeut",
    "Bevindingen",
    "Niet onderzocht of gevraagd",
    "Metingen",
    "Behandeling",
    "Resultaat per doel",
    "Advies en nazorg",
    "Volgend contact",
    "toestemming",
    "Kopie aan",
    "AGB",
    "BSN",
)


def dossier(by: User, case: str) -> Episode:
    """A worked patient with a GP, and a plan and a measurement where nothing stops that."""
    episode, _later = make_episode_with(by, FACTS_OF[case], family_name="Van Dalen")
    make_contact(episode, by)
    if not current_board(episode).is_blocked:
        sign(episode, by, "education")
        make_follow_up(episode, by, followup_headache_days=7, hit6_followup=54)
    return episode


def typed(episode: Episode, kind: str, **changes: Any) -> TypedLetter:
    """A letter to the GP with what the dossier proposes."""
    texts = proposed_texts(episode, current_board(episode), kind, changes.get("language", "nl"))
    values: dict[str, Any] = {
        "kind": kind,
        "language": "nl",
        "to": episode.patient.contacts.filter(voided_at__isnull=True).first(),
        "copy_to": (),
        "texts": texts,
        "goals": tuple((text, "") for text in goals_of(episode)),
        "consent_on": timezone.localdate(),
    }
    return TypedLetter(**(values | changes))


def issue(episode: Episode, by: User, letter: TypedLetter) -> Document:
    content = letter_content(episode, current_board(episode), by, timezone.now(), letter)
    return issue_letter(episode=episode, by=by, typed=letter, seen=dossier_print(content))


@pytest.mark.db
@pytest.mark.slow
@pytest.mark.parametrize("kind", FOUR)
def test_each_kind_fits_one_page_and_holds_every_field(kind: LetterKind, alice: User) -> None:
    episode = dossier(alice, FOUR[kind])
    html = html_of(issue(episode, alice, typed(episode, kind)))
    missing = [heading for heading in HEADINGS if heading not in html]
    assert missing == []
    assert "G. de Vries" in html
    assert "01012345" in html
    assert render_pdf(html).pages == 1


def longest(episode: Episode, by: User, dora: User) -> TypedLetter:
    """Everything at its longest, hostile too, in a dossier that says much."""
    seen = centre_print(dora.centre)
    change_centre(by=dora, seen=seen, agb="04012345", street="W" * 80, place="W" * 80, phone="0" * 32)
    write_hypothesis(
        episode=episode, text="Slaap <i>en</i> " + "w" * 1900, approach="both", based_on=0, by=by
    )
    save_answers(episode=episode, by=by, values={"main_request": "Weer lezen " + "w" * 900})
    others = [
        make_contact(
            episode, by, role="other", referred=False, name="W" * 80, practice="P" * 80, place="L" * 60
        )
        for _number in range(4)
    ]
    texts = {name: ("<b>woord</b> " + "M" * length)[:length] for name, length in FREE_PARTS.items()}
    goals = tuple((f"Doel {number} " + "W" * 250, "deels bereikt") for number in range(6))
    return typed(episode, LetterKind.REPLY, to=others[0], copy_to=tuple(others[1:]), texts=texts, goals=goals)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_longest_fits_too_and_says_what_was_left_out(language: str, alice: User, dora: User) -> None:
    episode = dossier(alice, NECK)
    letter = replace(longest(episode, alice, dora), language=language)
    html = html_of(issue(episode, alice, letter))
    assert "[…]" in html
    assert ("in het dossier" if language == "nl" else "in the record") in html
    assert "<b>woord" not in html
    assert render_pdf(html).pages == 1


@pytest.mark.db
def test_it_is_fixed_when_it_is_issued(alice: User) -> None:
    episode = dossier(alice, MIGRAINE)
    letter = typed(episode, LetterKind.INTERIM)
    document = issue(episode, alice, letter)
    before = html_of(document)
    assert issue(episode, alice, letter) == document  # pressed twice
    make_follow_up(episode, alice, followup_headache_days=2)
    assert html_of(Document.objects.get(pk=document.pk)) == before
    assert issue(episode, alice, typed(episode, LetterKind.INTERIM)) != document


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to": None}, "Zonder geadresseerde"),
        ({"consent_on": None}, "Zonder toestemming"),
        ({"texts": {"conclusion": ""}}, "Schrijf de conclusie"),
        ({"texts": {"conclusion": "x" * 181}}, "te lang"),
    ],
)
def test_nothing_half_is_issued(changes: dict[str, Any], message: str, alice: User) -> None:
    episode = dossier(alice, MIGRAINE)
    with pytest.raises(DocumentProblem, match=message):
        issue(episode, alice, typed(episode, LetterKind.INTERIM, **changes))
    assert not Document.objects.filter(plan__isnull=True).exists()


def test_a_dossier_that_changed_since_the_page_is_read_again(alice: User) -> None:
    episode = dossier(alice, MIGRAINE)
    letter = typed(episode, LetterKind.INTERIM)
    seen = dossier_print(letter_content(episode, current_board(episode), alice, timezone.now(), letter))
    make_follow_up(episode, alice, followup_headache_days=2)
    with pytest.raises(DocumentProblem, match="veranderd sinds"):
        issue_letter(episode=episode, by=alice, typed=letter, seen=seen)


def test_direct_access_says_not_clear_and_what_is_asked(alice: User) -> None:
    episode = dossier(alice, FLAGGED)
    content = letter_content(
        episode, current_board(episode), alice, timezone.now(), typed(episode, LetterKind.DIRECT_ACCESS)
    )
    assert content["screening"].startswith("niet pluis")
    assert content["typed"]["asked"].startswith("Beoordeling van: Donderslaghoofdpijn")
    assert "Stop" not in content["typed"]["asked"]  # that is said to the therapist
    assert content["typed"]["by_when"] == "nu"
    assert content["treatment"]["is_paused"]
    assert content["hypothesis"] is None


def test_what_is_asked_are_the_words_of_the_rules(alice: User) -> None:
    """And so never a drug that somebody should stop."""
    episode = dossier(alice, OVERUSE)
    board = current_board(episode)
    asked = proposed_texts(episode, board, LetterKind.REPLY, "nl")["asked"]
    records = [rule.record for rule in get_knowledge().ruleset.rules]
    said = [record.summary.nl for record in records]
    assert any(asked.startswith(text[:40]) for text in said)
    assert not re.search(r"\b(staak|stop met|bouw .* af)\b", asked, re.IGNORECASE)


def test_the_page_refuses_at_its_place_and_issues(alice: User) -> None:
    episode = dossier(alice, MIGRAINE)
    browser, address = signed_in(alice), reverse("documents:letter", args=[episode.pk])
    page = browser.get(address)
    seen = page.context["seen"]
    sent = {
        "kind": "interim",
        "language": "nl",
        "to": episode.patient.contacts.get().pk,
        "seen": seen,
        "conclusion": "Gaat beter.",
        "consent_on": f"{timezone.localdate():%d-%m-%Y}",
        "whole": "1",
    }
    refused = browser.post(address, {**sent, "consent": "no"})
    assert refused.status_code == 422
    assert "gaat er geen brief uit" in refused.content.decode()
    looked = browser.post(address, {**sent, "preview": "1"})
    assert looked.status_code == 200
    assert "Gaat beter." in looked.context["paper"]
    # As an attribute of the frame: none of its own marks may end it.
    assert "&lt;!DOCTYPE html&gt;" in looked.content.decode()
    assert browser.post(address, {**sent, "consent": "yes"}).status_code == 302
    issued = Document.objects.get(plan__isnull=True).source
    assert issued["consent"]["on"] == timezone.localdate().isoformat()


def test_consent_cannot_be_of_a_day_to_come(alice: User) -> None:
    episode = dossier(alice, MIGRAINE)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    sent = {"consent": "yes", "consent_on": f"{tomorrow:%d-%m-%Y}", "whole": "1", "conclusion": "Ja."}
    page = signed_in(alice).post(reverse("documents:letter", args=[episode.pk]), sent)
    assert "Deze dag moet nog komen." in page.content.decode()


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("kort", 10, "kort"),
        ("een zin\nvan woorden", 16, "een zin van […]"),
        ("w" * 30, 20, "w" * 16 + " […]"),
    ],
)
def test_shortening_is_marked(text: str, length: int, expected: str) -> None:
    assert shortened(text, length) == expected
    assert len(shortened(text, length)) <= length
