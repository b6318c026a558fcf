"""`advise --brief`: the statuses of the full answer, on several cores, in order, each bad line on its own."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from headache_cds.commands import InputLine
from interventions.advice import batch
from interventions.advice.batch import CHUNK, answer_briefly
from tests.floor.conftest import ROOT
from tests.worked import WORKED_PATIENTS

pytestmark = pytest.mark.slow

WORKED = WORKED_PATIENTS.read_text(encoding="utf-8").splitlines()
STATUSES = ("applies", "insufficient_data", "suppressed", "does_not_apply")


def run(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("advise", str(path), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def briefly(lines: list[str], *, workers: int = 1) -> list[dict[str, Any]]:
    numbered = [InputLine(number, line.encode()) for number, line in enumerate(lines, start=1)]
    chunks = answer_briefly(numbered, everything=False, workers=workers)
    return [json.loads(line) for text, _ in chunks for line in text.splitlines()]


def test_it_names_the_rules_of_the_full_answer_by_status(tmp_path: Path) -> None:
    path = tmp_path / "every-third.jsonl"
    path.write_text("\n".join(WORKED[::3]), encoding="utf-8")
    full = run(path, all=True)
    assert len(full) == len(WORKED[::3])
    for answer, expected in zip(run(path, all=True, brief=True), full, strict=True):
        assert set(answer) == {"id", "ruleset", "derived", "blocked_by", "contradictions", *STATUSES}
        for key in ("id", "ruleset", "derived", "blocked_by"):
            assert answer[key] == expected[key]
        for status in STATUSES:
            of_status = [item["rule"] for item in expected["items"] if item["status"] == status]
            assert sorted(answer[status]) == sorted(of_status)


def test_what_does_not_apply_is_named_with_all_only() -> None:
    assert "does_not_apply" not in run(WORKED_PATIENTS, brief=True)[0]


def test_several_cores_give_the_same_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = 20
    monkeypatch.setattr(batch, "CHUNK", chunk)
    lines = [
        json.dumps({**json.loads(WORKED[number % len(WORKED)]), "id": number})
        for number in range(2 * chunk + 7)
    ]
    lines[chunk + 1] = "no JSON"
    spread = briefly(lines, workers=2)
    assert spread == briefly(lines)
    assert [answer["id"] for answer in spread if "error" not in answer] == [
        number for number in range(len(lines)) if number != chunk + 1
    ]


def test_no_more_is_read_than_is_worked_on() -> None:
    read = 0

    def lines() -> Any:
        nonlocal read
        for number in range(40 * CHUNK):
            read = number
            yield InputLine(number, b"no JSON")  # takes the least to answer

    answers = answer_briefly(lines(), everything=False, workers=2)
    next(answers)
    assert read < 12 * CHUNK
    answers.close()  # type: ignore[attr-defined]


def test_a_bad_line_is_answered_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    bad = json.dumps({"id": "b", "facts": {"patient_age_years": "old"}})
    path.write_text(f"{WORKED[0]}\n{{\n\n{bad}\n{WORKED[1]}\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("advise", str(path), brief=True, stdout=out)
    assert stopped.value.code == 1
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["error" in answer for answer in answers] == [False, True, True, False]
    assert answers[2] == {
        "id": "b",
        "error": {
            "line": 4,
            "fact": "patient_age_years",
            "message": "Enter a number: only digits, as 10 or 7.5.",
        },
    }


def test_a_safety_fact_cannot_be_given() -> None:
    line = json.dumps({"id": "a", "facts": {"advice_allowed": True}})
    assert briefly([line])[0]["error"]["fact"] == "advice_allowed"


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(WORKED * 4000), encoding="utf-8")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    answers = tmp_path / "answers.jsonl"
    with answers.open("w") as out:
        command = subprocess.Popen(
            [sys.executable, "manage.py", "advise", "--brief", str(path)],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started = time.monotonic()
        while not answers.stat().st_size and time.monotonic() < started + 60:
            time.sleep(0.1)
        os.killpg(command.pid, signal.SIGINT)
        _, errors = command.communicate(timeout=60)
    assert command.returncode == 130
    assert errors == ""
