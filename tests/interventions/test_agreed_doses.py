"""The page on which the dose of one card is agreed: amounts, days, exercises, and the default of a centre."""

import re
from typing import Any

import pytest
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from interventions.models import CentreDefault, Decision, DecisionKind, Plan
from interventions.plan import actions
from tests.dossiers import agree, take_over
from tests.interventions.patients import NECK, episode_of
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import filled, only, opened, sent

pytestmark = pytest.mark.db
AEROBIC = "aerobic_training"


@pytest.fixture
def plan(alice: User) -> Plan:
    episode = episode_of(NECK, alice)
    take_over(episode, alice, "neck_programme", AEROBIC, "education")
    return episode.plans.get()


def address(plan: Plan, card: str = AEROBIC) -> str:
    return reverse("interventions:dose", args=[plan.episode_id, card])


def form_of(page: Element) -> dict[str, list[str]]:
    """What the form sends as it stands."""
    forms = [part for part in page.main().walk() if "data-dose" in part.attributes]
    data: dict[str, list[str]] = {}
    for name, value in sent(only(forms, "dose")):
        data.setdefault(name, []).append(value)
    return data


def save(by: User, plan: Plan, typed: dict[str, Any], card: str = AEROBIC, page: Any = None) -> Any:
    """Send the page of a dose with this typed in it; a list is what is ticked."""
    client = signed_in(by)
    data: dict[str, Any] = form_of(page or opened(client, address(plan, card)))
    return client.post(address(plan, card), data | typed)


def decision(plan: Plan, card: str = AEROBIC) -> Decision:
    return plan.decisions.get(card=card)


def weeks_on(response: Any) -> list[str]:
    """The weeks as the page shows them."""
    page = read(response.content.decode())
    return [part.words for part in page.with_id("weken").walk() if part.tag == "td"]


def test_start_steps_and_target_stand_there_with_whose_they_are(alice: User, plan: Plan) -> None:
    page = opened(signed_in(alice), address(plan))
    words = page.main().words
    assert "ma di wo do vr za zo" in words
    assert "Doel" in words
    assert re.search(r"minuten \d+-\d+ bron", words)
    assert "voorstel" in words
    assert "Op papier staat: U hijgt een beetje." in words
    assert len(weeks_on(signed_in(alice).get(address(plan)))) == 8


def test_what_is_agreed_is_stored_and_frozen(alice: User, plan: Plan) -> None:
    typed = {"start": "10", "step": "10", "days": ["1", "3", "6"], "what": "Fietsen naar het werk"}
    assert save(alice, plan, typed).status_code == 302
    agreed = decision(plan).agreed
    assert (agreed["start"], agreed["step"], agreed["days"]) == (10, 10, [1, 3, 6])
    assert agreed["own"] == {"what": "Fietsen naar het werk"}
    assert AuditEvent.objects.filter(action="decision.agree").count() == 1
    shown = opened(signed_in(alice), reverse("interventions:plan", args=[plan.episode_id])).words
    assert "3 keer per week (di, do, zo) week 1: 10 minuten; week 4: 40 minuten" in shown


def test_a_number_of_the_source_is_changed_in_the_dose(alice: User, plan: Plan) -> None:
    assert save(alice, plan, {"target": "30"}).status_code == 302
    row = decision(plan)
    assert row.dose[AEROBIC]["minutes_per_session"] == 30
    assert row.choice == DecisionKind.ADAPTED
    assert "target" not in row.agreed


def test_the_days_decide_how_often_within_the_source(alice: User, plan: Plan) -> None:
    assert save(alice, plan, {"days": ["0", "2"]}).status_code == 302
    assert decision(plan).dose[AEROBIC]["sessions_per_week"] == 2


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"start": "50", "target": "40"}, "start", "ligt boven het doel"),
        ({"step": "99"}, "step", "kies een waarde van"),
        ({"target": "900"}, "target", "kies een waarde van"),
        ({"start": "veel"}, "start", "Vul een getal in"),
        ({"start": "1", "step": "1"}, "step", "niet bereikt in 8 weken"),
        ({"days": []}, "days", "Kies op welke dagen."),
        ({"days": ["9"]}, "days", ""),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    alice: User, plan: Plan, typed: dict[str, Any], field: str, message: str
) -> None:
    before = decision(plan)
    response = save(alice, plan, {**typed, "what": "Zwemmen"})
    page = read(response.content.decode())
    assert response.status_code == 422
    assert message in page.with_id(f"dose_{field}_error").words
    assert 'value="Zwemmen"' in response.content.decode()
    assert (decision(plan).agreed, decision(plan).dose) == (before.agreed, before.dose)


def test_the_weeks_are_worked_out_without_storing(alice: User, plan: Plan) -> None:
    response = save(alice, plan, {"start": "20", "step": "10", "show": "1"})
    assert weeks_on(response)[:3] == ["20 minuten", "30 minuten", "40 minuten doel"]
    wrong = save(alice, plan, {"start": "50", "show": "1"})
    assert "ligt boven het doel" in read(wrong.content.decode()).with_id("weken").words
    assert decision(plan).agreed == {}


