"""A batch with one line of every bad kind: each is an error with its number, and all others are answered."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from headache_cds.commands import LONGEST_LINE
from interventions.advice import json_lines
from tests.floor.conftest import ROOT

pytestmark = pytest.mark.slow

GOOD = '{"id": "good", "facts": {"headache_type": ["migraine"], "patient_age_years": 40, "sex": "female"}}'
DEEP = 5000


def of(facts: str) -> str:
    """A line with these facts."""
    return '{"id": "bad", "facts": {' + facts + "}}"


# Each kind of line that is no patient: its bytes, and the id that can still be read from it.
BAD: dict[str, tuple[bytes, Any]] = {
    "no JSON": (b"no JSON", None),
    "cut off": (GOOD[:-1].encode(), None),
    "two objects": (f"{GOOD} {GOOD}".encode(), None),
    "no object": (b"[1, 2]", None),
    "only a number": (b"12", None),
    "no facts": (b'{"id": "bad"}', "bad"),
    "facts that are a list": (b'{"id": "bad", "facts": []}', "bad"),
    "an id that is an object": (b'{"id": {"a": 1}, "facts": {}}', None),
    "an id that is no number": (b'{"id": NaN, "facts": {}}', None),
    "an unknown fact": (of('"colour": "red"').encode(), "bad"),
    "an impossible value": (of('"patient_age_years": 400').encode(), "bad"),
    "a fact twice": (of('"sex": "female", "sex": "male"').encode(), "bad"),
    "the same fact twice": (of('"sex": "female", "sex": "female"').encode(), "bad"),
    "a fact twice, once escaped": (of('"sex": "female", "\\u0073ex": "male"').encode(), "bad"),
    "facts twice": (b'{"id": "bad", "facts": {}, "facts": {"sex": "male"}}', "bad"),
    "an id twice": (b'{"id": "bad", "id": "worse", "facts": {}}', None),
    "a cell of a row twice": (
        of('"medications": [{"name": "a", "days_per_month": 2, "days_per_month": 20}]').encode(),
        "bad",
    ),
    "a key twice in what nobody asked": (b'{"id": "bad", "facts": {}, "more": [{"a": 1, "a": 2}]}', "bad"),
    "a number of 401 digits": (of(f'"patient_age_years": 1{"0" * 400}').encode(), "bad"),
    "a computed number of 401 digits": (of(f'"bmi": 1{"0" * 400}').encode(), "bad"),
    "a number without limits of 401 digits": (of(f'"midas_change_percent": -1{"0" * 400}').encode(), "bad"),
    "a number of 5001 digits": (of(f'"patient_age_years": 1{"0" * 5000}').encode(), None),
    "a number past every number": (of('"patient_age_years": 1e999').encode(), "bad"),
    "no number at all": (of('"patient_age_years": NaN').encode(), "bad"),
    "minus infinite": (of('"patient_age_years": -Infinity').encode(), "bad"),
    "lists in lists": (of('"psk_activities": ' + "[" * DEEP + "]" * DEEP).encode(), None),
    "lists in lists that JSON still reads": (of('"headache_type": ' + "[" * 900 + "]" * 900).encode(), "bad"),
    "objects in objects": (of('"psk_activities": ' + '{"a":' * DEEP + "1" + "}" * DEEP).encode(), None),
    "lists that never end": (b"[" * 200_000, None),
    "half a pair in a text": (of('"main_request": "\\ud83d"').encode(), "bad"),
    "half a pair in a name": (of('"\\udc00": 1').encode(), "bad"),
    "half a pair in the id": (b'{"id": "\\ud800", "facts": {}}', None),
    "half a pair beside the facts": (b'{"id": "bad", "facts": {}, "note": ["\\ud83d"]}', "bad"),
    "half a pair as bytes": (b'{"id": "\xed\xa0\xbd", "facts": {}}', None),
    "Latin-1": (of('"main_request": "caf\xe9"').encode("latin-1"), None),
    "a byte that is no text": (b'{"id": "bad\xff", "facts": {}}', None),
    "UTF-16 without its last byte": (GOOD.encode("utf-16"), None),
    "UTF-16": (GOOD.encode("utf-16-be"), None),
    "UTF-32": (GOOD.encode("utf-32-le"), None),
    "a NUL": (b'{"id": "bad\0", "facts": {}}', None),
    "only NULs": (b"\0\0\0", None),
    "a mark in the middle": ('{"id": "bad", \ufeff"facts": {}}'.encode(), None),
    "too long": (of(f'"main_request": "{"x" * LONGEST_LINE}"').encode(), None),
    "far too long": (of(f'"main_request": "{"x" * LONGEST_LINE * 3}"').encode(), None),
}
MODES = [{}, {"everything": True}, {"brief": True}, {"brief": True, "everything": True}]


class Batch:
    """Good lines before, between and behind the bad ones, with blank lines, and a mark before all of it."""

    def __init__(self, *, good_ids: tuple[str, ...] = ("first", "between", "last")) -> None:
        first, between, last = (GOOD.replace('"good"', f'"{name}"').encode() for name in good_ids)
        kinds = list(BAD)
        half = len(kinds) // 2
        self.lines: list[bytes] = [b"\xef\xbb\xbf" + first, b"", b" \t\r"]
        self.number_of: dict[str, int] = {}
        for at, kind in enumerate(kinds):
            if at == half:
                self.lines.append(b"  " + between + b"\r")
            self.lines.append(BAD[kind][0])
            self.number_of[kind] = len(self.lines)
        # What was put together from two files has a mark in the middle.
        self.lines += [b"", b"\xef\xbb\xbf" + last]
        self.order = [good_ids[0], *kinds[:half], good_ids[1], *kinds[half:], good_ids[2]]

    @property
    def data(self) -> bytes:
        """The batch, without an end to its last line."""
        return b"\n".join(self.lines)


def run(source: str, **options: Any) -> tuple[list[dict[str, Any]], int]:
    """The answers of `advise` and its exit status."""
    out = io.StringIO()
    everything = options.pop("everything", False)
    status = 0
    try:
        call_command("advise", source, all=everything, stdout=out, **options)
    except SystemExit as end:
        status = int(end.code or 0)
    return [json.loads(line, parse_constant=pytest.fail) for line in out.getvalue().splitlines()], status


def as_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))


def check(batch: Batch, answers: list[dict[str, Any]], good: list[dict[str, Any]]) -> None:
    """Each bad line has an error with its number, each good one the answer that it has alone."""
    assert len(answers) == len(batch.order)
    for what, answer in zip(batch.order, answers, strict=True):
        if what not in BAD:
            assert answer == {**good[0], "id": what}
            continue
        assert set(answer) == {"id", "error"}, what
        assert set(answer["error"]) == {"line", "fact", "message"}, what
        assert (answer["id"], answer["error"]["line"]) == (BAD[what][1], batch.number_of[what]), what
        assert 0 < len(answer["error"]["message"]) < 300, what


@pytest.mark.parametrize("options", MODES, ids=str)
def test_every_other_line_of_a_file_and_of_standard_input_is_answered(
    options: dict[str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch()
    path = tmp_path / "patients.jsonl"
    path.write_text(GOOD, encoding="utf-8")
    good, status = run(str(path), **options)
    assert status == 0
    path.write_bytes(batch.data)
    from_file, status = run(str(path), **options)
    assert status == 1
    check(batch, from_file, good)
    as_input(monkeypatch, batch.data)
    assert run("-", **options) == (from_file, 1)


def test_what_looks_like_a_bad_line_and_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole pair, the backslash of a text, the same names in different objects, a long line."""
    rows = '[{"name": "a", "days_per_month": 2}, {"name": "b", "days_per_month": 2}]'
    good = [
        '{"id": "\\ud83d\\ude00", "facts": {"main_request": "\\\\ud83d"}}',
        of(f'"medications": {rows}'),
        of('"main_request": "' + "x" * (LONGEST_LINE - 100) + '"'),
        '{"id": 0, "facts": {}}',
    ]
    as_input(monkeypatch, "\n".join(good).encode())
    answers, status = run("-", brief=True)
    assert status == 0, [answer.get("error") for answer in answers]
    assert [answer["id"] for answer in answers] == ["\U0001f600", "bad", "bad", 0]


