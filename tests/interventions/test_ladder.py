"""The ladder in numbers: where it starts, how it grows, when it is refused; on both sides of each bound."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from interventions.knowledge.shapes import Unit
from interventions.plan.ladder import Agreed, Steps, Whose, problems_of, start_from, step_to, weekly

MINUTES = Unit(nl="minuten", en="minutes", one_nl="minuut", one_en="minute")


def number(value: float, low: float = 1, high: float = 90) -> Agreed:
    return Agreed(value, value, low, high, Whose.PROPOSAL)


def steps(start: float = 10, step: float = 5, target: float = 40, weeks: int = 8) -> Steps:
    return Steps(number(start), number(step, 1, 10), number(target, 10), number(weeks, 4, 26), 5, MINUTES)


def fields(ladder: Steps) -> list[str]:
    return [problem.field for problem in problems_of(ladder)]


@pytest.mark.parametrize(
    ("numbers", "amounts"),
    [
        ((10, 5, 40, 8, 5), [10, 15, 20, 25, 30, 35, 40, 40]),
        ((5, 5, 40, 8, 5), [5, 10, 15, 20, 25, 30, 35, 40]),
        ((40, 5, 40, 4, 5), [40, 40, 40, 40]),
        ((10, 3, 40, 4, 5), [10, 15, 15, 20]),
        ((12, 5, 43, 8, 5), [12, 15, 20, 25, 30, 35, 40, 43]),
        ((12, 1, 43, 3, 5), [12, 15, 15]),
        ((11, 1, 43, 3, 5), [11, 11, 15]),
        ((5, 1, 10, 6, 1), [5, 6, 7, 8, 9, 10]),
        ((5, 2, 10, 4, 1), [5, 7, 9, 10]),
        ((5, 1, 5, 1, 1), [5]),
        ((9, 5, 10, 3, 5), [9, 10, 10]),
        ((2.5, 2.5, 10, 4, 1), [2.5, 5, 8, 10]),
    ],
)
def test_every_week_a_little_more(numbers: Sequence[float], amounts: list[float]) -> None:
    start, step, target, weeks, round_to = numbers
    assert list(weekly(start, step, target, int(weeks), int(round_to))) == amounts


@pytest.mark.parametrize("start", range(1, 41, 3))
@pytest.mark.parametrize("step", [1, 4, 5, 9])
@pytest.mark.parametrize("target", [40, 43, 90])
def test_it_never_goes_down_nor_above_its_target(start: int, step: int, target: int) -> None:
    amounts = weekly(start, step, target, 26, 5)
    assert amounts[0] == start
    assert list(amounts) == sorted(amounts)
    assert max(amounts) <= target
    assert all(amount % 5 == 0 or amount in (start, target) for amount in amounts)


@pytest.mark.parametrize(
    ("present", "share", "start"),
    [
        (None, None, 10),
        (0, None, 10),
        (9.9, None, 10),
        (10, None, 10),
        (14.9, None, 10),
        (15, None, 15),
        (39, None, 35),
        (40, None, 40),
        (60, None, 40),
        (None, 0.8, 5),
        (0, 0.8, 5),
        (10, 0.8, 5),
        (12.4, 0.8, 5),
        (12.5, 0.8, 10),
        (6.2, 0.8, 4),
        (1, 0.8, 1),
        (0.5, 0.8, 1),
        (50, 0.8, 40),
    ],
)
def test_it_starts_from_what_goes_well_now(present: float | None, share: float | None, start: int) -> None:
    assert start_from(present, low=10, target=40, share=share, round_to=5) == start


@pytest.mark.parametrize("present", [2, 5, 8, 13, 20, 34, 49])
def test_who_starts_gently_starts_below_what_goes_well_now(present: int) -> None:
    assert start_from(present, low=10, target=60, share=0.8, round_to=5) < present


@pytest.mark.parametrize(
    ("start", "target", "weeks", "step"),
    [
        (5, 40, 8, 5),
        (3, 40, 8, 5),
        (2, 40, 8, 10),
        (10, 40, 4, 10),
        (10, 40, 7, 5),
        (10, 40, 6, 10),
        (5, 90, 4, 10),
        (5, 5, 1, 5),
    ],
)
def test_the_usual_step_grows_until_the_target_is_reached(
    start: int, target: int, weeks: int, step: int
) -> None:
    assert step_to(start, target, weeks=weeks, usual=5, most=10, round_to=5) == step


def test_it_says_in_which_week_the_target_is_reached() -> None:
    assert steps().target_week == 7
    assert steps(start=5).target_week == 8
    assert steps(start=40).target_week == 1
    assert steps(start=3).target_week == 8
    assert steps(start=2).target_week == 0


@pytest.mark.parametrize(
    ("ladder", "wrong"),
    [
        (steps(), []),
        (steps(start=1), ["step"]),
        (steps(start=0.9), ["start"]),
        (steps(start=40), []),
        (steps(start=40.1), ["start"]),
        (steps(start=90, target=90), []),
        (steps(start=91, target=90), ["start", "start"]),
        (steps(step=10), []),
        (steps(step=10.1), ["step"]),
        (steps(step=1, weeks=26, start=15), []),
        (steps(step=0.9, weeks=26, start=20), ["step"]),
        (steps(target=90, step=10, weeks=9), []),
        (steps(target=90.1, step=10, weeks=26), ["target"]),
        (steps(target=10), []),
        (steps(target=9.9, start=9), ["target"]),
        (steps(weeks=4, step=10), []),
        (steps(weeks=3, step=10, start=30), ["weeks"]),
        (steps(weeks=26), []),
        (steps(weeks=27), ["weeks"]),
        (steps(weeks=7), []),
        (steps(weeks=6), ["step"]),
    ],
)
def test_what_is_outside_its_bounds_is_said_at_its_field(ladder: Steps, wrong: list[str]) -> None:
    assert fields(ladder) == wrong


def test_a_start_above_the_target_names_both() -> None:
    (problem,) = problems_of(steps(start=45))
    assert problem.sentence == (
        "Begin: 45 minuten ligt boven het doel van 40 minuten. Begin op of onder het doel."
    )


def test_a_number_outside_its_bounds_names_them() -> None:
    (problem,) = problems_of(replace(steps(), weeks=number(30, 4, 26)))
    assert problem.sentence == "Weken: kies een waarde van 4 tot 26 weken."
    (problem,) = problems_of(replace(steps(), step=number(12, 1, 10)))
    assert problem.sentence == "Erbij per week: kies een waarde van 1 tot 10 minuten."
