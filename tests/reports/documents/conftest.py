"""A signed plan of a worked patient, made through the actions only."""

import datetime as dt
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from pypdf import PdfReader

from headache_cds.accounts.models import User
from intake.actions import save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from interventions.plan import actions
from interventions.plan.from_facts import plan_from_facts
from tests.factories import make_episode_with

WORKED_PATIENTS = Path(settings.BASE_DIR) / "tests" / "worked_patients.jsonl"
NECK, MIGRAINE, FLAGGED = "V01-ctth-neck-desk", "V02-migraine-aura-inactive", "V07-thunderclap-primary"

# One card with numbers and one without.
TAKEN = ("neck_programme", "education")


def worked_patients() -> dict[str, dict[str, Any]]:
    """The facts of the worked patients by id."""
    lines = WORKED_PATIENTS.read_text(encoding="utf-8").splitlines()
    return {case["id"]: case["facts"] for case in map(json.loads, lines)}


def content_of(case_id: str) -> dict[str, Any]:
    """The content of the plan with everything that applies to a worked patient."""
    content = plan_from_facts(get_knowledge(), case_id, worked_patients()[case_id], "nl")
    assert isinstance(content, dict)
    return content


def text_of(data: bytes) -> str:
    """All text of a PDF, with every run of white space as one space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


@pytest.fixture
def draft(alice: User) -> Plan:
    """A draft plan for a patient with neck complaints, complete but for the signature."""
    episode, _later = make_episode_with(alice, worked_patients()[NECK], family_name="Van Dalen")
    for card in TAKEN:
        actions.accept_advice(episode=episode, card=card, components=None, dose=None, note="", by=alice)
    return agree_again(episode, alice)


def agree_again(episode: Episode, by: User) -> Plan:
    """The agreements that a draft plan needs before it can be signed."""
    return actions.agree(
        episode=episode,
        agreement="U oefent thuis.",
        goals=[{"text": "Weer een film kijken zonder hoofdpijn."}],
        evaluation_on=timezone.localdate() + dt.timedelta(weeks=8),
        contact="de praktijk, 020 - 123 45 67",
        consent=True,
        by=by,
    )


@pytest.fixture
def plan(draft: Plan, alice: User) -> Plan:
    """That plan, signed by Alice."""
    return actions.sign_plan(plan=draft, by=alice)


def raise_red_flag(plan: Plan, by: User) -> None:
    """Something comes up after signing that blocks everything."""
    save_answers(episode=plan.episode, by=by, values={"rf_thunderclap": True})
    assert current_board(plan.episode).is_blocked


def settle_red_flag(plan: Plan, by: User) -> None:
    """And it is settled again."""
    save_answers(episode=plan.episode, by=by, values={"rf_thunderclap": False})
    assert not current_board(plan.episode).is_blocked
