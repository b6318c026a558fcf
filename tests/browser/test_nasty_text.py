"""The nastiest names, goals and notes push nothing out of shape, on the screen at two widths and on paper."""

import os
import uuid
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.actions import add_team_note, save_answers
from intake.models import Episode
from interventions.plan.actions import write_hypothesis
from tests.browser.conftest import sign_in
from tests.dossiers import SETTLED, agree, sign, take_over
from tests.factories import make_episode, make_episode_with

WIDE = "W" * 300
NAMES = (
    "W" * 120,
    "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren",
    "van Heeckeren van Brandsenburg-Schimmelpenninck van der Oye",
    "محمد بن عبد الرحمن",
    "\u202eeneJnaV\u200f",
    "Ze\u0301\u0323ro\u0300🧘\u200d♀️",
    "Suharto",
)
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def nasty(alice: User, transactional_db: None) -> Episode:
    """A dossier with a plan in which every text is as wide as it may be."""
    alice.display_name = "W" * 120
    alice.save()
    for name in NAMES[1:]:
        make_episode(alice, family_name=name, initials="" if name == "Suharto" else "A.")
    episode, _later = make_episode_with(
        alice, dict(SETTLED), family_name=NAMES[0], initials="W" * 20, number="W" * 32
    )
    texts = {
        "main_request": WIDE,
        "medications": [{"name": WIDE, "side_effects": WIDE}],
        "previous_therapies": [{"therapy": WIDE, "period": WIDE, "reason_stopped": WIDE}],
    }
    save_answers(episode=episode, by=alice, values=texts)
    add_team_note(episode=episode, by=alice, submission=uuid.uuid4(), text=WIDE * 3)
    write_hypothesis(episode=episode, text=WIDE, approach="both", based_on=0, by=alice)
    goals = [{"text": WIDE, "measure": WIDE[:200], "due_on": None}]
    sign(episode, alice, goals=goals, agreement=WIDE * 2, contact=WIDE[:200])
    take_over(episode, alice, "education")
    agree(episode, alice, goals=goals, agreement=WIDE * 2, contact=WIDE[:200])
    return episode


def pages_of(episode: Episode) -> dict[str, str]:
    """The pages on which typed text stands."""
    one = [episode.pk]
    return {
        "caseload": "/patienten/",
        "patient": reverse("dashboards:patient", args=[episode.patient_id]),
        "correct": reverse("intake:correct", args=one),
        "headache": reverse("intake:section", args=[*one, "headache"]),
        "medication": reverse("intake:section", args=[*one, "medication"]),
        "review": reverse("intake:review", args=one),
        "advice": reverse("interventions:advice", args=one),
        "synthesis": reverse("interventions:synthesis", args=one),
        "show": reverse("interventions:show_synthesis", args=one),
        "plan": reverse("interventions:plan", args=one),
        "signed": reverse("interventions:signed_plan", args=[*one, episode.plans.get(state="signed").pk]),
    }


def test_nothing_is_pushed_out_of_shape(
    context: BrowserContext, live_server: LiveServer, alice: User, nasty: Episode
) -> None:
    sign_in(context, alice, live_server.url)
    page = context.new_page()
    wrong = []
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 900})
        for name, address in pages_of(nasty).items():
            page.goto(address)
            assert page.url.endswith(address)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
            wrong += [f"{name} at {width}: {what}" for what in too_wide(page)]
    assert wrong == []


def too_wide(page: Page) -> list[str]:
    """What is wider than its place: the page itself, or a part that scrolls sideways."""
    found: list[str] = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll(".table-responsive, .panel, main")]
          .filter((part) => part.scrollWidth > part.clientWidth + 1)
          .map((part) => `${part.tagName}.${part.className} ${part.scrollWidth} in ${part.clientWidth}`)"""
    )
    return found
