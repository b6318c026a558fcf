"""Every main page on a laptop and on a tablet: nothing runs off the screen, nothing lies over anything."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from headache_cds.accounts.models import User
from intake.models import Episode
from tests import factories
from tests.browser.conftest import sign_in
from tests.dossiers import make_dossier
from tests.worked_patients import worked_patients

SCREENS: dict[str, ViewportSize] = {
    "laptop": {"width": 1280, "height": 800},
    "tablet": {"width": 820, "height": 1180},
}
MOST_OF_THE_SCREEN = 0.25

# The bars that hold their place while the page scrolls under them, and whether anything is painted over one.
STUCK_BARS = """() => {
  const holds = (element, style) => {
    const box = element.getBoundingClientRect();
    return style.position === "fixed" || Math.abs(box.top - parseFloat(style.top)) < 1
      || Math.abs(window.innerHeight - box.bottom - parseFloat(style.bottom)) < 1;
  };
  const covered = (element, box) => [0.02, 0.5, 0.98].some((share) => {
    const top = document.elementFromPoint(box.left + share * box.width, (box.top + box.bottom) / 2);
    return top !== null && !element.contains(top);
  });
  return [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    return ["sticky", "fixed"].includes(style.position) && element.checkVisibility() && holds(element, style);
  }).map((element) => {
    const box = element.getBoundingClientRect();
    return {...box.toJSON(), name: element.className, covered: covered(element, box)};
  });
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => element && (["auto", "scroll", "hidden"].includes(
    getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  return [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility()
      && element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def desk(page: Page, live_server: LiveServer, alice: User) -> Page:
    """Alice, signed in."""
    sign_in(page.context, alice, live_server.url)
    return page


@pytest.fixture
def addresses(alice: User) -> list[str]:
    """The main pages of a long dossier with a signed plan, and of one that is blocked."""
    return list(_addresses(alice))


def _addresses(alice: User) -> Iterator[str]:
    neck = make_dossier(alice, worked_patients()[0].facts)
    yield from ("/patienten/", "/patienten/nieuw/", f"/patienten/{neck.ids['patient_id']}/")
    places = ["anamnese/", "anamnese/overzicht/", "anamnese/headache_features/", "onderzoek/", "beloop/"]
    places += [f"onderzoek/{part}/" for part in ("context", "active-movement", "segmental", "palpation")]
    places += ["advies/", "plan/", "criteria/", "synthese/", "synthese/tonen/"]
    yield from (f"/episodes/{neck.episode.pk}/{place}" for place in places)
    yield f"/documenten/{neck.ids['document_id']}/"
    flagged, _later = factories.make_episode_with(alice, {"rf_thunderclap": True})
    yield from (f"/episodes/{flagged.pk}/{place}" for place in ("advies/", "plan/"))


def test_nothing_runs_off_the_screen_and_no_bar_lies_over_another(desk: Page, addresses: list[str]) -> None:
    wrong = []
    for address in addresses:
        desk.goto(address)
        for screen, size in SCREENS.items():
            desk.set_viewport_size(size)
            wrong += [f"{address} on a {screen}: {problem}" for problem in problems(desk)]
    assert not wrong, "\n".join(wrong)


def problems(page: Page) -> Iterator[str]:
    """What runs off the screen, and what the bars do wrong at the top, halfway and at the end of the page."""
    yield from page.evaluate(TOO_WIDE)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "it scrolls sideways"
    for place in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {place})")
        yield from overlaps(page)


def test_an_older_count_does_not_widen_the_caseload(desk: Page, alice: User) -> None:
    """The table scrolls within its own frame: the width of the page does not tell that a column is cut."""
    started_on = timezone.localdate() - dt.timedelta(days=800)
    facts = {
        "headache_days_per_month": 16,
        "headache_days_source": "recall",
        "headache_type": ["migraine", "tth", "cervicogenic"],
        "headache_diagnosis_source": "neurologist",
        "rf_thunderclap": True,
    }
    for name, days_ago in (("Dit jaar", 3), ("Een ander jaar", 500)):
        episode, _later = factories.make_episode_with(alice, facts, family_name=name, started_on=started_on)
        count = {"followup_headache_days": 19, "headache_days_source": "recall"}
        factories.make_follow_up(episode, alice, days_ago=days_ago, **count)
        factories.make_follow_up(episode, alice, hit6_followup=56)
    contradicted, _later = factories.make_episode_with(
        alice, {**facts, "headache_days_per_month": 5}, family_name="Tegengesproken", started_on=started_on
    )
    factories.make_follow_up(contradicted, alice, migraine_days_per_month=12)
    desk.goto("/patienten/")
    expect(desk.get_by_text("gemeten op")).to_have_count(2)
    expect(desk.get_by_text("nu onbekend")).to_have_count(1)
    frame = desk.locator(".table-responsive")
    for screen, size in SCREENS.items():
        desk.set_viewport_size(size)
        assert frame.evaluate("(element) => element.scrollWidth <= element.clientWidth"), screen


def overlaps(page: Page) -> list[str]:
    """The bars that lie over each other, and those that take too much of the screen."""
    bars = page.evaluate(STUCK_BARS)
    height = page.evaluate("window.innerHeight")
    found = [
        f"{one['name']} lies over {other['name']}"
        for at, one in enumerate(bars)
        for other in bars[at + 1 :]
        if min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
        and min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
    ]
    found += [f"something lies over {bar['name']}" for bar in bars if bar["covered"]]
    # A rail beside the page takes no height from it.
    across = [bar for bar in bars if bar["width"] > page.evaluate("window.innerWidth") / 2]
    if sum(bar["height"] for bar in across) > MOST_OF_THE_SCREEN * height:
        found.append("the bars leave too little of the page")
    return found


def test_a_question_that_is_linked_to_stands_in_sight(desk: Page, episode: Episode) -> None:
    """The bar at the top does not lie over the question that a link leads to."""
    for screen, size in SCREENS.items():
        desk.set_viewport_size(size)
        desk.goto("about:blank")  # else the second time only scrolls
        desk.goto(f"/episodes/{episode.pk}/anamnese/medication/#ask_preventive_medication")
        question = desk.locator("#ask_preventive_medication")
        expect(question).to_be_in_viewport()
        top = question.evaluate("(element) => element.getBoundingClientRect().top")
        bars = [bar["bottom"] for bar in desk.evaluate(STUCK_BARS) if bar["top"] <= 0]
        assert top >= max(bars), screen
