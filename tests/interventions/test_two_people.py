"""Two people at one plan: its questions, goals and agreements, the decisions on cards, and the signature."""

import pytest
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import close_episode, open_again
from intake.models import Episode
from interventions.case.current import current_board
from interventions.models import Decision, DecisionKind, PlanAnswer
from interventions.plan import actions
from interventions.plan.problems import PlanProblem
from interventions.plan.seen import decision_print
from tests import factories
from tests.dossiers import SETTLED, take_over
from tests.interventions.patients import MIGRAINE, episode_of
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import filled, opened, sent, without

pytestmark = pytest.mark.db


def test_the_questions_of_the_plan_keep_what_a_colleague_answered(alice: User, iris: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    plan, to = (reverse(f"interventions:{name}", args=[episode.pk]) for name in ("plan", "plan_questions"))
    take_over(episode, alice, current_board(episode).options[0].card.id)
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(hers, plan)
    his.post(to, filled(opened(his, plan), {"needling_sessions_done": "3"}, to=to))
    assert hers.post(to, filled(older, {"needling_sessions_done": "5"}, to=to)).status_code == 409
    assert (
        hers.post(to, filled(opened(hers, plan), {"planned_intensity": "moderate"}, to=to)).status_code == 302
    )
    rows = PlanAnswer.objects.filter(is_current=True).values_list("fact", "value")
    assert dict(rows) == {"needling_sessions_done": 3, "planned_intensity": "moderate"}


AGREED = {"contact": "de praktijk", "goal-0-text": "Weer fietsen", "agreement": "Eerst thuis oefenen"}


def with_draft(alice: User) -> tuple[Episode, str, str]:
    """A dossier with a draft plan, the page of the plan and where its agreements are saved."""
    episode, _later = factories.make_episode_with(alice, SETTLED)
    take_over(episode, alice, current_board(episode).options[0].card.id)
    plan, agree = (reverse(f"interventions:{name}", args=[episode.pk]) for name in ("plan", "agree"))
    return episode, plan, agree


def test_an_older_page_keeps_the_goals_of_a_colleague(alice: User, iris: User) -> None:
    """Alice saves a goal; Iris, whose page is older, saves the agreement only."""
    episode, page, to = with_draft(alice)
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    saved = hers.post(to, filled(opened(hers, page), {"goal-0-text": "Weer fietsen"}, to=to))
    assert saved.status_code == 302
    assert his.post(to, filled(older, {"agreement": "Eerst rust"}, to=to)).status_code == 302
    plan = episode.plans.get()
    assert [goal.text for goal in plan.goals.all()] == ["Weer fietsen"]
    assert plan.agreement == "Eerst rust"


@pytest.mark.parametrize(("choice", "goal"), [("theirs", "Weer fietsen"), ("mine", "Weer zwemmen")])
def test_a_goal_changed_by_both_is_chosen(alice: User, iris: User, choice: str, goal: str) -> None:
    episode, page, to = with_draft(alice)
    hers, his = signed_in(alice), signed_in(iris)
    hers.post(to, filled(opened(hers, page), {"goal-0-text": "Fietsen"}, to=to))
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-0-text": "Weer fietsen"}, to=to))
    response = his.post(to, filled(older, {"goal-0-text": "Weer zwemmen", "contact": "Iris"}, to=to))
    assert response.status_code == 409
    again = read(response.content.decode())
    assert "Van Alice: Weer fietsen" in again.words
    assert "Van u: Weer zwemmen" in again.words
    chosen = filled(again, chosen_goal(again, choice), to=to)
    assert chosen["contact"] == ["Iris"], "what was typed stays"
    assert his.post(to, chosen).status_code == 302
    plan = episode.plans.get()
    assert [row.text for row in plan.goals.all()] == [goal]
    assert plan.contact == "Iris"


def test_agreements_that_are_not_whole_change_nothing(alice: User) -> None:
    episode, page, to = with_draft(alice)
    client = signed_in(alice)
    client.post(to, filled(opened(client, page), AGREED, to=to))
    data = filled(opened(client, page), {"goal-0-text": "", "contact": ""}, to=to)
    for spoiled in (without("whole")(data), without("opened")(data)):
        assert client.post(to, spoiled).status_code == 422
    plan = episode.plans.get()
    assert [goal.text for goal in plan.goals.all()] == ["Weer fietsen"]
    assert plan.contact == "de praktijk"


def chosen_goal(page: Element, choice: str) -> dict[str, str]:
    """The choice of one side on the one goal that is in conflict."""
    found = [
        part
        for part in page.walk()
        if part.attributes.get("name", "").startswith("choice-goal-")
        and part.attributes["id"].endswith(f"_{choice}")
    ]
    (button,) = found
    return {button.attributes["name"]: button.attributes["value"]}


def with_goals(alice: User, *texts: str) -> tuple[Episode, str, str]:
    """The same with these goals."""
    episode, page, to = with_draft(alice)
    client = signed_in(alice)
    typed = {f"goal-{at}-text": text for at, text in enumerate(texts)}
    client.post(to, filled(opened(client, page), typed, to=to))
    return episode, page, to


def goals_of(episode: Episode) -> tuple[list[str], list[str]]:
    """The goals that count, and those that were withdrawn."""
    plan = episode.plans.get()
    return [goal.text for goal in plan.current_goals], [goal.text for goal in plan.withdrawn_goals]


def test_a_goal_is_withdrawn_and_stays_readable(alice: User) -> None:
    episode, page, to = with_goals(alice, "Fietsen", "Slapen", "Lezen")
    client = signed_in(alice)
    client.post(to, filled(opened(client, page), {"goal-1-withdraw": "on"}, to=to))
    assert goals_of(episode) == (["Fietsen", "Lezen"], ["Slapen"])
    assert "Slapen · ingetrokken door Alice" in opened(client, page).words


def test_a_goal_is_not_withdrawn_by_emptying_its_row(alice: User) -> None:
    episode, page, to = with_goals(alice, "Fietsen", "Slapen")
    client = signed_in(alice)
    response = client.post(to, filled(opened(client, page), {"goal-0-text": ""}, to=to))
    assert response.status_code == 422
    assert "vink 'Dit doel intrekken' aan" in read(response.content.decode()).with_id("fouten").words
    assert goals_of(episode) == (["Fietsen", "Slapen"], [])


def test_who_withdraws_one_goal_never_hits_another(alice: User, iris: User) -> None:
    """By row Iris would have withdrawn the goal that came to stand where hers was."""
    episode, page, to = with_goals(alice, "Fietsen", "Slapen", "Lezen")
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-0-withdraw": "on"}, to=to))
    assert his.post(to, filled(older, {"goal-1-withdraw": "on"}, to=to)).status_code == 302
    assert goals_of(episode) == (["Lezen"], ["Fietsen", "Slapen"])


def test_two_people_who_each_add_a_goal_keep_both(alice: User, iris: User) -> None:
    episode, page, to = with_goals(alice, "Fietsen")
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-1-text": "Slapen"}, to=to))
    his.post(to, filled(older, {"goal-1-text": "Lezen"}, to=to))
    assert goals_of(episode) == (["Fietsen", "Slapen", "Lezen"], [])


@pytest.mark.parametrize(
    ("choice", "goals"), [("theirs", ([], ["Fietsen"])), ("mine", (["Fietsen in de bergen"], []))]
)
def test_a_goal_that_one_changes_and_another_withdraws_is_chosen(
    alice: User, iris: User, choice: str, goals: tuple[list[str], list[str]]
) -> None:
    episode, page, to = with_goals(alice, "Fietsen")
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-0-withdraw": "on"}, to=to))
    response = his.post(to, filled(older, {"goal-0-text": "Fietsen in de bergen"}, to=to))
    assert response.status_code == 409
    again = read(response.content.decode())
    assert "Van Alice: ingetrokken" in again.words
    assert his.post(to, filled(again, chosen_goal(again, choice), to=to)).status_code == 302
    assert goals_of(episode) == goals


def test_a_new_goal_that_is_sent_twice_is_one(alice: User) -> None:
    episode, page, to = with_goals(alice, "Fietsen")
    client = signed_in(alice)
    data = filled(opened(client, page), {"goal-1-text": "Slapen"}, to=to)
    for _time in range(2):
        assert client.post(to, data).status_code == 302
    assert goals_of(episode) == (["Fietsen", "Slapen"], [])
    other = client.post(to, data | {"goal-1-text": ["Lezen"]})
    assert other.status_code == 409, "Back, other words: a choice, and nothing replaced unseen"
    assert goals_of(episode) == (["Fietsen", "Slapen"], [])


def test_a_refused_page_shows_the_goal_that_a_colleague_added(alice: User, iris: User) -> None:
    """And the next press leaves it alone."""
    episode, page, to = with_goals(alice, "Fietsen")
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-1-text": "Slapen"}, to=to))
    response = his.post(to, filled(older, {"goal-1-text": "Lezen", "evaluation_on": "2020-01-01"}, to=to))
    assert response.status_code == 422
    again = read(response.content.decode())
    shown = [
        part.attributes.get("value")
        for part in again.walk()
        if part.attributes.get("name", "").endswith("-text")
    ]
    assert "Slapen" in shown
    assert his.post(to, filled(again, {"evaluation_on": ""}, to=to)).status_code == 302
    assert goals_of(episode) == (["Fietsen", "Slapen", "Lezen"], [])


def test_a_goal_that_was_withdrawn_is_on_no_paper(alice: User) -> None:
    episode, page, to = with_goals(alice, "Fietsen", "Slapen")
    client = signed_in(alice)
    typed = {"goal-0-withdraw": "on", "contact": "de praktijk", "consent": "on"}
    client.post(to, filled(opened(client, page), typed, to=to))
    sign = reverse("interventions:sign", args=[episode.pk, episode.plans.get().pk])
    assert client.post(sign, filled(opened(client, paper_of(episode)), {}, to=sign)).status_code == 302
    plan = episode.plans.get()
    assert plan.content and plan.facts
    assert [goal["text"] for goal in plan.content["goals"]] == ["Slapen"]
    assert [goal["description"] for goal in plan.facts["treatment_goals"]] == ["Slapen"]
    following = actions.start_plan(episode=episode, by=alice)
    assert [(goal.position, goal.text) for goal in following.current_goals] == [(1, "Slapen")]


def test_agreements_typed_before_a_colleague_closed_can_be_sent_again(alice: User, iris: User) -> None:
    episode, page, to = with_draft(alice)
    client = signed_in(alice)
    older = opened(client, page)
    close_episode(episode=episode, by=iris, ended_on=timezone.localdate(), reason="Verhuisd.")
    response = client.post(to, filled(older, {"goal-0-text": "Weer fietsen"}, to=to))
    kept = read(response.content.decode())
    assert "Heropen haar om iets te wijzigen." in kept.with_id("fouten").words
    open_again(episode=episode, by=alice)
    assert client.post(to, filled(kept, {}, to=to)).status_code == 302
    assert goals_of(episode) == (["Weer fietsen"], [])


CARD = "aerobic_training"


def advice_of(episode: Episode) -> str:
    """The page of the advice."""
    return reverse("interventions:advice", args=[episode.pk])


def act(episode: Episode, name: str) -> str:
    """Where an act on the card is sent."""
    return reverse(f"interventions:{name}", args=[episode.pk, CARD])


def form_of(page: Element, to: str) -> dict[str, str]:
    """What the form that is sent to this address holds."""
    forms = [part for part in page.walk() if part.tag == "form" and part.attributes.get("action") == to]
    return dict(sent(forms[0]))


def test_a_decision_of_a_colleague_is_not_replaced_unseen(alice: User, iris: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    client = signed_in(alice)
    older = opened(client, advice_of(episode))
    actions.decline_advice(episode=episode, card=CARD, reason_code="not_feasible", reason="", by=iris)
    client.post(act(episode, "accept"), form_of(older, act(episode, "accept")))
    assert Decision.objects.get().choice == DecisionKind.DECLINED
    page = opened(client, advice_of(episode))
    assert "Iris heeft intussen over dit advies beslist (Niet gedaan). Beslis opnieuw." in page.words
    client.post(act(episode, "withdraw"), form_of(page, act(episode, "withdraw")))
    assert not Decision.objects.exists(), "what was seen may be put back"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("adapt", {"note": "Alleen op dinsdag."}),
        ("decline", {"reason_code": "already_done", "reason": "Zwemt al elke week."}),
    ],
)
def test_what_was_typed_about_a_card_stays_when_a_colleague_decided(
    alice: User, iris: User, name: str, typed: dict[str, str]
) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    client = signed_in(alice)
    older = form_of(opened(client, act(episode, name)), act(episode, name))
    take_over(episode, iris, CARD)
    response = client.post(act(episode, name), older | typed)
    assert response.status_code == 422
    assert all(text in response.content.decode() for text in typed.values())
    assert Decision.objects.get().choice == DecisionKind.ACCEPTED
    again = form_of(read(response.content.decode()), act(episode, name))
    assert client.post(act(episode, name), again).status_code == 302
    assert Decision.objects.get().choice != DecisionKind.ACCEPTED


