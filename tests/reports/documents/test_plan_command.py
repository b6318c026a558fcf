"""`manage.py plan`: a PDF for every case in which an advice applies, and for the others why there is none."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from interventions.advice.board import build_board
from interventions.advice.json_lines import advise_on, read_facts
from interventions.engine import brief
from interventions.knowledge import get_knowledge
from interventions.plan.alternatives import choices_of
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents import pdf
from reports.documents.kinds import PAGES
from reports.management.commands.plan import file_stem
from reports.models import DocumentKind
from tests.interventions.test_bad_lines import Batch
from tests.reports.documents.conftest import FACTS_OF, FLAGGED, MIGRAINE, NECK
from tests.worked import WORKED_PATIENTS

pytestmark = pytest.mark.slow


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that gives a file at once."""
    monkeypatch.setattr(pdf, "render_pdf", lambda _html: pdf.Pdf(b"%PDF-1.7", 1))


def run(folder: Path, source: Path, **options: Any) -> tuple[str, int]:
    """What the command prints, and its exit status."""
    output = io.StringIO()
    try:
        call_command("plan", str(source), out=str(folder), stdout=output, **options)
    except SystemExit as end:
        return output.getvalue(), int(end.code or 0)
    return output.getvalue(), 0


def plans_in(folder: Path) -> list[str]:
    """The patient's plans among the papers."""
    return sorted(path.name for path in folder.glob("*-patient-plan.pdf"))


def lines_of(tmp_path: Path, *lines: str) -> Path:
    source = tmp_path / "cases.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    return source


def case(case_id: object, name: str = NECK) -> str:
    return json.dumps({"id": case_id, "facts": FACTS_OF[name]})


def test_it_works(tmp_path: Path) -> None:
    source = lines_of(tmp_path, case(NECK), case(FLAGGED, FLAGGED))
    output, status = run(tmp_path / "out", source)
    assert status == 0
    made = tmp_path / "out" / f"{NECK}-patient-plan.pdf"
    assert plans_in(tmp_path / "out") == [made.name]
    assert not [path for path in made.parent.iterdir() if "plan" in path.name and path != made]
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(made).pages).split())
    assert f"Patiënt {NECK}" in text
    assert "Voorbeeld: niet ondertekend" in text
    assert "Nek en schouders oefenen" in text
    assert f"{FLAGGED}: no plan: blocked by stop-at-unresolved-red-flag" in output
    assert "alarmsignaal" in output


@pytest.mark.usefixtures("quick")
def test_every_paper_of_a_plan_has_a_file_of_its_own_name(tmp_path: Path) -> None:
    output, _status = run(tmp_path / "out", lines_of(tmp_path, case("x")))
    kinds = [kind for kind in PAGES if DocumentKind(kind).is_of_plan]
    names = {f"x-{kind.replace('_', '-')}.pdf" for kind in kinds}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert len(names) > 1
    assert all(f"{name} (1 pages)" in output for name in names)


@pytest.mark.usefixtures("quick")
def test_every_worked_patient_has_a_plan_or_a_reason(tmp_path: Path) -> None:
    output, status = run(tmp_path, WORKED_PATIENTS)
    assert status == 0
    told = dict(line.split(": ", 1) for line in output.splitlines())
    assert list(told) == list(FACTS_OF)
    for case_id, facts in FACTS_OF.items():
        board = build_board(get_knowledge(), advise_on(get_knowledge(), facts))
        path = tmp_path / f"{case_id}-patient-plan.pdf"
        assert path.exists() is bool(board.options), case_id
        assert board.options or "no plan: " in told[case_id]


@pytest.mark.parametrize("case_id", FACTS_OF)
def test_the_content_takes_every_card_but_alternatives_or_none(case_id: str) -> None:
    knowledge = get_knowledge()
    content = plan_from_facts(knowledge, case_id, FACTS_OF[case_id], "nl")
    advice = advise_on(knowledge, FACTS_OF[case_id])
    board = build_board(knowledge, advice)
    offered = {view.card.id for view in board.options}
    if isinstance(content, NoPlan):
        assert not offered
        assert [rule.id for rule in content.blocks] == list(advice.blocked_by)
    else:
        instead = {choice.second.card for choice in choices_of(board)}
        assert offered - instead <= {card["id"] for card in content["cards"]}


@pytest.mark.parametrize("case_id", FACTS_OF)
def test_no_red_flag_ever_has_a_plan(case_id: str) -> None:
    knowledge = get_knowledge()
    for fact in (name for name in knowledge.vocabulary.facts if name.startswith("rf_")):
        facts = FACTS_OF[case_id] | {fact: True}
        blocked = brief(knowledge.ruleset, *read_facts(knowledge, facts)).blocked_by
        assert not blocked or isinstance(plan_from_facts(knowledge, case_id, facts, "nl"), NoPlan), fact


