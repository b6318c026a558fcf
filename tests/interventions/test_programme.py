"""What one patient does of a card: from the facts, the plan before, the dose and what was agreed."""

import datetime as dt
from typing import Any

import pytest

from interventions.advice.board import Board, build_board
from interventions.advice.json_lines import advise_on
from interventions.knowledge import get_knowledge
from interventions.models import Decision, DecisionKind, Phase
from interventions.plan.accepted import AcceptedCard, Draft, accepted_cards
from interventions.plan.agreed import AgreedCard, parse_agreed
from interventions.plan.doing_problems import doing_problems
from interventions.plan.dosing import default_dose
from interventions.plan.exercises import offered_exercises
from interventions.plan.problems import PlanProblem
from interventions.plan.programme import Programme, beginning_of, programme_of
from tests.worked import PATIENTS

TODAY = dt.date(2026, 12, 1)
FREE = {"headache_days_per_month": 4, "fear_of_movement": False, "exercise_unaccustomed": False}


def board_of(patient: str, **facts: Any) -> Board:
    return build_board(get_knowledge(), advise_on(get_knowledge(), PATIENTS[patient] | facts))


def done(
    board: Board, card: str, agreed: AgreedCard | None = None, *, before: Any = None, **dose: float | None
) -> Programme:
    view = board.option(card)
    assert view
    numbers = default_dose(view.doses)
    for part, value in dose.items():
        assert value is not None
        numbers[view.doses[0].id][part] = value
    beginning = beginning_of(get_knowledge(), board, (), before=before, on=TODAY)
    found = programme_of(get_knowledge(), view, numbers, beginning, agreed or AgreedCard())
    assert found
    return found


def accepted(board: Board, *cards: str, first: Any = None, **rows: dict[str, Any]) -> dict[str, AcceptedCard]:
    """The accepted cards of a plan with these decisions; `rows` say more of a card."""
    decisions = {}
    for card in cards:
        view = board.option(card)
        assert view
        parts = [part.value for part in view.card.components if part.default]
        decisions[card] = Decision(
            card=card,
            choice=DecisionKind.ACCEPTED,
            dose=default_dose(view.doses),
            **({"components": parts} | rows.get(card, {})),
        )
    draft = Draft(decisions, later_from=TODAY + dt.timedelta(weeks=6), first=first)
    return {entry.view.card.id: entry for entry in accepted_cards(get_knowledge(), board, draft)}


def problems(cards: dict[str, AcceptedCard]) -> list[str]:
    return doing_problems(get_knowledge(), tuple(cards.values()), TODAY)


def test_it_starts_from_what_this_patient_does_now() -> None:
    training = done(board_of("V05"), "aerobic_training")
    assert training.present == 15
    assert training.steps.amounts == (15, 20, 25, 30, 35, 40, 40, 40)
    assert (training.days, training.sessions) == ((0, 2, 5), 3)
    assert [
        number.whose for number in (training.steps.start, training.steps.step, training.steps.target)
    ] == [
        "patient",
        "proposal",
        "source",
    ]


def test_of_whom_nothing_is_known_starts_low() -> None:
    training = done(board_of("V10"), "aerobic_training")
    assert (training.present, training.steps.start.value) == (None, 10)
    assert training.steps.start.whose == "proposal"


@pytest.mark.parametrize(
    "facts",
    [
        {"exercise_unaccustomed": True},
        {"fear_of_movement": True},
        {"headache_days_per_month": 20, "months_headache_15plus": 12},
    ],
)
def test_chronic_headache_fear_or_no_habit_start_below_it(facts: dict[str, Any]) -> None:
    """D04, D49 and EX-49: four fifths of what goes well now."""
    usual = done(board_of("V05", **FREE, moderate_activity_min_per_week=60), "aerobic_training")
    board = board_of("V05", **(FREE | {"moderate_activity_min_per_week": 60} | facts))
    if "headache_days_per_month" in facts:
        assert board.scope.value("headache_chronicity") == "chronic"
    assert usual.steps.start.value == 20
    assert done(board, "aerobic_training").steps.start.value == 15


@pytest.mark.parametrize(
    ("minutes", "keeping_up", "start"), [(119, False, 35), (120, True, 40), (180, True, 40)]
)
def test_who_is_at_the_target_starts_with_keeping_it_up(minutes: int, keeping_up: bool, start: int) -> None:
    board = board_of("V05", **FREE, moderate_activity_min_per_week=minutes)
    steps = done(board, "aerobic_training").steps
    assert (steps.keeping_up, steps.start.value, steps.target_week) == (
        keeping_up,
        start,
        1 if keeping_up else 2,
    )


def test_a_start_below_the_target_is_no_keeping_up() -> None:
    board = board_of("V05", **FREE, moderate_activity_min_per_week=180)
    assert not done(board, "aerobic_training", AgreedCard(start=30)).steps.keeping_up