@pytest.mark.parametrize("name", ["accept", "adapt", "decline"])
def test_a_decision_that_does_not_say_what_was_seen_is_none(alice: User, name: str) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    client = signed_in(alice)
    page = opened(client, act(episode, name) if name != "accept" else advice_of(episode))
    form = form_of(page, act(episode, name)) | {"reason_code": "not_feasible"}
    assert list(form)[-2:-1] == ["decided"], "the last field, as only that one proves that all arrived"
    cut_off = {field: value for field, value in form.items() if field != "decided"}
    response = client.post(act(episode, name), cut_off, follow=True)
    assert "deze pagina kwam niet heel aan" in response.content.decode()
    assert not Decision.objects.exists()
    client.post(act(episode, name), form)
    assert Decision.objects.count() == 1


def test_putting_back_a_decision_that_was_not_seen_is_refused(alice: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    take_over(episode, alice, CARD)
    response = signed_in(alice).post(act(episode, "withdraw"), {}, follow=True)
    assert "deze pagina kwam niet heel aan" in response.content.decode()
    assert Decision.objects.count() == 1


def test_a_cut_off_change_of_a_card_keeps_what_was_agreed_at_the_second_try(alice: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    client = signed_in(alice)
    adapt = act(episode, "adapt")
    client.post(adapt, form_of(opened(client, adapt), adapt) | {"note": "Alleen op dinsdag."})
    form = form_of(opened(client, adapt), adapt)
    cut_off = {field: value for field, value in form.items() if field not in ("note", "decided")}
    response = client.post(adapt, cut_off)
    assert response.status_code == 422
    assert client.post(adapt, form_of(read(response.content.decode()), adapt)).status_code == 302
    assert Decision.objects.get().note == "Alleen op dinsdag."


def test_the_same_decision_twice_is_one(alice: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    client = signed_in(alice)
    form = form_of(opened(client, act(episode, "decline")), act(episode, "decline"))
    for _time in range(2):
        client.post(act(episode, "decline"), form | {"reason_code": "not_feasible"})
    assert AuditEvent.objects.filter(action="decision.declined").count() == 1
    page = opened(client, advice_of(episode))
    assert "Niet opgeslagen" not in page.words


def test_cut_off_agreements_do_not_replace_a_colleague_at_the_second_try(alice: User, iris: User) -> None:
    episode, page, to = with_draft(alice)
    hers, his = signed_in(alice), signed_in(iris)
    older = opened(his, page)
    hers.post(to, filled(opened(hers, page), {"goal-0-text": "Weer fietsen"}, to=to))
    response = his.post(to, without("whole")(filled(older, {"contact": "Iris"}, to=to)))
    assert response.status_code == 422
    his.post(to, filled(read(response.content.decode()), {}, to=to))
    assert [goal.text for goal in episode.plans.get().goals.all()] == ["Weer fietsen"]


def test_what_is_signed_is_what_the_paper_shows(alice: User, iris: User) -> None:
    """Iris changed the agreements: Alice's paper is refused, and the next one shows them."""
    episode, page, to = with_draft(alice)
    hers, his = signed_in(alice), signed_in(iris)
    ready = AGREED | {"consent": "on", "goal-0-text": "Fietsen", "contact": "de praktijk", "paper": "1"}
    assert hers.post(to, filled(opened(hers, page), ready, to=to))["Location"] == paper_of(episode)
    sign = reverse("interventions:sign", args=[episode.pk, episode.plans.get().pk])
    older = filled(opened(hers, paper_of(episode)), {}, to=sign)
    his.post(to, filled(opened(his, page), {"agreement": "Anders"}, to=to))
    assert hers.post(sign, older)["Location"] == paper_of(episode)
    assert episode.plans.get().is_draft
    sheet = hers.get(reverse("documents:sheet", args=[episode.pk])).content.decode()
    assert "Anders" in sheet
    hers.post(sign, filled(opened(hers, paper_of(episode)), {}, to=sign))
    assert episode.plans.get().content["agreement"] == "Anders"  # type: ignore[index]


def paper_of(episode: Episode) -> str:
    """The address of the paper before it is signed."""
    return reverse("documents:preview", args=[episode.pk])


def test_accepting_from_an_older_page_tells_that_a_colleague_adapted_it(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    given = {"episode": episode, "card": "education", "components": None, "dose": None, "by": alice}
    actions.accept_advice(**given, note="Op maat.")  # type: ignore[arg-type]
    with pytest.raises(PlanProblem, match="intussen over dit advies beslist"):
        actions.accept_advice(**given, note="", seen=decision_print(None))  # type: ignore[arg-type]