def test_several_processes_answer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interventions.advice.batch.CHUNK", 10)
    batch = Batch()
    as_input(monkeypatch, GOOD.encode())
    good, _status = run("-", brief=True)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    as_input(monkeypatch, batch.data)
    answers, status = run("-", brief=True)
    assert status == 1
    check(batch, answers, good)


def test_the_command_writes_utf_8_wherever_it_runs() -> None:
    """As a process, in a language in which the terminal knows no accents."""
    line = json.dumps({"id": "Zoë", "facts": {}}, ensure_ascii=False)
    done = subprocess.run(
        [sys.executable, "manage.py", "advise", "--brief"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONIOENCODING": "ascii"},
        input=b"\xff\n" + line.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    bad, good = (json.loads(answer) for answer in done.stdout.decode("utf-8").splitlines())
    assert (bad["error"]["line"], good["id"]) == (1, "Zoë")


@pytest.mark.parametrize("options", [{}, {"brief": True}], ids=str)
def test_a_mistake_of_the_product_ends_its_own_line_only(
    options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last guard: what nobody thought of is an error for its line too, and names no patient."""
    read = json_lines.read_facts

    def read_or_break(knowledge: Any, raw: dict[str, Any]) -> Any:
        if "bmi" in raw:
            raise ZeroDivisionError("of Zoë")
        return read(knowledge, raw)

    monkeypatch.setattr(json_lines, "read_facts", read_or_break)
    as_input(monkeypatch, b"\n".join([of('"bmi": 20').encode(), GOOD.encode()]))
    (bad, good), status = run("-", **options)
    assert status == 1
    assert bad == {
        "id": "bad",
        "error": {"line": 1, "fact": None, "message": "could not be worked out (ZeroDivisionError)"},
    }
    assert good["id"] == "good"
