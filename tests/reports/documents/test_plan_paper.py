"""The plan of two pages: what stands in front, what on the back, and in which words."""

from collections.abc import Callable
from typing import Any

import pytest

from reports.documents.papers.easy import easy_html
from reports.documents.papers.large_print import large_print_html
from reports.documents.papers.plan import called, plan_html, plan_paper
from reports.documents.papers.things import MARK, things_of
from tests.markup import read
from tests.reports.documents.agreed import activity, agreed, both
from tests.reports.documents.conftest import NECK, REFERRED


def words(html: str) -> str:
    """The text of the body."""
    return read("<body" + html.partition("<body")[2]).words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("De Boer, M.", "M. de Boer"),
        ("Van den Berg, A.B.", "A.B. van den Berg"),
        ("Van", "Van"),
        ("Van, T.", "T. Van"),
        ("Sukarno", "Sukarno"),
        ("Van Gogh, Erven, V.", "V. van Gogh, Erven"),
    ],
)
def test_a_name_is_said_as_in_a_sentence(name: str, said: str) -> None:
    assert called(name) == said


def test_what_must_be_done_this_week_stands_in_front_and_the_rest_on_the_back() -> None:
    content = agreed(REFERRED, activity())
    plan = plan_paper(content, "nl")
    front = [line["text"]["nl"] for line in content["important"] if line["urgency"] == "this_week"]
    rest = [line["text"]["nl"] for line in content["important"] if line["urgency"] == "none"]
    assert front
    assert rest
    assert [line.text for line in plan.important] == front
    assert [line.text for line in plan.also_important] == rest
    html = plan_html(content, "nl")
    before, _break, after = html.partition('class="back"')
    assert all(line in before for line in front)
    assert all(line in after for line in rest)


@pytest.mark.parametrize("form", [plan_html, large_print_html])
def test_what_the_therapist_wrote_for_the_patient_stands_at_its_thing(form: Callable[..., str]) -> None:
    said = words(form(agreed(NECK, activity(what="Zwemmen <b>met</b> mijn dochter")), "nl"))
    assert "1. Stevig wandelen Zwemmen <b>met</b> mijn dochter Week 1:" in said


@pytest.mark.parametrize(
    ("changes", "goal", "steps"),
    [
        ({}, "Doel: 40 minuten in week 8.", "Elke week 5 minuten erbij.*"),
        (
            {"weeks": [{"week": 1, "amount": 5}, {"week": 2, "amount": 5}, {"week": 3, "amount": 8}]},
            "Doel: 40 minuten in week 8.",
            "Week voor week: 5, 5, 8.*",
        ),
        (
            {"target": {"amount": 30, "times": 5, "week": 6}},
            "Doel: 30 minuten, 5 keer per week in week 6.",
            "Elke week 5 minuten erbij.*",
        ),
        (
            {"keeping_up": True, "weeks": [{"week": 1, "amount": 40}, {"week": 2, "amount": 40}]},
            "Doel: dit volhouden.",
            "",
        ),
        (
            {"keeping_up": True, "doing_more": True, "weeks": [{"week": 1, "amount": 40}]},
            "Doel: dit volhouden. Doet u nu meer? Dat mag.",
            "",
        ),
        (
            {"weeks": [{"week": 1, "amount": 5}], "target": {"amount": 5, "times": 3, "week": 1}},
            "Een week lang.",
            "",
        ),
        (
            {
                "weeks": [{"week": week, "amount": 5} for week in range(1, 5)],
                "target": {"amount": 5, "times": 3, "week": 1},
            },
            "4 weken lang.",
            "",
        ),
    ],
)
def test_a_goal_and_its_steps(changes: dict[str, Any], goal: str, steps: str) -> None:
    (thing,) = things_of(agreed(NECK, activity(**changes)), "nl", str)
    assert (thing.goal, thing.steps) == (goal, steps)


