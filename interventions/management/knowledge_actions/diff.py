"""diff OLD NEW: the rules that changed, how urgent they are now, and which patients notice.

A patient notices other advice, another urgency and other contradictions; each of them is a line.

OLD and NEW are released versions or `current`, what is installed. The patients are the lines of a file as for
`advise`, or with --stored all episodes of the database, by their id.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from headache_cds.commands import read_lines
from headache_cds.vocabulary.values import ValueProblem
from intake.models import Episode
from interventions.advice.compared import Patient, PatientChange, changed_patients, declared_changes
from interventions.advice.json_lines import InputLineError, read_facts, read_line
from interventions.case.facts import episode_facts
from interventions.engine import Ruleset
from interventions.knowledge import Knowledge, get_release, versions
from interventions.knowledge.differences import compare
from interventions.knowledge.releases import UnknownRelease

HELP = "the rules that changed between two versions, and for whom advice, urgency or contradictions change"
CURRENT = "current"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("old", help="a released version, or current")
    parser.add_argument(
        "new", nargs="?", default=CURRENT, help="a released version, or current (the default)"
    )
    patients = parser.add_mutually_exclusive_group()
    patients.add_argument("--cases", type=Path, metavar="FILE", help="patients as JSON lines")
    patients.add_argument("--stored", action="store_true", help="all stored episodes, by their id")


def run(out: OutputWrapper, knowledge: Knowledge, options: dict[str, Any]) -> None:
    """Prints what changed and for whom. Raises CommandError for an unknown version or a line that is none."""
    old, new = (_ruleset(knowledge, options[name]) for name in ("old", "new"))
    out.write(f"{old.version} -> {new.version}")
    changes = compare(old, new).changes
    for change in changes:
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        out.write(f"{change.what} {change.kind}: {change.id}{fields}")
    if not changes:
        out.write("no record changed")
    for rule, how in declared_changes(old, new):
        out.write(f"urgency of {rule}: {how}")
    if options["stored"]:
        _write_patients(out, old, new, _stored())
    elif options["cases"]:
        _write_patients(out, old, new, _from_file(knowledge, options["cases"]))


def _ruleset(knowledge: Knowledge, version: str) -> Ruleset:
    if version in (CURRENT, knowledge.ruleset.version) and version not in versions():
        return knowledge.ruleset
    try:
        return get_release(version)
    except UnknownRelease as problem:
        known = ", ".join((*versions(), CURRENT))
        raise CommandError(f"{problem} is no release; there are: {known}") from problem


def _write_patients(out: OutputWrapper, old: Ruleset, new: Ruleset, patients: Iterator[Patient]) -> None:
    found = []
    for change in changed_patients(old, new, patients):
        found.append(change)
        for line in _lines(change):
            out.write(f"{change.patient}: {line}")
    urgencies = Counter(str(change.urgency) for change in found if change.urgency.is_news)
    how = "".join(f"; {change}: {count}" for change, count in urgencies.most_common())
    out.write(f"patients with another urgency: {urgencies.total()}{how}")
    out.write(f"patients with other contradictions: {sum(one.contradicts_otherwise for one in found)}")
    out.write(f"patients with other advice: {sum(one.is_advised_otherwise for one in found)}")


def _lines(change: PatientChange) -> Iterator[str]:
    if change.is_advised_otherwise:
        yield _signs(change.appears, change.disappears)
    if change.urgency.is_news or change.urgencies:
        of_rules = "".join(f"; {rule} {how}" for rule, how in change.urgencies)
        yield f"urgency {change.urgency}{of_rules}"
    if change.contradicts_otherwise:
        yield f"contradictions {_signs(change.contradicts, change.agrees)}"


def _signs(come: Iterable[str], go: Iterable[str]) -> str:
    return " ".join([*(f"+{name}" for name in come), *(f"-{name}" for name in go)])


def _from_file(knowledge: Knowledge, path: Path) -> Iterator[Patient]:
    for line in read_lines(str(path)):
        try:
            name, raw = read_line(line)
            facts, overrides = read_facts(knowledge, raw)
        except (InputLineError, ValueProblem) as problem:
            raise CommandError(f"{path}:{line.number}: {problem}") from problem
        yield str(name or line.number), facts | overrides


def _stored() -> Iterator[Patient]:
    for episode in Episode.objects.select_related("patient").iterator():
        yield str(episode.pk), episode_facts(episode)
