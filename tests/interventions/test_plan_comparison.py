"""Two plans side by side, and why they differ: decisions, agreements, answers and rules."""

import pytest
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from interventions.pages.plan_comparison import PlanComparison, compare_plans
from interventions.plan import actions
from tests.dossiers import agree, take_over
from tests.interventions.patients import NECK, episode_of
from tests.people import signed_in
from tests.plain_browser import opened

pytestmark = pytest.mark.db


@pytest.fixture
def episode(alice: User) -> Episode:
    """A signed plan of two cards, and a draft that replaces it."""
    episode = episode_of(NECK, alice)
    take_over(episode, alice, "neck_programme", "education")
    actions.sign_plan(plan=agree(episode, alice), by=alice)
    actions.start_plan(episode=episode, by=alice)
    return episode


def compared(episode: Episode, by: User) -> PlanComparison:
    first, second = episode.plans.order_by("number")
    return compare_plans((second, first), current_board(episode), by)


def address(episode: Episode) -> str:
    first, second = episode.plans.order_by("number")
    return reverse("interventions:beside", args=[episode.pk, first.pk, second.pk])


def test_a_new_plan_that_goes_on_says_the_same_but_the_dates(alice: User, episode: Episode) -> None:
    found = compared(episode, alice)
    assert (found.before.plan.number, found.after.plan.number) == (1, 2)
    assert found.decisions == ()
    assert found.answers == ()
    assert found.rules == ()


def test_what_was_decided_otherwise_is_told_card_by_card(alice: User, episode: Episode) -> None:
    actions.withdraw_decision(episode=episode, card="education", by=alice)
    take_over(episode, alice, "aerobic_training")
    actions.decline_advice(
        episode=episode, card="neck_programme", reason_code="not_feasible", reason="te druk", by=alice
    )
    rows = {row.label: row for row in compared(episode, alice).decisions}
    assert rows["Educatie"].after == ("niet in het plan",)
    assert rows["Aerobe training"].before == ("niet in het plan",)
    assert rows["Nekprogramma"].after == ("Niet gedaan: Nu niet haalbaar. te druk",)
    assert any("3 keer per week" in line for line in rows["Nekprogramma"].before)


def test_goals_and_agreements_stand_beside_each_other(alice: User, episode: Episode) -> None:
    goals = [{"text": "Weer zwemmen", "measure": "een keer per week"}]
    agree(episode, alice, agreement="U oefent nu alleen.", goals=goals)
    rows = {row.label: row for row in compared(episode, alice).agreements}
    assert rows["Doelen"].after == ("Weer zwemmen · een keer per week",)
    assert rows["Wat we hebben afgesproken"].after == ("U oefent nu alleen.",)


def test_other_answers_are_told_as_the_cause(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values={"headache_days_per_month": 3})
    found = compared(episode, alice)
    days = get_knowledge().spec("headache_days_per_month").label.nl
    (row,) = [row for row in found.answers if row.label == days]
    assert row.after[0].startswith("3")
    assert found.rules
    assert {row.why for row in found.rules} == {"andere antwoorden of besluiten"}


def test_the_page_shows_it_from_the_draft(alice: User, bob: User, episode: Episode) -> None:
    agree(episode, alice, agreement="U oefent nu alleen.")
    plan = opened(signed_in(alice), reverse("interventions:plan", args=[episode.pk]))
    links = [part.attributes.get("href") for part in plan.walk() if part.tag == "a"]
    assert address(episode) in links
    page = opened(signed_in(bob), address(episode)).main()
    assert "Plan 1 en plan 2 naast elkaar" in page.words
    assert "U oefent nu alleen." in page.words


def test_nothing_of_either_is_shown_while_something_blocks(alice: User, episode: Episode) -> None:
    save_answers(episode=episode, by=alice, values={"rf_thunderclap": True})
    assert signed_in(alice).get(address(episode)).status_code == 302


def test_a_plan_of_another_patient_is_not_found(alice: User, episode: Episode) -> None:
    other = episode_of(NECK, alice)
    take_over(other, alice, "education")
    first = episode.plans.get(number=1)
    strange = reverse("interventions:beside", args=[episode.pk, first.pk, Plan.objects.get(episode=other).pk])
    assert signed_in(alice).get(strange).status_code == 404
