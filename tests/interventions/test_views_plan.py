"""The plan page: the draft, the agreements, signing, and plans that were signed."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import Role, User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import Plan, PlanAnswer, PlanState
from interventions.pages.forms import AdaptForm
from interventions.plan import actions
from reports.documents.patient_plan import plan_html
from tests import markup
from tests.dossiers import AGREEMENT, GOAL, agree, seen
from tests.factories import make_person
from tests.interventions.patients import NECK, episode_of
from tests.people import signed_in
from tests.plain_browser import filled, send

TYPED = {
    "goal-TOTAL_FORMS": "5",
    "goal-INITIAL_FORMS": "0",
    "goal-0-text": "Weer fietsen naar het werk",
    "goal-0-measure": "twee keer per week",
    "agreement": "Eerst vier weken thuis oefenen",
    "contact": "de praktijk",
    "change_reason": "Het gaat beter",
    "consent": "on",
}


def address(episode: Episode, name: str = "plan", *more: Any) -> str:
    return reverse(f"interventions:{name}", args=[episode.pk, *more])


def page(client: Client, episode: Episode) -> str:
    response = client.get(address(episode))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a person reads, without mark-up."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def typed(**changes: str) -> dict[str, str]:
    evaluation = timezone.localdate() + dt.timedelta(weeks=6)
    return {**TYPED, "evaluation_on": evaluation.isoformat(), **changes}


def read(client: Client, plan: Plan, **changes: str) -> dict[str, Any]:
    """What the plan page sends once it was read and filled in; an empty consent is not ticked."""
    tree = markup.read(page(client, plan.episode))
    data = filled(tree, typed(**changes), to=address(plan.episode, "agree"))
    return {name: value for name, value in data.items() if (name, value) != ("consent", [""])}


def paper(client: Client, plan: Plan) -> dict[str, Any]:
    """What the page with the paper sends when it is signed."""
    shown = markup.read(client.get(reverse("documents:preview", args=[plan.episode_id])).content.decode())
    return filled(shown, {}, to=address(plan.episode, "sign", plan.pk))


def sign(client: Client, plan: Plan, **changes: str) -> Any:
    """Fill in the plan, read the paper and sign it; gives the page that is shown then."""
    typed_in = read(client, plan, **changes) | {"paper": ["1"]}
    shown = client.post(address(plan.episode, "agree"), typed_in, follow=True)
    if shown.request["PATH_INFO"] != reverse("documents:preview", args=[plan.episode_id]):
        return shown
    return client.post(address(plan.episode, "sign", plan.pk), paper(client, plan), follow=True)


def test_it_works(alice: User, draft: Plan) -> None:
    html = page(signed_in(alice), draft.episode)
    card = markup.read(html).card("neck_programme")
    assert card.unfolded.startswith("Nekprogramma")
    assert "6 weken Weken onder begeleiding" not in words(html)
    assert "3 keer per week (ma, wo, za) week 1: 5 keer; week 6: 10 keer" in card.unfolded
    assert f'value="{GOAL}"' in html[html.index('id="afspraken"') :]
    assert "Bekijken en ondertekenen" in html


def test_an_empty_plan_says_how_to_begin(alice: User) -> None:
    shown = words(page(signed_in(alice), episode_of(NECK, alice)))
    assert "Hier komt het plan" in shown
    assert "Begin bij de adviezen" in shown


def test_another_centre_finds_nothing(charlie: User, draft: Plan) -> None:
    assert signed_in(charlie).get(address(draft.episode)).status_code == 404


def test_a_plan_of_another_episode_is_not_found(alice: User, draft: Plan) -> None:
    other = episode_of(NECK, alice)
    client = signed_in(alice)
    assert client.get(address(other, "signed_plan", draft.pk)).status_code == 404
    assert client.post(address(other, "sign", draft.pk), typed()).status_code == 404


def test_a_team_member_reads_without_buttons(bob: User, draft: Plan) -> None:
    client = signed_in(bob)
    main = markup.read(page(client, draft.episode)).main()
    assert main.card("neck_programme").unfolded.startswith("Nekprogramma")
    assert "Plan ondertekenen" not in main.words
    assert main.buttons() == []
    for name in ("agree", "new_plan", "plan_questions"):
        assert client.post(address(draft.episode, name)).status_code == 403
    assert client.post(address(draft.episode, "sign", draft.pk), typed()).status_code == 403


def test_agreements_are_saved(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    client.post(address(draft.episode, "agree"), read(client, draft))
    draft.refresh_from_db()
    assert [goal.text for goal in draft.goals.all()] == ["Weer fietsen naar het werk"]
    assert (draft.agreement, draft.consent) == ("Eerst vier weken thuis oefenen", True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"goal-1-measure": "gewicht"}, "Schrijf het doel op, of maak de regel leeg."),
        ({"evaluation_on": "2026-01-01"}, "Kies een datum vanaf vandaag."),
        ({"goal-0-due_on": "morgen"}, "Vul een datum in als dd-mm-jjjj"),
    ],
)
def test_what_cannot_be_stays_beside_its_field(
    alice: User, draft: Plan, changes: dict[str, str], message: str
) -> None:
    client = signed_in(alice)
    response = client.post(address(draft.episode, "agree"), read(client, draft, **changes))
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert "Eerst vier weken thuis oefenen" in html
    assert "Weer fietsen naar het werk" in html
    assert Plan.objects.get(pk=draft.pk).agreement == AGREEMENT


def test_every_reason_why_it_cannot_be_signed_stands_beside_the_button(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    client.post(address(draft.episode, "agree"), read(client, draft, consent="", contact=""))
    html = page(signed_in(alice), draft.episode)
    button = html[html.index('name="paper"') : html.index("Bekijken en ondertekenen")]
    assert 'aria-describedby="nog-niet"' in button
    reasons = markup.read(html).with_id("nog-niet").unfolded
    assert "Vul in wie de patiënt belt bij vragen." in reasons
    assert "Bespreek de opties en leg vast dat de patiënt instemt." in reasons


def test_signing_saves_what_was_typed_and_freezes(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    sign(client, draft)
    plan = Plan.objects.get(pk=draft.pk)
    assert plan.state == PlanState.SIGNED
    assert plan.content is not None
    assert plan.content["goals"][0]["text"] == "Weer fietsen naar het werk"
    html = page(client, draft.episode)
    assert "Ondertekend door <bdi>Alice</bdi>" in html
    assert reverse("documents:request", args=[plan.pk]) in html
    assert "Bekijken en ondertekenen" not in html


def test_signing_twice_is_told_and_loses_nothing(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    sign(client, draft)
    again = client.post(
        address(draft.episode, "sign", draft.pk), typed(agreement="anders"), follow=True
    ).content.decode()
    assert "Dit plan was al ondertekend. Er is niets veranderd." in again
    assert Plan.objects.get().agreement == "Eerst vier weken thuis oefenen"


def other_decisions(plan: Plan, by: User) -> None:
    actions.withdraw_decision(episode=plan.episode, card="neck_programme", by=by)


def another_dose(plan: Plan, by: User) -> None:
    view = current_board(plan.episode).option("neck_programme")
    assert view
    form = AdaptForm(view, data=dict(AdaptForm(view).initial) | {"note": "Alleen op dinsdag."})
    assert form.is_valid()
    actions.accept_advice(episode=plan.episode, card="neck_programme", by=by, **form.values)


def other_agreements(plan: Plan, by: User) -> None:
    agree(plan.episode, by, agreement="Eerst rust")


def another_answer(plan: Plan, by: User) -> None:
    save_answers(episode=plan.episode, by=by, values={"phq9_item9": 1})


@pytest.mark.db
@pytest.mark.parametrize("change", [other_decisions, another_dose, other_agreements, another_answer])
def test_what_a_colleague_changed_meanwhile_is_read_before_it_is_signed(
    alice: User, draft: Plan, change: Callable[[Plan, User], None]
) -> None:
    """The paper that was opened before is refused, and the one of now is shown where it can be signed."""
    iris = make_person(User.objects.get(username="dora"), "iris", Role.PHYSIOTHERAPIST)
    client = signed_in(alice)
    older = paper(client, draft)
    change(draft, iris)
    response = client.post(address(draft.episode, "sign", draft.pk), older, follow=True)
    assert "het plan is gewijzigd terwijl u het bekeek" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    assert older["seen"][0] not in response.content.decode()


@pytest.mark.parametrize("missing", ["seen", "whole"])
def test_a_signature_that_saw_nothing_is_refused(alice: User, draft: Plan, missing: str) -> None:
    client = signed_in(alice)
    sent = {name: value for name, value in paper(client, draft).items() if name != missing}
    response = client.post(address(draft.episode, "sign", draft.pk), sent, follow=True)
    assert "Niet ondertekend" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_paper_is_shown_as_it_will_print(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    sheet = client.get(reverse("documents:sheet", args=[draft.episode_id]))
    assert sheet.headers["X-Frame-Options"] == "SAMEORIGIN"
    shown = sheet.content.decode()
    client.post(address(draft.episode, "sign", draft.pk), paper(client, draft))
    draft.refresh_from_db()
    assert draft.content
    printed = plan_html(draft.content, "nl", [])
    assert words(shown.partition("<body>")[2]) == words(printed.partition("<body>")[2])


def test_what_is_missing_leads_back_to_the_plan(alice: User, draft: Plan) -> None:
    response = sign(signed_in(alice), draft, consent="")
    assert "leg vast dat de patiënt instemt" in response.content.decode()
    assert response.request["PATH_INFO"] == address(draft.episode)


def test_there_is_no_paper_while_something_blocks(alice: User, draft: Plan) -> None:
    save_answers(episode=draft.episode, by=alice, values={"rf_thunderclap": True})
    client = signed_in(alice)
    for name in ("documents:sheet", "documents:preview"):
        assert client.get(reverse(name, args=[draft.episode_id])).status_code == 302


def test_signing_that_is_refused_keeps_the_agreements(alice: User, draft: Plan) -> None:
    response = sign(signed_in(alice), draft, consent="")
    assert "leg vast dat de patiënt instemt" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft
    assert draft.agreement == "Eerst vier weken thuis oefenen"


def test_a_new_plan_leaves_the_signed_one_readable(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    actions.sign_plan(plan=draft, by=alice)
    client.post(address(draft.episode, "new_plan"))
    client.post(address(draft.episode, "new_plan"))
    assert Plan.objects.filter(state=PlanState.DRAFT).count() == 1
    html = page(client, draft.episode)
    assert address(draft.episode, "signed_plan", draft.pk) in html
    signed = words(client.get(address(draft.episode, "signed_plan", draft.pk)).content.decode())
    assert GOAL in signed
    assert "Nekprogramma" in signed


def test_a_draft_is_shown_on_its_own_page(alice: User, draft: Plan) -> None:
    shown = signed_in(alice).get(address(draft.episode, "signed_plan", draft.pk))
    assert shown.headers["Location"] == address(draft.episode, "plan")


@pytest.mark.parametrize("signed", [False, True])
def test_a_red_flag_pauses_the_plan_and_hides_its_content(
    alice: User, bob: User, draft: Plan, signed: bool
) -> None:
    if signed:
        actions.sign_plan(plan=draft, by=alice)
    save_answers(episode=draft.episode, by=alice, values={"rf_thunderclap": True})
    client = signed_in(bob)
    pages = [page(client, draft.episode)]
    if signed:
        pages.append(client.get(address(draft.episode, "signed_plan", draft.pk)).content.decode())
    for html in pages:
        assert "Er is een plan; het is onderbroken." in markup.read(html).main().alert().unfolded
        for content in ("Nekprogramma", "keer per week", "film", "oefent"):
            assert content not in html


def test_an_advice_that_no_longer_holds_can_be_taken_out(alice: User, draft: Plan) -> None:
    episode = draft.episode
    values: dict[str, Any] = {"components": None, "dose": None, "note": ""}
    actions.accept_advice(episode=episode, card="mindfulness_act", by=alice, **values)
    save_answers(episode=episode, by=alice, values={"headache_days_per_month": 3})
    client = signed_in(alice)
    assert "Mindfulness of ACT geldt niet meer" in words(page(client, episode))
    response = client.post(
        address(episode, "withdraw", "mindfulness_act"), {"from": "plan"} | seen(episode, "mindfulness_act")
    )
    assert response["Location"] == address(episode)
    assert "geldt niet meer" not in page(client, episode)


def test_the_warnings_of_the_plan_stand_above_it(alice: User, draft: Plan) -> None:
    actions.withdraw_decision(episode=draft.episode, card="neck_programme", by=alice)
    assert "Educatie is nu de enige behandeling in het plan" in words(page(signed_in(alice), draft.episode))


def test_questions_on_the_plan_are_saved(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    plan, questions = (address(draft.episode, name) for name in ("plan", "plan_questions"))
    send(client, plan, {"planned_intensity": "vigorous"}, to=questions)
    assert PlanAnswer.objects.get().value == "vigorous"
    assert "Intensieve inspanning is gepland maar niet vrijgegeven" in page(client, draft.episode)


def test_a_wrong_answer_on_the_plan_is_told(alice: User, draft: Plan) -> None:
    plan, questions = (address(draft.episode, name) for name in ("plan", "plan_questions"))
    response = send(signed_in(alice), plan, {"needling_sessions_done": "999"}, to=questions)
    assert response.status_code == 422
    assert "Kan niet: hoger dan 200" in response.content.decode()
    assert not PlanAnswer.objects.exists()


def test_the_first_evaluation_is_proposed(alice: User) -> None:
    episode = episode_of(NECK, alice)
    actions.start_plan(episode=episode, by=alice)
    proposed = timezone.localdate() + dt.timedelta(weeks=6)
    assert f'value="{proposed:%d-%m-%Y}"' in page(signed_in(alice), episode)


def count_queries(client: Client, episode: Episode) -> int:
    client.get(address(episode))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(episode))
    return len(queries)


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_plans(alice: User, draft: Plan) -> None:
    client = signed_in(alice)
    actions.sign_plan(plan=draft, by=alice)
    actions.start_plan(episode=draft.episode, by=alice)
    before = count_queries(client, draft.episode)
    for _round in range(3):
        actions.start_plan(episode=draft.episode, by=alice)
        plan = Plan.objects.get(state=PlanState.DRAFT)
        sign(client, plan)
    actions.start_plan(episode=draft.episode, by=alice)
    assert Plan.objects.count() == 5
    assert count_queries(client, draft.episode) == before


@pytest.mark.parametrize("days", [-1, 365 * 12])
def test_a_goal_lies_ahead_and_not_ten_years_off(alice: User, draft: Plan, days: int) -> None:
    due = (timezone.localdate() + dt.timedelta(days=days)).isoformat()
    response = signed_in(alice).post(
        address(draft.episode, "agree"), read(signed_in(alice), draft, **{"goal-0-due_on": due})
    )
    assert response.status_code == 422
    assert draft.goals.filter(due_on__isnull=False).count() == 0
    said = words(response.content.decode())
    assert ("Kies een datum vanaf vandaag." if days < 0 else "Controleer het jaar.") in said


def test_an_evaluation_lies_not_ten_years_off(alice: User, draft: Plan) -> None:
    due = (timezone.localdate() + dt.timedelta(days=365 * 10)).isoformat()
    response = signed_in(alice).post(
        address(draft.episode, "agree"), read(signed_in(alice), draft, evaluation_on=due)
    )
    assert response.status_code == 422
    assert "Controleer het jaar." in words(response.content.decode())


def test_what_holds_since_a_plan_was_signed_is_said_beside_it(alice: User, draft: Plan) -> None:
    """What the paper does not say must reach the patient in another way."""
    client, title = signed_in(alice), "Dit geldt nu en staat niet op dit plan"
    plan = actions.sign_plan(plan=agree(draft.episode, alice), by=alice)
    own = address(draft.episode, "signed_plan", plan.pk)
    assert title not in page(client, draft.episode)
    save_answers(episode=draft.episode, by=alice, values={"snoring": True})
    save_answers(
        episode=draft.episode,
        by=alice,
        values={"apnoea_episodes": True, "daytime_sleepiness": True, "morning_headache": True},
    )
    record = get_knowledge().ruleset.rules_by_id["full-sleep-apnoea-picture"].record
    assert record.patient
    for html in (page(client, draft.episode), client.get(own).content.decode()):
        assert title in html
        assert record.patient.nl in words(html)
