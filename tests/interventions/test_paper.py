"""What the letters on paper lack is told on the draft, before it is signed."""

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from headache_cds.accounts.models import User
from interventions.models import Plan
from interventions.plan.paper import PRINTED, not_on_paper
from tests.dossiers import agree
from tests.people import signed_in

FALLBACK = set("←↑→↓≈≠≤≥✓Ω\n")


@pytest.mark.parametrize("weight", ["400", "700"])
def test_the_list_is_that_of_the_bundled_letters(weight: str) -> None:
    folder = settings.BASE_DIR / "static" / "vendor" / "atkinson-hyperlegible"
    held = {
        chr(code)
        for part in ("latin", "latin-ext")
        for code in TTFont(folder / f"atkinson-hyperlegible-{part}-{weight}-normal.woff2").getBestCmap()
    }
    assert {sign for sign in map(chr, range(0x30000)) if PRINTED.match(sign)} - FALLBACK == held


def test_the_draft_says_which_characters_may_not_print(alice: User, draft: Plan) -> None:
    episode = draft.episode
    page = f"/episodes/{episode.pk}/plan/"
    assert "niet op papier" not in signed_in(alice).get(page).content.decode()
    goals = [{"text": "Met de 🐕 lopen, ½ uur ≥ 3 keer", "measure": "🧘\u200d♀\ufe0f", "due_on": None}]
    plan = agree(episode, alice, goals=goals)
    assert not_on_paper(plan) == ["🐕", "🧘", "♀"]
    shown = signed_in(alice).get(page).content.decode()
    assert "Deze tekens komen misschien niet op papier: 🐕 🧘 ♀" in " ".join(shown.split())
