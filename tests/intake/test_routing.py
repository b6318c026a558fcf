"""Which questions are asked, over facts that are known and facts that are not."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from intake.routing import Question, Questions, When, is_shown, shown_facts

WHEN: TypeAdapter[When] = TypeAdapter(When)
QUESTIONS: TypeAdapter[tuple[Question, ...]] = TypeAdapter(Questions)


@pytest.mark.parametrize(
    ("when", "facts", "shown"),
    [
        ({}, {}, True),
        ({"days": {"min": 15}}, {"days": 14}, False),
        ({"days": {"min": 15}}, {"days": 15}, True),
        ({"days": {"max": 3}}, {"days": 3}, True),
        ({"days": {"max": 3}}, {"days": 3.5}, False),
        ({"days": {"min": 1, "max": 3}}, {"days": 0}, False),
        ({"days": {"min": 0}}, {}, False),
        ({"neck": [True]}, {"neck": True}, True),
        ({"neck": [True]}, {"neck": False}, False),
        ({"neck": [True]}, {"neck": 1}, False),
        ({"neck": [True]}, {}, False),
        ({"neck": [False]}, {"neck": False}, True),
        ({"sex": ["female", "other"]}, {"sex": "other"}, True),
        ({"sex": ["female", "other"]}, {"sex": "male"}, False),
        ({"type": ["migraine"]}, {"type": ["tth", "migraine"]}, True),
        ({"type": ["migraine"]}, {"type": ["none"]}, False),
        ({"type": {"all": ["migraine", "tth"]}}, {"type": ["tth", "moh", "migraine"]}, True),
        ({"type": {"all": ["migraine", "tth"]}}, {"type": ["migraine"]}, False),
        ({"type": {"all": ["migraine", "tth"]}}, {}, False),
        ({"grade": [2]}, {"grade": 2}, True),
        ({"neck": [True], "days": {"min": 15}}, {"neck": True}, False),
        ({"neck": [True], "days": {"min": 15}}, {"neck": True, "days": 20}, True),
    ],
)
def test_a_condition_holds_only_over_what_is_known(when: Any, facts: dict[str, Any], shown: bool) -> None:
    assert is_shown(WHEN.validate_python(when), facts) is shown


def test_no_condition_always_holds() -> None:
    assert is_shown(None, {})


@pytest.mark.parametrize("when", [{"days": {}}, {"days": {"least": 3}}, {"days": "many"}])
def test_a_condition_that_says_nothing_is_refused(when: Any) -> None:
    with pytest.raises(ValidationError):
        WHEN.validate_python(when)


def test_a_hidden_answer_opens_no_other_question() -> None:
    questions = QUESTIONS.validate_python(
        [
            {"fact": "third", "when": {"second": [True]}},
            {"fact": "second", "when": {"first": [True]}},
            "first",
        ]
    )
    known = {"first": False, "second": True, "third": True, "sex": "male"}
    assert shown_facts(questions, known) == {"first": False, "sex": "male"}
    assert shown_facts(questions, known | {"first": True}) == known | {"first": True}


def test_it_leaves_the_given_facts_alone() -> None:
    questions = QUESTIONS.validate_python([{"fact": "second", "when": {"first": [True]}}])
    known = {"second": True}
    assert shown_facts(questions, known) == {}
    assert known == {"second": True}
