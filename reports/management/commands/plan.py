"""`manage.py plan [FILE|-] --out DIR`: the papers of a plan as PDF for every case in which an advice applies.

One file for each document that is made of a plan, `<id>-patient-plan.pdf`, `<id>-exercises.pdf` and so on.
"""

import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from headache_cds.commands import read_lines, write_utf_8
from headache_cds.vocabulary.values import ValueProblem
from interventions.advice.json_lines import InputLineError, read_line, shorten
from interventions.knowledge import Knowledge, get_knowledge
from interventions.plan.from_facts import NoPlan, plan_from_facts
from reports.documents.kinds import PAGES, can_be_made


class RenderError(RuntimeError):
    """A plan that could not be made or written; the message says why."""


class Command(BaseCommand):
    help = (
        "The papers of a plan for patients given as JSON lines, with every advice that applies taken at its "
        "default dose, and the first three things to do as what to do now. Nothing is stored or signed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="JSON lines; - reads standard input")
        parser.add_argument("--out", required=True, help="the folder for the PDF files; made when absent")
        parser.add_argument("--language", choices=("nl", "en"), default="nl", help="of the plans")

    def handle(self, *_args: Any, **options: Any) -> None:
        write_utf_8()
        folder = make_folder(options["out"])
        knowledge = get_knowledge()
        names: set[str] = set()
        failed = False
        for line in read_lines(options["file"]):
            name = f"line {line.number}"
            try:
                case_id, raw = read_line(line)
                name = unused(file_stem(case_id, line.number), names)
                result = write_papers(
                    knowledge,
                    raw,
                    case_id=str(case_id or name),
                    stem=folder / name,
                    language=options["language"],
                )
            except (InputLineError, ValueProblem, RenderError) as problem:
                failed = True
                result = shorten(f"error: {problem}")
                if name != f"line {line.number}":
                    result += f" (line {line.number})"
            self.stdout.write(f"{name}: {result}")
        if failed:
            sys.exit(1)


def write_papers(
    knowledge: Knowledge, raw: dict[str, Any], *, case_id: str, stem: Path, language: str
) -> str:
    """Write every paper of one plan; gives the line that says where they are or why there is none.

    All are rendered before the first is written. Raises ValueProblem and RenderError.
    """
    try:
        content = plan_from_facts(knowledge, case_id, raw, language)
    except ValueProblem:
        raise
    except Exception as error:
        raise RenderError(f"could not be worked out ({type(error).__name__})") from error
    if isinstance(content, NoPlan):
        return no_plan(content, language)
    made = {kind: rendered(content, kind, language) for kind in PAGES if can_be_made(content, kind)}
    said = [f"{len(content['cards'])} cards"]
    for kind, (data, pages) in made.items():
        path = stem.with_name(f"{stem.name}-{kind.replace('_', '-')}.pdf")
        try:
            write_whole(path, data)
        except OSError as error:
            raise RenderError(f"cannot write {path}: {error.strerror}") from error
        said.append(f"{path} ({pages} pages)")
    return ", ".join(said)


def rendered(content: dict[str, Any], kind: str, language: str) -> tuple[bytes, int]:
    """One paper as PDF, and how many pages it has. Raises RenderError."""
    from reports.documents.pdf import render_pdf

    try:
        pdf = render_pdf(PAGES[kind](content, language))
    except Exception as error:
        raise RenderError(f"could not be rendered: {kind}: {error}") from error
    return pdf.data, pdf.pages


def write_whole(path: Path, data: bytes) -> None:
    """Write a file all at once, so that none is ever half. Raises OSError."""
    part = path.with_suffix(".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def no_plan(reason: NoPlan, language: str) -> str:
    """Why a case has no plan, with every rule that blocks it."""
    if not reason.blocks:
        return "no plan: no advice applies"
    rules = "; ".join(f"{rule.id}: {rule.summary.in_language(language)}" for rule in reason.blocks)
    return f"no plan: blocked by {rules}"


def file_stem(case_id: object, number: int) -> str:
    """The id as the start of a file name: letters, digits, dot, dash and underscore; never a path."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", str(case_id or ""))[:80].strip("-.")
    return stem or f"line-{number}"


def unused(stem: str, names: set[str]) -> str:
    """The stem, numbered when an earlier line of this run has it already."""
    name, count = stem, 1
    while name.lower() in names:
        count += 1
        name = f"{stem}-{count}"
    names.add(name.lower())
    return name


def make_folder(name: str) -> Path:
    """The folder for the files. Raises CommandError when it cannot be made."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"cannot make {folder}: {error}") from error
    return folder
