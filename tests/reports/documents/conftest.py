"""A signed plan of a worked patient, made through the actions only."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from headache_cds.accounts.models import User
from intake.actions import save_answers
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.models import Plan
from interventions.plan import actions
from interventions.plan.from_facts import plan_from_facts
from reports.models import Document
from tests.built_once import built_once
from tests.dossiers import agree, take_over
from tests.factories import make_episode_with
from tests.worked import CASES

NECK, MIGRAINE, FLAGGED = "V01-ctth-neck-desk", "V02-migraine-aura-inactive", "V07-thunderclap-primary"
REFERRED = "V19-valproate-wish-triptan-tia"

# One card with numbers and one without.
TAKEN = ("neck_programme", "education")
# The facts of the worked patients by their full id, which the plan command repeats.
FACTS_OF = {case["id"]: case["facts"] for case in CASES}


def content_of(case_id: str) -> dict[str, Any]:
    """The content of the plan with everything that applies to a worked patient."""
    content = plan_from_facts(get_knowledge(), case_id, FACTS_OF[case_id], "nl")
    assert isinstance(content, dict)
    return content


def content_before(case_id: str) -> dict[str, Any]:
    """The same as a plan held it until content version 2, which has a page of its own."""
    return content_of(case_id) | {"version": 2}


def text_of(data: bytes) -> str:
    """All text of a PDF, with every run of white space as one space."""
    return words_of(PdfReader(BytesIO(data)))


def words_of(reader: PdfReader) -> str:
    """The same of a file that was opened already."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def draft(alice: User) -> Plan:
    """A draft plan for a patient with neck complaints, complete but for the signature."""

    def build() -> Plan:
        episode, _later = make_episode_with(alice, FACTS_OF[NECK], family_name="Van Dalen")
        take_over(episode, alice, *TAKEN)
        return agree(episode, alice)

    return built_once("draft of Van Dalen", build, alice)


@pytest.fixture
def plan(draft: Plan, alice: User) -> Plan:
    """That plan, signed by Alice."""
    return actions.sign_plan(plan=draft, by=alice)


def plan_of(document: Document) -> Plan:
    """The plan of a document that has one."""
    assert document.plan is not None
    return document.plan


def raise_red_flag(plan: Plan, by: User) -> None:
    """Something comes up after signing that blocks everything."""
    save_answers(episode=plan.episode, by=by, values={"rf_thunderclap": True})
    assert current_board(plan.episode).is_blocked


def settle_red_flag(plan: Plan, by: User) -> None:
    """And it is settled again."""
    save_answers(episode=plan.episode, by=by, values={"rf_thunderclap": False})
    assert not current_board(plan.episode).is_blocked