@pytest.mark.parametrize(("minutes", "more"), [(60, False), (120, False), (121, True), (180, True)])
def test_who_does_more_than_the_target_now_is_known(minutes: int, more: bool) -> None:
    board = board_of("V05", **FREE, moderate_activity_min_per_week=minutes)
    assert done(board, "aerobic_training").steps.doing_more is more


def test_a_target_of_the_therapist_is_not_one_to_pass() -> None:
    board = board_of("V05", **FREE, moderate_activity_min_per_week=180)
    steps = done(board, "aerobic_training", minutes_per_session=30).steps
    assert steps.keeping_up
    assert not steps.doing_more


def test_what_the_plan_before_asked_is_not_more_of_their_own() -> None:
    board = board_of("V05", **FREE, moderate_activity_min_per_week=180)
    steps = done(board, "aerobic_training", before=before("2026-10-05")).steps
    assert steps.keeping_up
    assert not steps.doing_more


def test_what_is_told_per_week_is_spread_over_the_days() -> None:
    board = board_of("V05", **FREE)
    norm = done(board, "activity")
    assert (norm.steps.target.value, norm.days) == (30, (0, 1, 2, 4, 5))
    fewer = done(board, "activity", AgreedCard(days=(0, 3, 5, 6)))
    assert (fewer.steps.target.value, fewer.sessions) == (38, 4)
    assert fewer.times.whose == "therapist"


def before(starts_on: str, **activity: Any) -> dict[str, Any]:
    weeks = [{"week": week, "amount": 5 * week} for week in range(1, 9)]
    shown = {"weeks": weeks, "unit": {"nl": "minuten", "en": "minutes"}} | activity
    return {"starts_on": starts_on, "cards": [{"id": "aerobic_training", "when": "now", "activity": shown}]}


@pytest.mark.parametrize(
    ("starts_on", "start"),
    [
        ("2026-11-23", 10),  # its second week
        ("2026-11-16", 15),
        ("2026-10-05", 40),
        ("2026-01-05", 40),  # long over: never above what was agreed
        ("2026-12-02", 15),  # not begun: from the facts
        ("", 15),
    ],
)
def test_a_second_plan_goes_on_from_where_the_first_is(starts_on: str, start: int) -> None:
    steps = done(board_of("V05"), "aerobic_training", before=before(starts_on)).steps
    assert steps.start.value == start
    assert steps.keeping_up is (start == 40)
    assert steps.start.whose == "patient"


@pytest.mark.parametrize(
    "first",
    [
        {"version": 1, "cards": [{"id": "aerobic_training"}]},
        before("2026-11-16", unit={"nl": "keer", "en": "times"}),
        before("2026-11-16") | {"cards": []},
    ],
)
def test_a_plan_that_tells_nothing_of_it_is_left_alone(first: dict[str, Any]) -> None:
    assert done(board_of("V05"), "aerobic_training", before=first).steps.start.value == 15


def test_what_was_agreed_counts_and_is_the_therapists() -> None:
    agreed = parse_agreed({"start": 20, "step": 10, "days": [1, 3, 6], "own": {"what": " zwemmen "}})
    training = done(board_of("V05"), "aerobic_training", agreed, minutes_per_session=30)
    steps = training.steps
    assert steps.amounts == (20, 30, 30, 30, 30, 30, 30, 30)
    assert {steps.start.whose, steps.step.whose, steps.target.whose} == {"therapist"}
    assert (training.days, training.what) == ((1, 3, 6), "zwemmen")
    assert training.problems == ()


