"""The advise door: JSON lines in, JSON lines out; a bad line is answered and the others go on."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.worked import WORKED_PATIENTS

pytestmark = pytest.mark.slow

GOOD = {"id": "a", "facts": {"headache_type": ["migraine"], "patient_age_years": 40}}


def answers(
    tmp_path: Path, *lines: object, status: int = 0, everything: bool = False
) -> list[dict[str, Any]]:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as stopped:
            call_command("advise", str(path), all=everything, stdout=out)
        assert stopped.value.code == status
    else:
        call_command("advise", str(path), all=everything, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_answer_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    (answer,) = answers(tmp_path, GOOD)
    assert set(answer) == {
        "id",
        "ruleset",
        "derived",
        "blocked_by",
        "contradictions",
        "items",
        "next_questions",
    }
    assert set(answer["ruleset"]) == {"version", "sha256"}
    for item in answer["items"]:
        assert set(item) == {
            "rule",
            "use",
            "group",
            "status",
            "urgency",
            "summary",
            "short",
            "while_blocked",
            "implements",
            "explains",
            "strength",
            "dose",
            "because",
            "missing",
            "withheld_by",
            "gates_failed",
            "why_not",
            "would_change",
            "ask_next",
            "conflicts",
        }
        for reason in item["because"]:
            assert set(reason) == {"fact", "value", "test", "holds"}
    assert set(answer["next_questions"][0]) == {"fact", "worth", "decides", "tells"}


def test_items_that_do_not_apply_are_left_out_without_all(tmp_path: Path) -> None:
    short = answers(tmp_path, GOOD)[0]["items"]
    long = answers(tmp_path, GOOD, everything=True)[0]["items"]
    assert "does_not_apply" not in {item["status"] for item in short}
    assert {item["rule"] for item in long} - {item["rule"] for item in short} == {
        item["rule"] for item in long if item["status"] == "does_not_apply"
    }


def test_a_dose_comes_with_its_numbers(tmp_path: Path) -> None:
    items = answers(tmp_path, WORKED_PATIENTS.read_text().splitlines()[1])[0]["items"]
    (dose,) = [item["dose"] for item in items if "HV-I-033" in item["implements"]]
    values = {part["id"]: part["value"] for part in dose["parts"]}
    assert {3, 40, 8} <= set(values.values())


BAD_LINES = [
    ("no json", None),
    ("[1, 2]", None),
    ('{"id": "x"}', None),
    ('{"id": "x", "facts": []}', None),
    ('{"id": "x", "facts": {"colour": "red"}}', "colour"),
    ('{"id": "x", "facts": {"headache_days_per_month": 45}}', "headache_days_per_month"),
    ('{"id": "x", "facts": {"headache_days_per_month": NaN}}', "headache_days_per_month"),
    ('{"id": "x", "facts": {"sex": "boat"}}', "sex"),
    ('{"id": "x", "facts": {"advice_allowed": true}}', "advice_allowed"),
    ('{"id": "x", "facts": {"bmi": 400}}', "bmi"),
    ('{"id": "x", "facts": {"headache_chronicity": "sometimes"}}', "headache_chronicity"),
    ('{"id": "x", "facts": {"cervical_arom": {"direction": "flexion"}}}', "cervical_arom"),
]


def test_a_bad_line_is_answered_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [line for line, _fact in BAD_LINES]
    first, *bad, last = answers(tmp_path, GOOD, *lines, {**GOOD, "id": "b"}, status=1)
    assert (first["id"], last["id"]) == ("a", "b")
    found = [(line, set(answer), answer["error"]["fact"]) for line, answer in zip(lines, bad, strict=True)]
    assert found == [(line, {"id", "error"}, fact) for line, fact in BAD_LINES]
    assert all(answer["error"]["message"] for answer in bad)


def test_a_null_is_unknown(tmp_path: Path) -> None:
    with_null = {"id": "a", "facts": {**GOOD["facts"], "bmi": None, "sex": None}}  # type: ignore[dict-item]
    assert answers(tmp_path, with_null) == answers(tmp_path, GOOD)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot read"):
        call_command("advise", str(tmp_path / "absent.jsonl"))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(GOOD).encode() + b"\n\n")))
    call_command("advise", "-", stdout=out)
    assert json.loads(out.getvalue())["id"] == "a"


def test_a_derived_fact_can_be_given_when_no_safety_stands_on_it(tmp_path: Path) -> None:
    case = {"id": "a", "facts": {**GOOD["facts"], "bmi": 31}}  # type: ignore[dict-item]
    assert answers(tmp_path, case)[0]["derived"]["obesity"] is True
