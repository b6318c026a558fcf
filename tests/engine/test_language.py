"""The statement language: parsing, three-valued evaluation, refusals."""

from typing import Any

import pytest

from interventions.engine.language.nodes import Condition
from interventions.engine.language.syntax import ConditionError, parse_condition, parse_expression


class Facts:
    """A scope over a plain dictionary; parameter `limit` is 15."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def value(self, name: str) -> Any:
        return self.facts.get(name)

    def parameter(self, name: str) -> float:
        return {"limit": 15}[name]


def truth(text: str, **facts: Any) -> bool | None:
    return parse_condition(text).evaluate(Facts(facts))


ROWS = [{"muscle": "a", "result": "pain"}, {"muscle": "b", "result": "none"}]


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("", {}, True),
        ("true", {}, True),
        ("false", {}, False),
        ("a == true", {"a": True}, True),
        ("a == true", {"a": False}, False),
        ("a == true", {}, None),
        ("a != male", {"a": "female"}, True),
        ("a != male", {"a": "male"}, False),
        ("a != male", {}, None),
        ("a != male", {"a": "unknown"}, None),
        ("a == unknown", {"a": "unknown"}, True),
        ("a == male", {"a": "unknown"}, None),
        ("a in [x, y]", {"a": "y"}, True),
        ("a in [x, y]", {"a": "z"}, False),
        ("a in [x, y]", {"a": "unknown"}, None),
        ("a contains x", {"a": ["x", "y"]}, True),
        ("a contains x", {"a": ["y"]}, False),
        ("a contains x", {"a": ["y", "unknown"]}, None),
        ("a contains x", {"a": ["x", "unknown"]}, True),
        ("a contains_any [x, z]", {"a": ["z"]}, True),
        ("a contains_any [x, z]", {}, None),
        ("a >= $limit", {"a": 15}, True),
        ("a >= $limit", {"a": 14.9}, False),
        ("a > $limit", {"a": 15}, False),
        ("a <= 3", {"a": 3}, True),
        ("a < 3", {"a": 3}, False),
        ("a >= 3", {}, None),
        ("a - b > 10", {"a": 30, "b": 19}, True),
        ("a - b > 10", {"a": 30}, None),
        ("(a - b) * 2 >= 22", {"a": 30, "b": 19}, True),
        ("abs(a - b) > 10", {"a": 19, "b": 30}, True),
        ("min(a, b) <= 30", {"a": 40, "b": 28}, True),
        ("max(a, b) <= 30", {"a": 40, "b": 28}, False),
        ("a / b > 1", {"a": 1, "b": 0}, None),
        ("a + 2 * b >= 150", {"a": 50, "b": 50}, True),
        ("answered(a)", {"a": False}, True),
        ("answered(a)", {}, False),
        ("answered(a)", {"a": "unknown"}, False),
        ("answered(a)", {"a": ["unknown"]}, False),
        ("answered(a)", {"a": []}, True),
        ("not a == true", {"a": True}, False),
        ("not a == true", {}, None),
        ("a == true and b == true", {"a": False}, False),
        ("a == true and b == true", {"a": True}, None),
        ("a == true or b == true", {"a": True}, True),
        ("a == true or b == true", {"a": False}, None),
        ("a == true or b == true and c == true", {"a": True, "b": False, "c": False}, True),
        ("not a == true and b == true", {"a": False, "b": True}, True),
        ("at_least(2, a == true, b == true, c == true)", {"a": True, "b": True}, True),
        ("at_least(2, a == true, b == true, c == true)", {"a": False, "b": False}, False),
        ("at_least(2, a == true, b == true, c == true)", {"a": True, "b": False}, None),
        ("any_record(r, result == pain)", {"r": ROWS}, True),
        ("any_record(r, result == other)", {"r": ROWS}, False),
        ("any_record(r, result == other)", {"r": [*ROWS, {"muscle": "c"}]}, None),
        ("any_record(r, result == pain)", {}, None),
        ("all_record(r, result in [pain, none])", {"r": ROWS}, True),
        ("all_record(r, result == pain)", {"r": ROWS}, False),
        ("all_record(r, answered(result))", {"r": [{}]}, False),
        ("count_record(r, result == pain) >= 1", {"r": ROWS}, True),
        ("count_record(r, result == pain) >= 2", {"r": ROWS}, False),
        ("count_record(r, result == pain) >= 2", {"r": [*ROWS, {"muscle": "c"}]}, None),
        ("count_record(r, result == pain) < 1", {"r": [{"muscle": "c"}]}, None),
    ],
)
def test_a_condition_is_true_false_or_unknown(
    text: str, facts: dict[str, Any], expected: bool | None
) -> None:
    assert truth(text, **facts) is expected


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("a * 12", {"a": 6}, 72),
        ("mean_record(r, score)", {"r": [{"score": 8}, {"score": 7}]}, 7.5),
        ("mean_record(r, score)", {"r": [{"score": 8}, {}]}, None),
        ("mean_record(r, score)", {"r": []}, None),
        ("count_record(r, score > 7)", {"r": [{"score": 8}, {"score": 7}]}, 1),
        ("count_record(r, score > 7)", {"r": [{"score": 8}, {}]}, None),
        ("set_record(r, muscle)", {"r": ROWS}, frozenset({"a", "b"})),
        ("set_record(r, result)", {"r": [{"result": "pain"}, {}]}, frozenset({"pain", "unknown"})),
        ("set_record(r, result)", {}, None),
    ],
)
def test_an_expression_has_a_value_or_is_unknown(text: str, facts: dict[str, Any], expected: object) -> None:
    node = parse_expression(text)
    assert node.evaluate(Facts(facts)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a ==",
        "a == true and",
        "a === true",
        "(a == true",
        "a == true)",
        "a contains [x]",
        "a in x",
        "a; b",
        "__import__('os')",
        "a == true b == true",
        "and a == true",
        "answered()",
    ],
)
def test_text_outside_the_language_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)


def test_nothing_is_ever_run_as_python() -> None:
    assert isinstance(parse_condition("open == true"), Condition)
    assert truth("open == true") is None