@pytest.mark.parametrize(
    ("agreed", "field"),
    [
        ({"start": 45}, "start"),
        ({"step": 11}, "step"),
        ({"step": 2}, "step"),
        ({"days": []}, "days"),
        ({"days": [0, 1]}, "days"),
        ({"per_day": 0}, "days"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(agreed: dict[str, Any], field: str) -> None:
    training = done(board_of("V05"), "aerobic_training", parse_agreed(agreed))
    assert [problem.field for problem in training.problems] == [field]


@pytest.mark.parametrize(
    "raw",
    [
        {"start": "10"},
        {"start": -1},
        {"start": float("nan")},
        {"days": [7]},
        {"days": "ma"},
        {"own": {"what": "x" * 121}},
        {"exercises": [{"repetitions": 3}]},
        {"unknown": 1},
    ],
)
def test_what_cannot_be_read_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(PlanProblem):
        parse_agreed(raw)


def test_what_is_stored_reads_back() -> None:
    raw = {"start": 10, "days": [5, 0, 5], "exercises": [{"id": "nod_lying", "repetitions": 8}]}
    agreed = parse_agreed(raw)
    assert agreed.days == (0, 5)
    assert parse_agreed(agreed.as_json()) == agreed
    assert parse_agreed({}).as_json() == {}


def test_three_things_come_now_the_next_later_and_talk_is_reading() -> None:
    board = board_of("V03")
    cards = accepted(
        board, "fear_and_triggers", "mindfulness_act", "plan", "aerobic_training", "biofeedback_relaxation"
    )
    now = sorted(
        (card.when.place, name)
        for name, card in cards.items()
        if card.when.phase is Phase.NOW and card.when.place
    )
    assert now == [(1, "fear_and_triggers"), (2, "mindfulness_act"), (3, "aerobic_training")]
    assert cards["plan"].when.phase is Phase.READING
    later = cards["biofeedback_relaxation"].when
    assert (later.phase, later.later_from) == (Phase.LATER, TODAY + dt.timedelta(weeks=6))
    assert problems(cards) == []


def test_what_the_therapist_said_counts() -> None:
    cards = accepted(
        board_of("V03"),
        "fear_and_triggers",
        "mindfulness_act",
        "aerobic_training",
        fear_and_triggers={"phase": "reading"},
        mindfulness_act={"phase": "now", "place": 2},
        aerobic_training={"phase": "now", "place": 1},
    )
    assert [cards[name].when.place for name in ("aerobic_training", "mindfulness_act")] == [1, 2]
    assert not cards["fear_and_triggers"].is_done


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {name: {"phase": "now"} for name in ("fear_and_triggers", "mindfulness_act", "aerobic_training")}
            | {"biofeedback_relaxation": {"phase": "now"}},
            "Nu doen: kies hooguit 3 dingen. Nu zijn het er 4.",
        ),
        ({"plan": {"phase": "now"}}, "Hier doet de patiënt zelf niets"),
        ({"plan": {"phase": "later", "later_from": TODAY - dt.timedelta(days=1)}}, "niet voor de eerste dag"),
        ({"aerobic_training": {"agreed": {"days": []}}}, "Kies op welke dagen."),
        ({"mindfulness_act": {"agreed": {"target": 46}}}, "van 5 tot 45 minuten"),
        (
            {"mindfulness_act": {"agreed": {"exercises": [{"id": "calm_sitting", "minutes": 61}]}}},
            "kies een aantal van 1 tot 60",
        ),
    ],
)
def test_what_cannot_be_signed_is_said_of_its_card(rows: dict[str, Any], sentence: str) -> None:
    names = ("fear_and_triggers", "mindfulness_act", "plan", "aerobic_training", "biofeedback_relaxation")
    (problem,) = problems(accepted(board_of("V03"), *names, **rows))
    assert sentence in problem


def test_later_needs_a_date() -> None:
    board = board_of("V03")
    decision = Decision(card="plan", choice=DecisionKind.ACCEPTED, components=[], dose={}, phase=Phase.LATER)
    cards = accepted_cards(get_knowledge(), board, Draft({"plan": decision}))
    (problem,) = doing_problems(get_knowledge(), cards, TODAY)
    assert "Kies vanaf welke datum." in problem


def test_no_exercise_stands_twice() -> None:
    """Calm breathing and the tips share one; what comes first has it."""
    board = board_of("V04", muscle_tension_complaint=True, desk_work=True, stress_present=True)
    cards = accepted(board, "biofeedback_relaxation", "self_care")
    named = [entry.exercise.id for card in cards.values() for entry in card.exercises]
    assert "belly_breathing" in named
    assert len(named) == len(set(named))
    assert len(cards["self_care"].exercises) == 2


def test_an_exercise_that_loads_the_neck_waits_for_its_gate() -> None:
    facts = {"muscle_tension_complaint": True, "desk_work": True, "stress_present": False}
    open_board = board_of("V04", **facts)
    closed = board_of("V04", **facts, manual_technique_contraindications=["recent_neck_surgery"])

    def offered(board: Board) -> set[str]:
        view = board.option("self_care")
        assert view
        found = offered_exercises(get_knowledge(), board, view, (), {})
        return {entry.exercise.id for entry in found}

    assert "chin_tuck" in offered(open_board)
    loading = {entry.id for entry in get_knowledge().doing.exercises.values() if entry.loads == "neck"}
    assert offered(closed)
    assert not offered(closed) & loading


def test_what_grows_has_the_amount_of_week_one() -> None:
    cards = accepted(board_of("V01"), "neck_programme")
    first = cards["neck_programme"].exercises[0]
    assert (first.exercise.id, first.dose["repetitions"], first.grows) == ("nod_lying", 5, True)
    own = {"agreed": {"exercises": [{"id": "nod_sitting", "repetitions": 8}]}}
    (chosen,) = accepted(board_of("V01"), "neck_programme", neck_programme=own)["neck_programme"].exercises
    assert (chosen.dose["repetitions"], chosen.grows, chosen.whose) == (8, False, "therapist")


def test_a_dose_that_grows_with_the_card_is_not_told_as_that_of_the_source() -> None:
    """The source says five breaths; the minutes that the card makes of them are a proposal."""
    (breathing,) = accepted(board_of("V04"), "biofeedback_relaxation")["biofeedback_relaxation"].exercises
    assert (breathing.exercise.origin, breathing.dose["minutes"]) == ("DOC", 5)
    assert breathing.whose == "proposal"
