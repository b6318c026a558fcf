"""The advice page and what can be done on it."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.vocabulary.spec import Text
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, SafetyAcknowledgement
from interventions.plan import actions
from tests import markup
from tests.benchmarks.advice_pages import MOST, words_of
from tests.dossiers import seen, seen_signal
from tests.interventions.folds import behind
from tests.interventions.patients import (
    BLOCKED,
    FLAGGED,
    MIGRAINE,
    MIXED,
    NECK,
    OVERUSE,
    UNASKED,
    episode_of,
)
from tests.people import signed_in

SIGNAL = "suicide-signal-protocol-now"
DOSE = {
    "components": "aerobic_training",
    "aerobic_training-sessions_per_week": "2",
    "aerobic_training-minutes_per_session": "30,5",
    "aerobic_training-weeks": "8",
    "aerobic_training-sessions_per_week_afterwards": "3",
    "note": "Op de fiets naar het werk",
}


@pytest.fixture
def episode(alice: User) -> Episode:
    """The worked patient with migraine."""
    return episode_of(MIGRAINE, alice)


def address(episode: Episode, name: str = "advice", *more: str) -> str:
    return reverse(f"interventions:{name}", args=[episode.pk, *more])


def page(client: Client, episode: Episode) -> str:
    response = client.get(address(episode))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a person reads, without mark-up."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def card(html: str, name: str) -> str:
    start = html.index(f'id="kaart-{name}"')
    return html[start : html.index("</article>", start)]


def test_it_works(alice: User, episode: Episode) -> None:
    html = page(signed_in(alice), episode)
    shown = words(card(html, "aerobic_training"))
    assert "Adviseer aerobe training bij migraine" in shown
    assert "Hoe vaak: 3 keer per week · 40 minuten · 8 weken" in shown
    assert "Omdat: Migraine" in shown
    tiers = ['class="soon"', 'id="patient-title"', 'class="ask"', 'id="verdere-opties"']
    places = [html.index(tier) for tier in tiers]
    assert places == sorted(places)


@pytest.mark.parametrize("case", [NECK, MIGRAINE, OVERUSE, MIXED])
def test_codes_and_line_numbers_stand_behind_their_fold_only(alice: User, case: str) -> None:
    main = markup.read(page(signed_in(alice), episode_of(case, alice))).main()
    assert not re.search(r"\br\. \d|\b(HV|CP|SF|EX|AC|BX)-|\b[DN]\d{2,3}\b", main.unfolded)


@pytest.mark.parametrize("case", [NECK, MIGRAINE, OVERUSE, MIXED])
def test_at_most_350_words_are_read_in_the_first_two_tiers(alice: User, case: str) -> None:
    assert 0 < words_of(page(signed_in(alice), episode_of(case, alice))) <= MOST["words"]


def test_three_questions_stand_there_and_the_number_of_others_does_not(alice: User, episode: Episode) -> None:
    main = markup.read(page(signed_in(alice), episode)).main()
    asked = main.under("Vragen die hier iets beslissen")
    assert len([part for part in asked.walk() if part.tag == "li"]) == 3
    assert not re.search(r"nog \d+|\d+ open", main.unfolded.lower())


def test_of_what_cannot_wait_the_whole_sentence_stands_open(alice: User) -> None:
    high = {"blood_pressure_systolic": 190, "blood_pressure_diastolic": 110}
    html = page(signed_in(alice), episode_of(MIGRAINE, alice, **high))
    warning = markup.read(html).with_id("waarschuwing-blood-pressure-alert")
    assert warning.unfolded.startswith("Vandaag:")
    assert get_knowledge().ruleset.rules_by_id["blood-pressure-alert"].record.summary.nl in warning.unfolded


def test_what_is_for_this_week_is_one_line_with_its_whole_text_folded(alice: User, episode: Episode) -> None:
    name = "oestrogen-contraception-with-aura"
    line = markup.read(page(signed_in(alice), episode)).with_id(f"waarschuwing-{name}")
    record = get_knowledge().ruleset.rules_by_id[name].record
    assert line.unfolded == f"Deze week {record.headline.nl} Waarom"
    assert record.summary.nl in line.words


def test_two_alternatives_are_one_choice(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    html = page(client, episode)
    assert 'href="#kaart-activity"' in card(html, "aerobic_training")
    assert 'href="#kaart-aerobic_training"' in card(html, "activity")
    assert "Kies één." in words(card(html, "activity"))
    client.post(address(episode, "accept", "aerobic_training"), seen(episode, "aerobic_training"))
    assert "In het plan" in words(card(page(client, episode), "activity"))


def test_any_other_card_can_be_found_by_name_and_taken_from_there(alice: User, episode: Episode) -> None:
    further = markup.read(page(signed_in(alice), episode)).main().with_id("verdere-opties")
    assert "Educatie" not in further.unfolded.removeprefix("Verdere opties").partition("Zoek")[2]
    assert "Educatie" in further.card("education").attributes["data-find"]
    assert "Overnemen" in further.card("education").words


def good_care(client: Client, episode: Episode, **more: str) -> Any:
    html = client.get(address(episode, "good_care")).content.decode()
    decided = re.findall(r'name="decided" value="([^"]+)"', html)[0]
    return client.post(address(episode, "good_care"), {"decided": decided, **more}, follow=True)


def test_good_care_for_everybody_is_ticked_as_a_whole(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    listed = words(client.get(address(episode, "good_care")).content.decode())
    rules = get_knowledge().ruleset.rules_by_id
    for name in ("acknowledge-the-pain", "treatment-goals", "keep-everyday-tasks"):
        assert rules[name].record.headline.nl in listed
    good_care(client, episode)
    assert {row.card for row in Decision.objects.all()} == {"conversation", "plan"}
    assert "afgevinkt" in words(page(client, episode))
    good_care(client, episode, untick="1")
    assert not Decision.objects.exists()


def test_good_care_holds_no_offer_that_is_a_choice(alice: User, episode: Episode) -> None:
    listed = words(signed_in(alice).get(address(episode, "good_care")).content.decode())
    norm = get_knowledge().ruleset.rules_by_id["activity-norm-moderate"].record
    assert norm.is_universal
    assert norm.headline.nl not in listed


@pytest.mark.parametrize("case", [NECK, MIGRAINE, OVERUSE, MIXED, "V14", "V15"])
def test_ticking_takes_no_treatment_and_no_dose_into_the_plan(alice: User, case: str) -> None:
    episode = episode_of(case, alice)
    good_care(signed_in(alice), episode)
    decided = Decision.objects.all()
    assert decided
    assert not [row.card for row in decided if row.components or row.dose]


def test_good_care_is_not_ticked_over_the_head_of_a_colleague(
    alice: User, iris: User, episode: Episode
) -> None:
    client = signed_in(alice)
    html = client.get(address(episode, "good_care")).content.decode()
    decided = re.findall(r'name="decided" value="([^"]+)"', html)[0]
    typed = {"reason_code": "not_feasible", "reason": ""}
    signed_in(iris).post(address(episode, "decline", "conversation"), typed | seen(episode, "conversation"))
    sent = client.post(address(episode, "good_care"), {"decided": decided}, follow=True)
    assert "een collega heeft hier intussen over beslist" in sent.content.decode()
    assert Decision.objects.get().choice == DecisionKind.DECLINED


def test_good_care_that_was_declined_is_left_so(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    typed = {"reason_code": "not_feasible", "reason": ""}
    client.post(address(episode, "decline", "conversation"), typed | seen(episode, "conversation"))
    good_care(client, episode)
    assert dict(Decision.objects.values_list("card", "choice")) == {
        "conversation": DecisionKind.DECLINED,
        "plan": DecisionKind.ACCEPTED,
    }


def test_good_care_that_arrives_cut_off_changes_nothing(alice: User, episode: Episode) -> None:
    signed_in(alice).post(address(episode, "good_care"), {})
    assert not Decision.objects.exists()


@pytest.mark.parametrize("case", BLOCKED)
def test_good_care_waits_while_something_blocks(alice: User, case: str) -> None:
    episode = episode_of(case, alice)
    client = signed_in(alice)
    assert client.get(address(episode, "good_care"))["Location"] == address(episode)
    client.post(address(episode, "good_care"), {"decided": "x"})
    assert not Decision.objects.exists()


def test_a_team_member_reads_good_care_and_ticks_nothing(bob: User, episode: Episode) -> None:
    client = signed_in(bob)
    assert "Als geheel afvinken" not in client.get(address(episode, "good_care")).content.decode()
    assert client.post(address(episode, "good_care"), {"decided": "x"}).status_code == 403


def test_another_centre_finds_nothing(charlie: User, episode: Episode) -> None:
    assert signed_in(charlie).get(address(episode)).status_code == 404


def test_a_team_member_reads_without_buttons(bob: User, episode: Episode) -> None:
    client = signed_in(bob)
    main = markup.read(page(client, episode)).main()
    assert "Adviseer aerobe training bij migraine" in main.card("aerobic_training").unfolded
    pressed = " ".join(main.buttons())
    for button in ("Overnemen", "Aanpassen", "Nu niet"):
        assert button not in pressed
        assert button not in main.card("aerobic_training").words
    assert client.post(address(episode, "accept", "aerobic_training")).status_code == 403
    assert not Decision.objects.exists()


def test_taking_over_shows_its_state_and_twice_does_no_harm(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    undecided = seen(episode, "aerobic_training")
    for _press in range(2):
        response = client.post(address(episode, "accept", "aerobic_training"), undecided)
        assert response["Location"] == address(episode) + "#kaart-aerobic_training"
    assert Decision.objects.get().choice == DecisionKind.ACCEPTED
    shown = card(page(client, episode), "aerobic_training")
    assert 'aria-pressed="true"' in shown
    assert "Overnemen" not in shown
    client.post(address(episode, "withdraw", "aerobic_training"), seen(episode, "aerobic_training"))
    assert not Decision.objects.exists()


def test_an_adapted_dose_is_taken_over(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    client.post(address(episode, "adapt", "aerobic_training"), DOSE | seen(episode, "aerobic_training"))
    decision = Decision.objects.get()
    assert decision.dose["aerobic_training"]["minutes_per_session"] == 30.5
    assert decision.note == "Op de fiets naar het werk"
    shown = words(card(page(client, episode), "aerobic_training"))
    assert "Hoe vaak: 2 keer per week · 30,5 minuten" in shown
    assert "Afspraak: Op de fiets naar het werk" in shown


@pytest.mark.parametrize("wrong", ["99", "", "veel", "nan"])
def test_a_wrong_dose_stays_beside_its_field_with_everything_typed(
    alice: User, episode: Episode, wrong: str
) -> None:
    typed = DOSE | {"aerobic_training-sessions_per_week": wrong, "components": "graded_activity"}
    response = signed_in(alice).post(address(episode, "adapt", "aerobic_training"), typed)
    assert response.status_code == 422
    shown = card(response.content.decode(), "aerobic_training")
    field = shown[shown.index('name="aerobic_training-sessions_per_week"') :]
    assert f'value="{wrong}"' in field[:200] or not wrong
    assert 'id="adapt_aerobic_training_aerobic_training-sessions_per_week_error"' in field
    assert 'value="30,5"' in shown
    assert "Op de fiets naar het werk" in shown
    assert re.search(r'value="graded_activity"[^>]*checked', shown)
    assert not Decision.objects.exists()


def test_out_of_bounds_says_what_is_possible(alice: User, episode: Episode) -> None:
    typed = DOSE | {"aerobic_training-sessions_per_week": "8"}
    response = signed_in(alice).post(address(episode, "adapt", "aerobic_training"), typed)
    assert "Hoe vaak: kies een waarde van 1 tot 7 keer per week." in response.content.decode()


def test_declining_asks_a_reason_and_shows_it(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    refused = client.post(address(episode, "decline", "education"), {"reason": "te druk"})
    assert refused.status_code == 422
    shown = card(refused.content.decode(), "education")
    assert "Kies waarom u dit advies niet overneemt." in shown
    assert "te druk" in shown
    typed = {"reason_code": "not_feasible", "reason": "te druk"}
    client.post(address(episode, "decline", "education"), typed | seen(episode, "education"))
    shown = words(card(page(client, episode), "education"))
    assert "Niet gedaan" in shown
    assert "Nu niet haalbaar: te druk" in shown


def test_a_referral_that_leads_stays_whatever_is_decided_on_its_card(alice: User) -> None:
    signs = {"snoring": True, "apnoea_episodes": True, "daytime_sleepiness": True, "morning_headache": True}
    episode, client = episode_of(MIGRAINE, alice, **signs), signed_in(alice)
    typed = {"reason_code": "not_feasible", "reason": ""}
    client.post(address(episode, "decline", "daily_life"), typed | seen(episode, "daily_life"))
    shown = words(card(page(client, episode), "daily_life"))
    record = get_knowledge().ruleset.rules_by_id["full-sleep-apnoea-picture"].record
    assert f"Deze week {record.headline.nl}" in shown
    assert "Nu niet haalbaar" in shown


def test_numbers_that_tell_the_same_keep_their_names(alice: User) -> None:
    shown = words(card(page(signed_in(alice), episode_of(NECK, alice)), "neck_programme"))
    assert "Onder begeleiding: 1 keer per week" in shown
    assert "Zelf oefenen, ook daarna: 3 keer per week" in shown


def test_a_card_that_is_not_offered_is_told(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    for name in ("accept", "adapt", "decline"):
        typed = {"reason_code": "not_feasible", "reason": "Eerst de neuroloog", "note": "Rustig opbouwen"}
        response = client.post(address(episode, name, "neck_programme"), typed, follow=True)
        shown = words(response.content.decode())
        assert "Dit advies geldt niet (meer) voor deze patiënt." in shown
        # To take a card over nothing is typed.
        assert name == "accept" or "U typte: Rustig opbouwen / Eerst de neuroloog" in shown
    assert not Decision.objects.exists()


def hidden_texts() -> set[str]:
    """Every text of a rule that may not be read while something blocks, and every name of a card."""
    rules = [rule.record for rule in get_knowledge().ruleset.rules]
    texts: list[Text | None] = [
        text
        for record in rules
        if not record.while_blocked
        for text in (record.summary, record.advice, record.patient)
    ]
    staying = {record.summary.nl for record in rules if record.while_blocked}
    return {text.nl for text in texts if text} - staying


@pytest.mark.parametrize("case", BLOCKED)
def test_a_blocked_page_holds_no_advice(alice: User, case: str) -> None:
    shown = words(page(signed_in(alice), episode_of(case, alice)))
    assert [text for text in hidden_texts() if text in shown] == []
    titles = [item.title.nl for item in get_knowledge().cards.cards]
    assert [title for title in titles if re.search(rf"\b{re.escape(title)}\b", shown)] == []
    assert "Overnemen" not in shown
    assert "achtergehouden" in shown


def test_an_open_flag_names_action_flags_and_open_items(alice: User) -> None:
    shown = words(page(signed_in(alice), episode_of(FLAGGED, alice)))
    assert "Stop: Nu handelen Bel nu 112" in shown
    assert "Minstens deze urgentie" in shown
    assert "Donderslaghoofdpijn" in shown
    assert "Zet het recht:" in shown
    assert "Nog niet gevraagd" not in shown, "an acute flag shows no list to go on with"


def test_one_open_item_is_named_and_linked(alice: User) -> None:
    episode = episode_of(UNASKED, alice)
    html = page(signed_in(alice), episode)
    assert "Nog niet gevraagd (1): Onverklaard gewichtsverlies" in words(html)
    section = reverse("intake:section", args=[episode.pk, "red_flags"])
    assert f'href="{section}#ask_rf_unexplained_weight_loss"' in html


def test_a_flag_that_a_physician_settled_is_shown_without_stopping(alice: User) -> None:
    episode = episode_of(NECK, alice, rf_after_trauma=True, red_flags_investigated=["rf_after_trauma"])
    shown = words(page(signed_in(alice), episode))
    assert "Alarmsignalen die de behandeling nu niet tegenhouden Na ongeval of klap" in shown
    assert "De lijst met alarmsignalen is niet volledig" in shown


def test_what_is_withheld_names_the_questions_that_open_it(alice: User) -> None:
    client, episode = signed_in(alice), episode_of(MIXED, alice)
    html = behind(client, page(client, episode), "Achtergehouden tot het is vrijgegeven")
    withheld = words(html)
    assert "Manuele technieken" in withheld
    assert "Beantwoord eerst" in withheld
    assert "#ask_cad_symptoms" in html


def test_a_safety_signal_stays_until_it_is_acknowledged(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values={"phq9_item9": 1})
    client = signed_in(alice)
    html = page(client, episode)
    assert html.index(f"waarschuwing-{SIGNAL}") < html.index("waarschuwing-oestrogen")
    token = re.findall(r'name="submission" value="([^"]+)"', html)[0]
    empty = client.post(address(episode, "acknowledge", SIGNAL), {"submission": token, "whole": "1"})
    assert empty.status_code == 422
    assert "Schrijf op wat u hebt gedaan." in empty.content.decode()
    for _press in range(2):
        sent = {"submission": token, "seen": seen_signal(episode, SIGNAL), "whole": "1"}
        typed = {"action_taken": "Huisarts gebeld", **sent}
        client.post(address(episode, "acknowledge", SIGNAL), typed)
    assert SafetyAcknowledgement.objects.get().acknowledged_by == alice
    assert "Vastgelegd door Alice" in words(page(client, episode))


def test_the_rail_shows_what_is_decided_and_what_is_open(alice: User, episode: Episode) -> None:
    html = page(signed_in(alice), episode)
    rail = words(html[html.index("rail-facts") : html.index("</aside>")])
    assert "Bekend: Hoofdpijn: episodisch of chronisch episodisch" in rail
    assert "Nog open: Manuele technieken mogen worden overwogen nog te vragen" in rail
    assert "Volgende beste vraag" in rail


def test_the_sources_of_a_card_are_text_and_never_links(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    sources = behind(client, card(page(client, episode), "aerobic_training"), "Bronnen")
    view = current_board(episode).option("aerobic_training")
    assert view
    assert all(statement.id in sources for statement in view.statements)
    assert "referentie" in sources
    assert "<a " not in sources


def test_a_derived_reason_shows_its_inputs(alice: User) -> None:
    client, episode = signed_in(alice), episode_of(NECK, alice)
    shown = words(behind(client, card(page(client, episode), "mindfulness_act"), "Waarom"))
    assert "Hoofdpijn: episodisch of chronisch: chronisch Waaruit dit volgt" in shown
    assert "Hoofdpijndagen per maand: 22 dagen per maand" in shown
    assert "grens: 15 of meer" in shown


def count_queries(client: Client, episode: Episode) -> int:
    client.get(address(episode))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address(episode))
    return len(queries)


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_decisions(alice: User, episode: Episode) -> None:
    client = signed_in(alice)

    def accept(name: str) -> None:
        values: dict[str, Any] = {"components": None, "dose": None, "note": ""}
        actions.accept_advice(episode=episode, card=name, by=alice, **values)

    accept("education")
    before = count_queries(client, episode)
    for name in ("aerobic_training", "plan", "biofeedback_relaxation", "mindfulness_act"):
        accept(name)
    assert count_queries(client, episode) == before
