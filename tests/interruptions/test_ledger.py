"""The ledger finds what it is there to find."""

import pytest

from tests.interruptions.ledger import REFUSED, SAVED, UNKNOWN, Attempt, Ledger, Slot, Stored

WEIGHT, OTHERS = Slot("answer", "one", "weight"), Slot("answer", "other", "weight")


def ledger(*attempts: Attempt, before: str = "") -> Ledger:
    made = Ledger(Stored({WEIGHT: before, OTHERS: ""}))
    made.attempts = list(attempts)
    return made


def attempt(value: str, times: tuple[float, float, float], outcome: str = SAVED, who: str = "a") -> Attempt:
    """Opened, sent and answered at these times."""
    opened, started, ended = times
    return Attempt(WEIGHT, value, who, opened, started, ended, outcome)


def found(made: Ledger, now: str, rows: list[tuple[str, str]] | None = None) -> list[str]:
    history = {} if rows is None else {WEIGHT: rows}
    return [problem.kind for problem in made.problems(Stored({WEIGHT: now}, history))]


def test_what_stands_as_it_was_told_is_right() -> None:
    made = ledger(attempt("60", (0, 1, 2)), attempt("61", (3, 4, 5), who="b"))
    assert found(made, "61", [("60", "a"), ("61", "b")]) == []


@pytest.mark.parametrize(
    ("made", "now", "rows", "kinds"),
    [
        pytest.param(ledger(attempt("60", (0, 1, 2))), "", None, ["lost"], id="gone"),
        pytest.param(
            ledger(attempt("60", (0, 1, 2)), attempt("61", (3, 4, 5))),
            "61",
            [("61", "a")],
            ["lost"],
            id="without a row",
        ),
        pytest.param(
            ledger(attempt("60", (0, 1, 2)), attempt("61", (3, 4, 5), REFUSED)),
            "61",
            None,
            ["lost"],
            id="replaced by what was refused",
        ),
        pytest.param(ledger(before="60"), "61", None, ["silently changed"], id="touched by nobody"),
        pytest.param(
            ledger(attempt("60", (0, 1, 2))),
            "60",
            [("60", "a"), ("59", "b"), ("60", "a")],
            ["silently changed"],
            id="a row that nobody sent",
        ),
        pytest.param(
            ledger(attempt("60", (0, 1, 2)), attempt("61", (0.5, 3, 4), who="b"), before="59"),
            "61",
            [("60", "a"), ("61", "b")],
            ["silently changed"],
            id="replaced from an older page",
        ),
    ],
)
def test_what_is_wrong_is_found(
    made: Ledger, now: str, rows: list[tuple[str, str]] | None, kinds: list[str]
) -> None:
    assert found(made, now, rows) == kinds


def test_what_nobody_heard_may_stand_or_not() -> None:
    made = ledger(attempt("60", (0, 1, 2)), attempt("61", (3, 4, float("inf")), UNKNOWN))
    assert found(made, "60") == found(made, "61") == []


def test_an_answer_with_another_patient_is_found() -> None:
    made = ledger(attempt("60", (0, 1, 2)))
    problems = made.problems(Stored({WEIGHT: "60", OTHERS: "60"}))
    assert [problem.kind for problem in problems] == ["in the wrong dossier"]