def test_the_content_counts_rules_on_what_was_taken() -> None:
    knowledge = get_knowledge()
    facts, overrides = read_facts(
        knowledge, FACTS_OF[MIGRAINE] | {"planned_interventions": ["graded_activity"]}
    )
    assert not overrides
    content = plan_from_facts(knowledge, MIGRAINE, facts, "nl")
    assert isinstance(content, dict)
    training = next(card for card in content["cards"] if card["id"] == "aerobic_training")
    assert [component["en"] for component in training["components"]] == [
        "Brisk activity",
        "Doing more, step by step",
    ]


@pytest.mark.usefixtures("quick")
def test_a_line_in_error_fails_and_the_others_go_on(tmp_path: Path) -> None:
    source = lines_of(
        tmp_path,
        "no json",
        '{"id": "odd", "facts": {"favourite_colour": "teal"}}',
        '{"id": "heavy", "facts": {"bmi": 400}}',
        '{"id": "list", "facts": []}',
        case("good"),
    )
    output, status = run(tmp_path / "out", source)
    assert status == 1
    assert "line 1: error: not JSON" in output
    assert "odd: error: favourite_colour: Not a fact" in output
    assert "heavy: error: bmi" in output
    assert plans_in(tmp_path / "out") == ["good-patient-plan.pdf"]
    assert {path.name.split("-")[0] for path in (tmp_path / "out").iterdir()} == {"good"}


@pytest.mark.usefixtures("quick")
def test_a_case_that_cannot_be_rendered_fails_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(html: str) -> pdf.Pdf:
        if "Patiënt broken" in html:
            raise TypeError("NoneType * int")
        return pdf.Pdf(b"%PDF-1.7", 1)

    monkeypatch.setattr(pdf, "render_pdf", render)
    output, status = run(tmp_path / "out", lines_of(tmp_path, case("broken"), case("good")))
    assert status == 1
    assert "broken: error: could not be rendered: patient_plan: NoneType * int (line 1)" in output
    assert plans_in(tmp_path / "out") == ["good-patient-plan.pdf"]
    assert {path.name.split("-")[0] for path in (tmp_path / "out").iterdir()} == {"good"}


@pytest.mark.usefixtures("quick")
def test_a_plan_that_cannot_be_written_fails_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / "x-patient-plan.pdf").mkdir(parents=True)
    output, status = run(folder, lines_of(tmp_path, "", case("x"), case("good")))
    assert status == 1
    assert "x: error: cannot write" in output
    assert "(line 2)" in output
    assert plans_in(folder) == ["good-patient-plan.pdf", "x-patient-plan.pdf"]
    assert [path.name for path in folder.glob("x-*")] == ["x-patient-plan.pdf"]


@pytest.mark.usefixtures("quick")
def test_every_bad_line_is_an_error_with_its_number(tmp_path: Path) -> None:
    batch = Batch()
    source = tmp_path / "bad.jsonl"
    source.write_bytes(batch.data)
    output, status = run(tmp_path / "out", source)
    assert status == 1
    said = output.splitlines()
    assert len(said) == len(batch.order)
    for what, line in zip(batch.order, said, strict=True):
        number = batch.number_of.get(what)
        assert ": error: " in line if number else line.startswith(f"{what}: "), line
        assert not number or re.search(rf"^line {number}: |\(line {number}\)$", line), line


@pytest.mark.usefixtures("quick")
def test_an_id_never_leads_out_of_the_folder_and_never_overwrites(tmp_path: Path) -> None:
    source = lines_of(
        tmp_path, case("../../etc/x"), case("a b"), case("a/b"), case(None), case(7), case("a b")
    )
    _output, status = run(tmp_path / "out", source)
    assert status == 0
    assert plans_in(tmp_path / "out") == [
        "7-patient-plan.pdf",
        "a-b-2-patient-plan.pdf",
        "a-b-3-patient-plan.pdf",
        "a-b-patient-plan.pdf",
        "etc-x-patient-plan.pdf",
        "line-4-patient-plan.pdf",
    ]


@pytest.mark.parametrize(
    ("case_id", "stem"),
    [
        ("V01-x_y.z", "V01-x_y.z"),
        ("..", "line-3"),
        ("", "line-3"),
        ("é" * 5, "line-3"),
        ("x" * 200, "x" * 80),
    ],
)
def test_file_stem(case_id: str, stem: str) -> None:
    assert file_stem(case_id, 3) == stem


def test_without_any_advice_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.management.commands.plan.plan_from_facts", lambda *_facts: NoPlan(()))
    output, status = run(tmp_path, lines_of(tmp_path, case("x")))
    assert (output, status) == ("x: no plan: no advice applies\n", 0)


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot read"):
        run(tmp_path, tmp_path / "absent.jsonl")


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    source = lines_of(tmp_path, case("x"))
    with pytest.raises(CommandError, match="cannot make"):
        run(source, source)
