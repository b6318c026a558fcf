"""A dossier that the edition before left behind opens on every page, and its signed plan stays as it was."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from intake.models import Answer
from intake.sections import load_sections
from interventions.engine import Advice, Ruleset, advise
from interventions.knowledge import get_release
from interventions.models import EpisodeStatus, Plan
from interventions.plan.actions import signing
from interventions.plan.queries import explain_plan
from interventions.plan.record import record_of
from tests.dossiers import SETTLED, Dossier, make_dossier
from tests.people import signed_in
from tests.walk.addresses import ADDRESSES, For, patterns

pytestmark = [pytest.mark.db, pytest.mark.slow]
BEFORE = "2026.12.4"
# Answers whose questions ask something else now, or that lead to questions that are new.
OLD: dict[str, Any] = {
    **SETTLED,
    "rf_gca_signs": False,
    "rf_papilloedema_or_visual_loss": False,
    "rf_thunderclap": False,
    "aura_symptom_types": ["visual"],
    "acute_medication_classes": ["nsaid"],
    "acute_days_nsaid": 4,
}


@pytest.fixture
def dossier(alice: User, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Alice's patient with a signed plan, as the edition before stored them."""
    old = get_release(BEFORE)

    def advise_then(ruleset: Ruleset, facts: dict[str, Any]) -> Advice:
        named = replace(ruleset, version=old.version, sha256=old.sha256)
        return replace(advise(ruleset, facts), ruleset=named)

    monkeypatch.setattr(signing, "advise", advise_then)
    monkeypatch.setattr(signing, "record_of", lambda advice: record_of(advise(old, advice.counted.given)))
    screened_on = timezone.localdate() - dt.timedelta(days=10)
    dossier = make_dossier(alice, {**OLD, "red_flags_screened_on": screened_on.isoformat()})
    episode = dossier.episode
    Answer.objects.create(episode=episode, fact="asked_no_longer", value=True, recorded_by=alice)
    models.QuerySet.update(episode.answers.all(), edition="")
    EpisodeStatus.objects.filter(episode=episode).update(ruleset_version=BEFORE)
    return dossier


def test_every_page_opens(alice: User, dossier: Dossier) -> None:
    client = signed_in(alice)
    readable = {For.ALL, For.PERSON, For.READERS, For.WRITERS, For.OWN_READERS, For.OWN_WRITERS}
    wrong = []
    for pattern in patterns():
        if ADDRESSES[pattern.name].get not in readable:
            continue
        path = reverse(pattern.name, kwargs={place: dossier.ids[place] for place in pattern.places})
        status = client.get(path).status_code
        if status not in (200, 302):
            wrong.append(f"{pattern.name}: {status}")
    assert not wrong, "\n".join(wrong)


def test_every_page_of_questions_opens(alice: User, dossier: Dossier) -> None:
    client, episode = signed_in(alice), dossier.episode
    for section in load_sections():
        address = reverse("intake:section", args=[episode.pk, section.id])
        assert client.get(address).status_code == 200, section.id


def test_the_signed_plan_is_what_was_signed(dossier: Dossier) -> None:
    plan = Plan.objects.get(pk=dossier.ids["plan_id"])
    assert plan.ruleset_version == BEFORE
    told = {line["rule"] for line in explain_plan(plan)}
    assert told == {rule.id for rule in get_release(BEFORE).rules}