@pytest.mark.parametrize(
    ("origin", "dose", "goal", "steps"),
    [
        (("patient", "source", "source"), "10 minuten", "Doel: 40 minuten in week 8.", "erbij."),
        (("patient", "proposal", "source"), "10 minuten", "Doel: 40 minuten in week 8.", "erbij.*"),
        (("proposal", "source", "therapist"), "10 minuten*", "Doel: 40 minuten* in week 8.", "erbij."),
        (("centre", "centre", "centre"), "10 minuten*", "Doel: 40 minuten* in week 8.", "erbij.*"),
    ],
)
def test_a_number_that_no_source_gives_has_a_mark(
    origin: tuple[str, str, str], dose: str, goal: str, steps: str
) -> None:
    owners = dict(zip(("start", "steps", "target"), origin, strict=True))
    (thing,) = things_of(agreed(NECK, activity(origin=owners)), "nl", str)
    assert (thing.dose, thing.goal, thing.steps.split()[-1]) == (dose, goal, steps)
    assert thing.is_marked == (MARK in dose + goal + steps)


def test_who_starts_at_a_target_of_no_source_reads_its_mark_there() -> None:
    owners = {"start": "patient", "steps": "proposal", "target": "proposal"}
    (thing,) = things_of(agreed(NECK, activity(origin=owners, keeping_up=True)), "nl", str)
    assert thing.dose == "10 minuten*"


@pytest.mark.parametrize("form", [plan_html, large_print_html, easy_html])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "* Niet uit onderzoek."),
        ({"signed_on": ""}, "* Een voorstel, niet uit onderzoek."),
    ],
)
def test_the_paper_says_once_what_the_mark_is(
    form: Callable[..., str], changes: dict[str, str], said: str
) -> None:
    assert words(form(agreed(NECK, activity(), activity(), **changes), "nl")).count(said) == 1
    known = activity(origin=dict.fromkeys(("start", "steps", "target"), "source"))
    assert "*" not in words(form(agreed(NECK, known, **changes), "nl"))


def test_the_front_of_one_or_two_things_says_where_112_stands() -> None:
    said = "Wanneer 112 bellen? Zie de achterkant."
    assert said in words(plan_html(agreed(NECK, activity(), activity()), "nl"))
    assert said not in words(plan_html(agreed(NECK, activity(), activity(), activity()), "nl"))


def test_the_first_day_is_the_first_with_something_to_do() -> None:
    content = agreed(NECK, activity(days=[5]), activity("Fietsen", days=[3, 5]))
    plan = plan_paper(content, "nl")
    assert plan.first
    assert (plan.first[0].isoformat(), plan.first[1]) == ("2026-12-03", "2")
    assert plan_paper(content | {"starts_on": ""}, "nl").first is None


def test_a_card_without_a_dose_is_told_in_its_three_lines() -> None:
    content = agreed(NECK, activity())
    card = next(card for card in content["cards"] if card["when"] == "now")
    card["activity"] = None
    text = words(plan_html(content, "nl"))
    assert all(line in text for line in card["how"]["nl"])
    assert "Week 1" not in text


def test_nothing_of_a_professional_is_on_it() -> None:
    content = agreed(REFERRED, activity())
    text = words(plan_html(content, "nl"))
    assert content["ruleset"]["sha256"][:8] not in text
    assert not [name for card in content["cards"] for name in card["statements"] if name in text]
    assert "PSK" not in text
    assert "validat" not in text
    assert "Artsen hebben deze adviezen nog niet gecontroleerd." in text


def test_it_is_english_all_over() -> None:
    content = agreed(NECK, activity())
    html = plan_html(content, "en")
    text = words(html)
    assert "Plan for M. van Dalen" in text
    assert "You start on Wednesday 2 December ." in text
    assert "Goal: 40 minutes in week 8. Add 5 minutes each week.*" in text
    assert "Mon 14 December, 14:00" in text
    assert "on Monday, Wednesday and Saturday" in html


def test_nothing_agreed_leaves_no_empty_heading() -> None:
    content = agreed(NECK, activity(), goals=[], contact="", evaluation_on=None)
    content["appointment"] = {"on": None, "at": None}
    text = words(plan_html(content, "nl"))
    assert "Uw doelen" not in text
    assert "Volgende afspraak" not in text
    assert "Vragen? Bel uw fysiotherapeut" in text


def test_what_comes_later_has_its_date() -> None:
    content = agreed(NECK, activity())
    card = next(card for card in content["cards"] if card["on_paper"] and card["when"] == "reading")
    card |= {"when": "later", "later_from": "2027-01-13", "patient_title": both("Leren ontspannen")}
    assert "Leren ontspannen, vanaf 13 januari" in words(plan_html(content, "nl"))
