"""A plan that was signed with a ruleset that is no longer installed still shows and prints the same."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from django.test import Client
from django.urls import reverse

import interventions.knowledge
import interventions.plan.queries
from headache_cds.accounts.models import User
from interventions.knowledge import Knowledge, get_knowledge
from interventions.knowledge.records import Cards
from interventions.knowledge.releases import UnknownRelease
from interventions.models import Plan
from interventions.plan.queries import explain_plan
from reports.documents.patient_plan import plan_html
from reports.documents.pdf import render_pdf
from tests.dossiers import GOAL
from tests.reports.documents.conftest import TAKEN, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.slow]


@pytest.fixture
def replaced(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """The signed plan, after knowledge without its rules, cards, doses and statements was installed."""
    knowledge = get_knowledge()
    rules = tuple(rule for rule in knowledge.ruleset.rules if rule.record.use == "block")
    ruleset = replace(knowledge.ruleset, version="2099.1.1", sha256="0" * 64, rules=rules, doses={})
    cards = Cards(cards=(), no_card={}, checklist=())
    other: Any = replace(knowledge, ruleset=ruleset, doses={}, cards=cards)
    assert install(other, monkeypatch).ruleset.version == "2099.1.1"
    yield plan
    # The very one of before: reading it again would cost more than the tests.
    assert install(knowledge, monkeypatch) is knowledge


def install(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    """Make this the knowledge of the product, in place of what is loaded."""
    with monkeypatch.context() as patch:
        patch.setattr(interventions.knowledge, "load_knowledge", lambda *_: knowledge)
        get_knowledge.cache_clear()
        return get_knowledge()


def test_its_pages_still_show_what_was_agreed(replaced: Plan, client: Client, alice: User) -> None:
    client.force_login(alice)
    for name, arguments in (
        ("interventions:signed_plan", [replaced.episode_id, replaced.pk]),
        ("interventions:plan", [replaced.episode_id]),
        ("dashboards:patient", [replaced.episode.patient_id]),
    ):
        response = client.get(reverse(name, args=arguments))
        assert response.status_code == 200
    page = client.get(reverse("interventions:signed_plan", args=[replaced.episode_id, replaced.pk]))
    text = page.content.decode()
    assert replaced.ruleset_version in text
    assert GOAL in text


def test_its_document_is_made_from_what_was_frozen(replaced: Plan) -> None:
    content = replaced.content or {}
    assert len(content["cards"]) == len(TAKEN)
    text = text_of(render_pdf(plan_html(content, "nl")).data)
    done = [card["activity"] for card in content["cards"] if card["activity"]]
    assert done
    assert all(activity["name"]["nl"] in text for activity in done)
    assert f"Regels {replaced.ruleset_version}" in text


def test_its_statuses_and_reasons_are_still_read(replaced: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when its release is not kept: then only the texts are missing."""

    def unknown(version: str) -> NoReturn:
        raise UnknownRelease(version)

    monkeypatch.setattr(interventions.plan.queries, "get_release", unknown)
    items = {item["rule"]: item for item in explain_plan(Plan.objects.get(pk=replaced.pk))}
    assert items.keys() > {rule.id for rule in get_knowledge().ruleset.rules}
    exercises = items["neck-exercise-content"]
    assert exercises["status"] == "applies"
    assert {"fact": "neck_complaints", "value": True} in [
        {name: reason[name] for name in ("fact", "value")} for reason in exercises["because"]
    ]
    assert "summary" not in exercises
