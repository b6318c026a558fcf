"""The urgent note: two clicks from a red flag, half a page, and there also while nothing can be rendered."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.plan.actions import acknowledge_safety
from reports.documents.kinds import html_of
from reports.documents.letters.actions import issue_urgent_note
from reports.documents.pdf import render_pdf
from reports.documents.problems import DocumentProblem
from reports.models import Document
from tests.dossiers import SETTLED, seen_signal
from tests.factories import make_episode_with
from tests.people import signed_in
from tests.reports.documents.conftest import FACTS_OF, FLAGGED

HALF_A_PAGE = 842 / 2  # pt from the foot of an A4
FOOT = 40
HOSTILE = "<b>x</b> file:///etc/passwd \N{BRAIN} " + "w" * 700


@pytest.fixture
def flagged(alice: User) -> Episode:
    """A worked patient whom a red flag stops."""
    return make_episode_with(alice, FACTS_OF[FLAGGED], family_name="Van Dalen")[0]


def issue(episode: Episode, by: User, language: str = "nl") -> Document:
    return issue_urgent_note(episode=episode, by=by, language=language)


def content_of(document: Document) -> dict[str, Any]:
    return dict(document.source)


def lowest_text(data: bytes) -> float:
    """How high the last line of the body stands on the page, in pt; the foot of the page is left out."""
    page = PdfDocument(data)[0].get_textpage()
    bottoms = [page.get_charbox(at)[1] for at in range(page.count_chars())]
    return min(bottom for bottom in bottoms if bottom > FOOT)


@pytest.mark.db
def test_two_clicks_from_the_flag_to_the_page_that_prints(flagged: Episode, alice: User) -> None:
    browser = signed_in(alice)
    advice = browser.get(reverse("interventions:advice", args=[flagged.pk])).content.decode()
    address = reverse("documents:urgent_note", args=[flagged.pk])
    assert f'action="{address}"' in advice
    first = browser.post(address, {"whole": "1", "language": "nl"}, follow=True)
    document = Document.objects.get()
    page = first.content.decode()
    assert reverse("documents:print", args=[document.pk]) in page  # the second, while it is being made
    note = browser.get(reverse("documents:print", args=[document.pk])).content.decode()
    assert "Donderslaghoofdpijn" in note
    assert "Spoedbericht" in note
    assert AuditEvent.objects.filter(action="document.open", object_id=document.pk).exists()


def test_the_panel_under_the_answer_has_it_too(flagged: Episode, alice: User) -> None:
    panel = signed_in(alice).get(reverse("interventions:advice", args=[flagged.pk]) + "?fragment")
    assert reverse("documents:urgent_note", args=[flagged.pk]) in panel.content.decode()


def test_it_holds_what_a_physician_needs(flagged: Episode, alice: User) -> None:
    content = content_of(issue(flagged, alice))
    flag = content["flags"]["shown"][0]
    assert flag["name"] == "Donderslaghoofdpijn"
    assert flag["since"].startswith(f"{content['issued']['on'][8:].lstrip('0')} ")
    assert content["urgency"]["action"].startswith("Bel nu 112")
    assert "Bovendruk" in content["not_examined"]
    assert content["done"]["shown"] == []


def test_who_was_called_stands_on_the_next_note(flagged: Episode, alice: User) -> None:
    first = issue(flagged, alice)
    board = current_board(flagged)
    rule = next(item.rule.id for item in board.blocks if item.rule.record.acknowledge)
    acknowledge_safety(
        episode=flagged, board=board, rule=rule, by=alice, submission=uuid4(),
        seen=seen_signal(flagged, rule), action_taken="112 gebeld. Ambulance onderweg",
    )  # fmt: skip
    second = issue(flagged, alice)
    assert second != first
    assert content_of(second)["done"]["shown"][0]["text"] == "112 gebeld. Ambulance onderweg"
    assert content_of(first)["done"]["shown"] == []


@pytest.mark.db
def test_pressing_twice_gives_one_note(flagged: Episode, alice: User) -> None:
    assert issue(flagged, alice) == issue(flagged, alice)
    assert Document.objects.count() == 1


def test_without_anything_urgent_there_is_none(alice: User) -> None:
    episode, _later = make_episode_with(alice, SETTLED)
    with pytest.raises(DocumentProblem, match="geen spoedbericht"):
        issue(episode, alice)
    page = signed_in(alice).get(reverse("interventions:advice", args=[episode.pk])).content.decode()
    assert "spoedbericht" not in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_fits_half_a_page_with_everything_at_its_longest(
    language: str, flagged: Episode, alice: User
) -> None:
    flags = ("rf_after_trauma", "rf_fever_with_neck_stiffness", "rf_altered_mental_state", "rf_positional",
             "rf_sudden_vision_loss", "rf_progressive_headache")  # fmt: skip
    medicines = [{"name": HOSTILE[:280], "days_per_month": 20, "effect": "partial"}] * 20
    save_answers(episode=flagged, by=alice, values={**dict.fromkeys(flags, True), "medications": medicines})
    html = html_of(issue(flagged, alice, language))
    assert "Van Dalen" in html
    assert "[…]" in html
    assert "<b>x" not in html
    pdf = render_pdf(html)
    assert pdf.pages == 1
    assert lowest_text(pdf.data) > HALF_A_PAGE
