"""What matters most on the screens around the paper: before signing, and while something blocks."""

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from intake.actions import save_answers
from interventions.advice.important import important_for
from interventions.case.current import current_board
from interventions.models import Plan
from interventions.plan import actions
from tests.built_once import built_once
from tests.dossiers import agree, take_over
from tests.factories import make_episode_with
from tests.markup import read
from tests.reports.documents.conftest import FACTS_OF, REFERRED

pytestmark = pytest.mark.db


@pytest.fixture
def referred(alice: User) -> Plan:
    """A draft for somebody with referrals, and with one that is for the prescriber only."""

    def build() -> Plan:
        facts = FACTS_OF[REFERRED] | {"bruxism_sleep": True}
        episode, _later = make_episode_with(alice, facts)
        take_over(episode, alice, "education")
        return agree(episode, alice)

    return built_once("referred", build, alice)


def words(client: Client, name: str, *ids: object) -> str:
    """The text of a page."""
    answer = client.get(reverse(name, args=ids))
    assert answer.status_code == 200
    return read(answer.content.decode()).words


def test_the_paper_before_signing_shows_the_box_and_the_page_what_is_not_told(
    referred: Plan, alice: User, client: Client
) -> None:
    client.force_login(alice)
    found = important_for(current_board(referred.episode).advice)
    assert found.lines
    paper = words(client, "documents:sheet", referred.episode_id)
    page = words(client, "documents:preview", referred.episode_id)
    assert all(line.text.nl in paper for line in found.lines)
    assert found.not_told
    assert "Geldt ook, maar staat niet op papier" in page
    for entry in found.not_told:
        assert entry.text.nl in page
        assert entry.reason.nl in page
        assert entry.reason.nl not in paper


def test_signing_keeps_the_box_as_it_was(referred: Plan, alice: User) -> None:
    lines = important_for(current_board(referred.episode).advice).lines
    plan = actions.sign_plan(plan=referred, by=alice)
    assert plan.content is not None
    kept = [(line["rule"], line["urgency"], line["text"]["en"]) for line in plan.content["important"]]
    assert kept == [(line.rule, line.urgency, line.text.en) for line in lines]
    save_answers(episode=plan.episode, by=alice, values={"wish_to_become_pregnant": False})
    assert Plan.objects.get(pk=plan.pk).content == plan.content


@pytest.mark.parametrize("is_signed", [False, True])
def test_while_something_blocks_the_plan_says_what_to_tell(
    referred: Plan, alice: User, client: Client, is_signed: bool
) -> None:
    plan = actions.sign_plan(plan=referred, by=alice) if is_signed else referred
    save_answers(episode=plan.episode, by=alice, values={"rf_fever_or_chills": True})
    lines = important_for(current_board(plan.episode).advice).lines
    assert lines
    client.force_login(alice)
    pages = [words(client, "interventions:plan", plan.episode_id)]
    if is_signed:
        pages.append(words(client, "interventions:signed_plan", plan.episode_id, plan.pk))
    for page in pages:
        assert all(line.text.nl in page for line in lines)
