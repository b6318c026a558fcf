"""Choosing together: what begins now, later or is read; what the patient prefers; the dates around it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from interventions.models import Decision, Phase, Plan
from interventions.plan import actions
from interventions.plan.frame import proposed_evaluation
from interventions.plan.goals import goal_hint
from interventions.plan.problems import PlanProblem
from tests.dossiers import agree, take_over
from tests.interventions.patients import NECK, episode_of
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = pytest.mark.db
CARDS = ("neck_programme", "biofeedback_relaxation", "aerobic_training", "education")


@pytest.fixture
def full(alice: User) -> Plan:
    """A draft with four cards, of which three ask the patient to do something."""
    episode = episode_of(NECK, alice)
    take_over(episode, alice, *CARDS)
    return agree(episode, alice)


def send(by: User, plan: Plan, typed: dict[str, Any], page: Any = None) -> Any:
    """Save the plan page with this typed in it, from `page` when that was opened before."""
    client = signed_in(by)
    to = reverse("interventions:agree", args=[plan.episode_id])
    at = reverse("interventions:plan", args=[plan.episode_id])
    return client.post(to, filled(page or opened(client, at), typed, to=to))


def row(plan: Plan, card: str) -> Decision:
    return plan.decisions.get(card=card)


def order(plan: Plan) -> list[str]:
    """What begins now, in its order."""
    return [one.card for one in plan.decisions.filter(phase=Phase.NOW).order_by("place")]


def test_what_is_proposed_stands_on_the_page_and_is_stored_with_it(alice: User, full: Plan) -> None:
    assert row(full, "education").phase == ""
    assert send(alice, full, {}).status_code == 302
    assert row(full, "education").phase == Phase.READING
    assert order(full) == ["neck_programme", "biofeedback_relaxation", "aerobic_training"]
    assert [one.place for one in full.decisions.filter(phase=Phase.NOW).order_by("place")] == [1, 2, 3]


def test_the_order_is_chosen_and_numbered_again(alice: User, full: Plan) -> None:
    send(alice, full, {})
    ahead = timezone.localdate() + dt.timedelta(weeks=4)
    typed = {
        "card-aerobic_training-place": "1",
        "card-neck_programme-phase": "later",
        "card-neck_programme-later_from": ahead.isoformat(),
        "card-biofeedback_relaxation-place": "3",
    }
    assert send(alice, full, typed).status_code == 302
    assert order(full) == ["aerobic_training", "biofeedback_relaxation"]
    assert (row(full, "biofeedback_relaxation").place, row(full, "neck_programme").place) == (2, None)
    assert row(full, "neck_programme").later_from == ahead


@pytest.mark.parametrize(
    ("typed", "message", "place"),
    [
        (
            {"card-neck_programme-phase": "later", "card-neck_programme-later_from": ""},
            "Kies bij 'later' vanaf welke datum.",
            "id_card-neck_programme-later_from",
        ),
        (
            {"card-neck_programme-phase": "later", "card-neck_programme-later_from": "2020-01-01"},
            "Kies een datum vanaf vandaag.",
            "id_card-neck_programme-later_from",
        ),
        ({"appointment_at": "straks"}, "Vul een tijd in als uren en minuten", "id_appointment_at"),
        ({"appointment_at": "14:00"}, "Vul ook de dag van de afspraak in", "id_appointment_on"),
        ({"starts_on": "2020-01-01"}, "Kies een datum vanaf vandaag.", "id_starts_on"),
        ({"appointment_on": "2020-01-01"}, "Kies een datum vanaf vandaag.", "id_appointment_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(
    alice: User, full: Plan, typed: dict[str, str], message: str, place: str
) -> None:
    response = send(alice, full, {**typed, "discussed": "Liever thuis."})
    page = read(response.content.decode())
    assert response.status_code == 422
    assert message in page.with_id(f"{place}_error").words
    assert f'href="#{place}"' in response.content.decode()
    assert "Liever thuis." in page.with_id("id_discussed").words
    assert Plan.objects.get(pk=full.pk).discussed == ""


def test_a_fourth_thing_comes_at_the_evaluation_and_so_is_saved_untouched(alice: User, full: Plan) -> None:
    take_over(full.episode, alice, "mindfulness_act")
    Plan.objects.update(evaluation_on=None)
    assert send(alice, full, {}).status_code == 302
    full.refresh_from_db()
    assert full.decisions.get(phase=Phase.LATER).later_from == full.evaluation_on == proposed_evaluation()


def test_an_appointment_that_has_passed_is_refused_at_signing(alice: User, full: Plan) -> None:
    Plan.objects.update(appointment_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(PlanProblem, match="De volgende afspraak ligt in het verleden"):
        actions.sign_plan(plan=Plan.objects.get(pk=full.pk), by=alice)
    assert Plan.objects.get(pk=full.pk).is_draft


def test_what_exactly_is_done_and_all_dates_stand_on_the_signed_page(alice: User, full: Plan) -> None:
    take_over(full.episode, alice, "conversation")
    full.decisions.filter(card="aerobic_training").update(
        agreed={"own": {"what": "Zwemmen met mijn dochter"}}
    )
    day = timezone.localdate() + dt.timedelta(days=9)
    agree(full.episode, alice, starts_on=day, appointment_on=day, appointment_at=dt.time(14, 30))
    actions.sign_plan(plan=Plan.objects.get(pk=full.pk), by=alice)
    page = opened(signed_in(alice), reverse("interventions:plan", args=[full.episode_id])).words
    assert "Zwemmen met mijn dochter" in page
    assert f"Eerste dag {day:%d-%m-%Y} Volgende afspraak {day:%d-%m-%Y}, 14:30" in page
    # What is for the therapist only, the patient does not read either.
    assert "Gesprek en samenwerking Wanneer" not in page


def test_a_fourth_thing_for_now_is_refused(alice: User, full: Plan) -> None:
    take_over(full.episode, alice, "mindfulness_act")
    response = send(alice, full, {f"card-{card}-phase": "now" for card in (*CARDS[:3], "mindfulness_act")})
    assert response.status_code == 422
    assert "Kies hooguit 3 adviezen voor nu" in response.content.decode()
    assert order(full) == []


def test_two_people_who_choose_four_together_cannot_sign(alice: User, iris: User, full: Plan) -> None:
    take_over(full.episode, alice, "mindfulness_act")
    now = [
        {"card": card, "preference": "", "phase": "now", "place": None, "later_from": None}
        for card in CARDS[:3]
    ]
    agree(full.episode, alice, cards=now)
    agree(full.episode, iris, cards=[{**now[0], "card": "mindfulness_act"}])
    with pytest.raises(Exception, match="hooguit 3"):
        actions.sign_plan(plan=Plan.objects.get(pk=full.pk), by=alice)


def test_what_asks_nothing_is_never_offered_for_now(alice: User, full: Plan) -> None:
    page = opened(signed_in(alice), reverse("interventions:plan", args=[full.episode_id]))
    values = [
        part.attributes["value"]
        for part in page.walk()
        if part.attributes.get("name") == "card-education-phase"
    ]
    assert values == ["later", "reading"]


def test_the_choice_on_another_card_never_hits_that_of_a_colleague(
    alice: User, iris: User, full: Plan
) -> None:
    send(alice, full, {})
    older = opened(signed_in(iris), reverse("interventions:plan", args=[full.episode_id]))
    send(alice, full, {"card-neck_programme-preference": "Liever in de ochtend"})
    assert send(iris, full, {"card-education-preference": "Liever een filmpje"}, older).status_code == 302
    assert row(full, "neck_programme").preference == "Liever in de ochtend"
    assert row(full, "education").preference == "Liever een filmpje"


def test_the_same_choice_of_two_is_asked(alice: User, iris: User, full: Plan) -> None:
    send(alice, full, {})
    older = opened(signed_in(iris), reverse("interventions:plan", args=[full.episode_id]))
    send(alice, full, {"card-neck_programme-phase": "reading"})
    later = {
        "card-neck_programme-phase": "later",
        "card-neck_programme-later_from": (timezone.localdate() + dt.timedelta(9)).isoformat(),
    }
    response = send(iris, full, later, older)
    words = read(response.content.decode()).words
    assert response.status_code == 409
    assert "Van Alice: om te lezen" in words
    assert "Van u: later, vanaf" in words
    assert row(full, "neck_programme").phase == Phase.READING


def test_a_card_that_a_colleague_took_over_keeps_its_choice(alice: User, iris: User, full: Plan) -> None:
    older = opened(signed_in(iris), reverse("interventions:plan", args=[full.episode_id]))
    take_over(full.episode, alice, "mindfulness_act")
    send(alice, full, {"card-mindfulness_act-phase": "reading", "card-mindfulness_act-preference": "Nee"})
    assert send(iris, full, {"agreement": "Eerst rust"}, older).status_code == 302
    assert (row(full, "mindfulness_act").phase, row(full, "mindfulness_act").preference) == ("reading", "Nee")


def test_a_page_of_which_the_cards_did_not_arrive_is_shown_again(alice: User, full: Plan) -> None:
    send(alice, full, {"card-neck_programme-preference": "Liever thuis"})
    to = reverse("interventions:agree", args=[full.episode_id])
    response = signed_in(alice).post(to, {"agreement": "Eerst rust"})
    assert response.status_code == 422
    page = read(response.content.decode())
    assert page.with_id("id_card-neck_programme-preference").words == "Liever thuis"
    assert row(full, "education").phase == Phase.READING


def test_what_is_declined_begins_nowhere(alice: User, full: Plan) -> None:
    send(alice, full, {"card-neck_programme-preference": "Liever niet"})
    actions.decline_advice(
        episode=full.episode, card="neck_programme", reason_code="patient_preference", reason="", by=alice
    )
    decision = row(full, "neck_programme")
    assert (decision.phase, decision.place, decision.agreed) == ("", None, {})
    assert decision.preference == "Liever niet"


def test_the_dates_are_kept_and_frozen(alice: User, full: Plan) -> None:
    day = timezone.localdate() + dt.timedelta(days=9)
    typed = {
        "starts_on": f"{day:%d-%m-%Y}",
        "appointment_on": f"{day:%d-%m-%Y}",
        "appointment_at": "14u30",
        "discussed": "Oefenen of manuele therapie.",
    }
    assert send(alice, full, typed).status_code == 302
    plan = actions.sign_plan(plan=Plan.objects.get(pk=full.pk), by=alice)
    assert (plan.discussed, plan.appointment_at) == ("Oefenen of manuele therapie.", dt.time(14, 30))
    assert plan.content
    assert plan.content["starts_on"] == day.isoformat()
    assert plan.content["appointment"] == {"on": day.isoformat(), "at": "14:30"}
    assert "Oefenen of manuele" not in str(plan.content)
    assert AuditEvent.objects.filter(action="plan.agree", object_id=plan.pk).exists()


def test_a_new_plan_says_what_it_replaces_and_why(alice: User, full: Plan) -> None:
    first = actions.sign_plan(plan=full, by=alice)
    second = actions.start_plan(episode=full.episode, by=alice)
    assert second.replaces == first
    agree(full.episode, alice, change_reason="")
    with pytest.raises(Exception, match="waarom dit plan het vorige vervangt"):
        actions.sign_plan(plan=Plan.objects.get(pk=second.pk), by=alice)
    agree(full.episode, alice, change_reason="De nek gaat beter.")
    plan = actions.sign_plan(plan=Plan.objects.get(pk=second.pk), by=alice)
    assert plan.content
    assert plan.content["replaces"]["number"] == 1
    assert plan.content["change_reason"] == "De nek gaat beter."
    shown = opened(signed_in(alice), reverse("interventions:plan", args=[full.episode_id])).words
    assert "Vervangt plan 1. Reden: De nek gaat beter." in shown


def test_what_was_typed_for_a_plan_that_was_signed_meanwhile_can_be_copied(
    alice: User, iris: User, full: Plan
) -> None:
    older = opened(signed_in(iris), reverse("interventions:plan", args=[full.episode_id]))
    actions.sign_plan(plan=full, by=alice)
    response = send(iris, full, {"agreement": "Eerst een week rust"}, older)
    assert response.status_code == 409
    assert "Eerst een week rust" in response.content.decode()
    assert "heeft plan 1 ondertekend" in read(response.content.decode()).words
    assert Plan.objects.count() == 1


def test_a_decision_that_begins_a_new_draft_says_so(alice: User, iris: User, full: Plan) -> None:
    actions.sign_plan(plan=full, by=alice)
    to = reverse("interventions:decline", args=[full.episode_id, "neck_programme"])
    client = signed_in(iris)
    form = filled_act(opened(client, to), {"reason_code": "not_feasible"})
    assert "in een nieuw concept (plan 2)" in client.post(to, form, follow=True).content.decode()
    assert Plan.objects.count() == 2


def filled_act(page: Any, typed: dict[str, str]) -> dict[str, str]:
    """The form of an act on a card, which ends with what was seen of it."""
    decided = next(part for part in page.main().walk() if part.attributes.get("name") == "decided")
    return {"decided": decided.attributes["value"], **typed}


@pytest.mark.parametrize(
    ("text", "measure", "due", "hint"),
    [
        ("Film kijken", "", False, "waaraan u het merkt"),
        ("Film kijken", "ik voel me fitter", False, "een getal of een datum"),
        ("Film kijken", "één film per week", False, ""),
        ("Film kijken", "van 8 naar 4", False, ""),
        ("Film kijken", "ik kijk hem uit", True, ""),
        ("", "", False, ""),
    ],
)
def test_a_goal_says_what_it_lacks_to_be_measured(text: str, measure: str, due: bool, hint: str) -> None:
    found = goal_hint(text, measure, timezone.localdate() if due else None)
    assert hint in found
    assert bool(found) == bool(hint)


def test_a_goal_belongs_to_an_activity_of_the_patient(alice: User) -> None:
    psk = [{"activity": "film kijken", "score_baseline": 7}]
    episode = episode_of(NECK, alice, psk_activities=psk)
    take_over(episode, alice, "education")
    plan = agree(episode, alice, goals=[{"text": "Een film", "measure": "uitkijken"}])
    page = opened(signed_in(alice), reverse("interventions:plan", args=[episode.pk]))
    assert "Noem een getal of een datum" in page.with_id("afspraken").words
    assert send(alice, plan, {"goal-0-activity": "film kijken"}).status_code == 302
    assert plan.goals.get().activity == "film kijken"
    assert send(alice, plan, {"goal-0-activity": "zwemmen"}).status_code == 422