def test_a_script_gets_the_weeks_alone(alice: User, plan: Plan) -> None:
    client = signed_in(alice)
    data = form_of(opened(client, address(plan))) | {"show": ["1"], "start": ["20"]}
    html = client.post(address(plan) + "?fragment=weken", data).content.decode()
    assert html.strip().startswith("<section")
    assert "<form" not in html


def test_exercises_are_ticked_with_their_dose(alice: User, plan: Plan) -> None:
    page = opened(signed_in(alice), address(plan, "neck_programme"))
    data = form_of(page)
    boxes = [name for name in data if name.startswith("exercise-") and data[name] == ["on"]]
    assert boxes
    typed = {"exercise-nod_sitting": ["on"], "exercise-nod_sitting-hold_seconds": ["9"]}
    assert save(alice, plan, typed, "neck_programme").status_code == 302
    chosen = {one["id"]: one for one in decision(plan, "neck_programme").agreed["exercises"]}
    assert chosen["nod_sitting"]["hold_seconds"] == 9
    assert {name.removeprefix("exercise-") for name in boxes} < set(chosen)
    again = save(alice, plan, {"exercise-nod_sitting-hold_seconds": ["999"]}, "neck_programme")
    assert again.status_code == 422


def test_two_people_at_one_dose(alice: User, iris: User, plan: Plan) -> None:
    older = opened(signed_in(iris), address(plan))
    save(alice, plan, {"start": "10"})
    response = save(iris, plan, {"start": "20"}, page=older)
    assert response.status_code == 422
    assert "Alice" in read(response.content.decode()).with_id("fouten").words
    assert decision(plan).agreed["start"] == 10
    again = form_of(read(response.content.decode()))
    assert again["start"] == ["20"], "what was typed stays"
    assert signed_in(iris).post(address(plan), again).status_code == 302
    assert decision(plan).agreed["start"] == 20


def test_twice_the_same_changes_nothing(alice: User, plan: Plan) -> None:
    page = opened(signed_in(alice), address(plan))
    data = form_of(page) | {"start": ["10"]}
    signed_in(alice).post(address(plan), data)
    at = decision(plan).decided_at
    assert save(alice, plan, {}).status_code == 302
    assert decision(plan).decided_at == at
    assert AuditEvent.objects.filter(action="decision.agree").count() == 1


def test_a_page_that_was_cut_off_changes_nothing(alice: User, plan: Plan) -> None:
    client = signed_in(alice)
    data = form_of(opened(client, address(plan))) | {"start": ["10"]}
    del data["decided"]
    assert client.post(address(plan), data).status_code == 422
    assert decision(plan).agreed == {}


def test_the_default_of_a_centre_begins_the_next_plan(alice: User, charlie: User, plan: Plan) -> None:
    assert save(alice, plan, {"step": "8", "days": ["1", "3", "5"], "as_usual": "1"}).status_code == 302
    stored = CentreDefault.objects.get()
    assert stored.agreed["step"] == 8
    assert "days" not in stored.agreed, "the days are the patient's"
    assert AuditEvent.objects.filter(action="centre_default.save").count() == 1

    def step_of_another(person: User) -> str:
        episode = episode_of(NECK, person, moderate_activity_min_per_week=0)
        take_over(episode, person, AEROBIC)
        page = opened(signed_in(person), address(episode.plans.get()))
        return page.with_id("dose_step").attributes["value"]

    assert step_of_another(charlie) != "8", "another centre"
    assert step_of_another(alice) == "8"
    client = signed_in(alice)
    another = Plan.objects.exclude(pk=plan.pk).get(episode__patient__centre=alice.centre)
    assert "centrum" in opened(client, address(another)).with_id("weken").words


@pytest.mark.parametrize("card", ["education", "jaw", "bestaat-niet"])
def test_where_nothing_is_to_be_agreed_the_plan_is_shown(alice: User, plan: Plan, card: str) -> None:
    response = signed_in(alice).get(address(plan, card))
    assert response["Location"] == reverse("interventions:plan", args=[plan.episode_id])


def test_the_button_of_a_card_saves_the_page_first(alice: User, plan: Plan) -> None:
    client = signed_in(alice)
    to = reverse("interventions:agree", args=[plan.episode_id])
    page = opened(client, reverse("interventions:plan", args=[plan.episode_id]))
    data = filled(page, {"agreement": "Eerst rust", "activity": AEROBIC}, to=to)
    assert client.post(to, data)["Location"] == address(plan)
    assert Plan.objects.get().agreement == "Eerst rust"


def test_a_signed_plan_has_no_dose_to_change(alice: User, plan: Plan) -> None:
    actions.sign_plan(plan=agree(plan.episode, alice), by=alice)
    assert signed_in(alice).get(address(plan)).status_code == 302
