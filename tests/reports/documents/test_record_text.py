"""Text for another record, and the list of what a record has to hold."""

from pathlib import Path

import pytest
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.vocabulary.source import SourceError
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from reports.documents.letters import completeness
from reports.documents.letters.completeness import ASKED_NONE, MISSING, PRESENT, completeness_of
from reports.documents.letters.record_text import record_text
from tests.dossiers import GOAL, make_contact, sign
from tests.factories import make_episode_with, make_follow_up
from tests.people import signed_in
from tests.reports.documents.conftest import FACTS_OF, FLAGGED, NECK


def text_of(episode: Episode) -> dict[str, str]:
    return {part.id: part.text for part in record_text(episode, current_board(episode))}


def states_of(episode: Episode) -> dict[str, str]:
    return {line.label: line.state for phase in completeness_of(episode) for line in phase.lines}


@pytest.fixture
def treated(alice: User) -> Episode:
    """A worked patient with a plan and a measurement."""
    episode, _later = make_episode_with(alice, FACTS_OF[NECK], family_name="Van Dalen")
    sign(episode, alice, "education")
    make_follow_up(episode, alice, followup_headache_days=7)
    return episode


@pytest.mark.db
def test_every_phase_says_what_the_dossier_holds(treated: Episode) -> None:
    text = text_of(treated)
    assert list(text) == ["hulpvraag", "anamnese", "onderzoek", "conclusie", "plan", "verloop"]
    assert "Bovendruk: 128 mmHg" in text["onderzoek"]
    assert GOAL in text["plan"]
    assert "gesteld door: Neuroloog" in text["conclusie"]
    assert "Van 22 naar 7 hoofdpijndagen" in text["verloop"]
    assert "Niet gevraagd: " in text["hulpvraag"] + text["anamnese"]
    assert not any("<" in part for part in text.values())


def test_while_something_blocks_the_plan_is_paused(alice: User) -> None:
    episode, _later = make_episode_with(alice, FACTS_OF[FLAGGED])
    text = text_of(episode)
    assert "niet pluis" in text["conclusie"]
    assert text["plan"] == "Niets vastgelegd."
    assert text["onderzoek"] == "Niets vastgelegd."


def test_opening_it_is_in_the_trail(treated: Episode, bob: User) -> None:
    page = signed_in(bob).get(reverse("documents:record_text", args=[treated.pk]))
    assert page.status_code == 200
    assert AuditEvent.objects.filter(action="record_text.open", actor=bob, object_id=treated.pk).count() == 1


@pytest.mark.db
def test_present_asked_and_none_and_missing_are_told_apart(treated: Episode, alice: User) -> None:
    before = states_of(treated)
    assert before["Ondertekend plan"] == PRESENT
    assert before["Huisarts"] == MISSING
    assert before["Burgerservicenummer (BSN)"] == MISSING
    make_contact(treated, alice)
    save_answers(episode=treated, by=alice, values={"serious_medical_condition": False, "medications": []})
    after = states_of(treated)
    assert after["Huisarts"] == PRESENT
    assert after["Verwijzer (bij verwijzing)"] == PRESENT
    assert after["Andere ziekten en medicijnen"] in (ASKED_NONE, MISSING)  # an empty list may be no answer


def test_asked_and_none(treated: Episode, alice: User) -> None:
    assert completeness._answered([False, ["none"]]) == ASKED_NONE
    assert completeness._answered([False, ["paracetamol"]]) == PRESENT


def test_the_page_leads_to_where_it_is_filled_in(treated: Episode, alice: User) -> None:
    page = signed_in(alice).get(reverse("documents:completeness", args=[treated.pk])).content.decode()
    assert reverse("intake:contacts", args=[treated.pk]) in page
    assert reverse("documents:letter", args=[treated.pk]) in page
    assert "ontbreekt" in page


def test_a_mistake_in_the_list_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "completeness.yaml"
    path.write_text(
        "- phase: {nl: A, en: A}\n  items:\n  - {label: {nl: B, en: B}, facts: [no_such_fact], source: B.1}\n"
    )
    monkeypatch.setattr(completeness, "COMPLETENESS_FILE", path)
    with pytest.raises(SourceError, match=r"completeness.yaml:3: unknown fact 'no_such_fact'"):
        completeness.required.__wrapped__()
