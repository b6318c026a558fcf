"""Reads the files of the knowledge folder and remembers where each record stands, to name file and line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from headache_cds.vocabulary.source import Location, Mistake, Source, SourceError, validate
from interventions.engine.ruleset import ParameterRecord
from interventions.knowledge.case_lines import read_without_cases


@cache
def _list_of(shape: Any) -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[shape])


@dataclass
class KnowledgeFiles:
    """The files read so far, where each record stands, and the mistakes found."""

    folder: Path
    specs: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, ParameterRecord] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    unreadable: list[Mistake] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[Source, Location]] = field(default_factory=dict)
    files: dict[str, Source] = field(default_factory=dict)
    singles: dict[str, Any] = field(default_factory=dict)

    def records(self, kind: str, pattern: str, shape: Any) -> dict[str, Any]:
        """All records of the matching files, by id, in the order of the files."""
        found: dict[str, Any] = {}
        for source in self.sources(pattern):
            self.add(found, kind, source, shape)
        return found

    def sources(self, pattern: str) -> Iterator[Source]:
        """The matching files without their cases; one that cannot be read is noted and left out."""
        for path in sorted(self.folder.glob(pattern), key=lambda path: (len(path.parts), path)):
            try:
                yield read_without_cases(path)
            except SourceError as error:
                self.report_unreadable(error)

    def add(self, found: dict[str, Any], kind: str, source: Source, shape: Any) -> None:
        """Put the records of a list among those found; a misshapen one or a second of one id is noted."""
        try:
            rows = validate(source, _list_of(shape))
        except SourceError as error:
            self.report_unreadable(error)
            return
        for index, row in enumerate(rows):
            if row.id in found:
                self.mistakes.append(source.mistake((index, "id"), f"'{row.id}' appears twice"))
            found[row.id] = row
            self.places[kind, row.id] = (source, (index,))

    def one(self, name: str, shape: Any) -> Any:
        """A file that is one record, read once; None when it cannot be read, which is noted."""
        if name not in self.singles:
            self.singles[name] = None
            try:
                self.files[name] = read_without_cases(self.folder / name)
                self.singles[name] = validate(self.files[name], shape)
            except SourceError as error:
                self.report_unreadable(error)
        return self.singles[name]

    def report(self, kind: str, name: str, key: str | Location, message: str) -> None:
        """Note a mistake in a record; `key` is where in the record."""
        source, at = self.places[kind, name]
        inside = (key,) if isinstance(key, str) else key
        self.mistakes.append(source.mistake((*at, *inside), f"{name}: {message}"))

    def report_unreadable(self, error: SourceError) -> None:
        """Keep the mistakes of a file that could not be read or holds a misshapen record, each once."""
        self.unreadable += [mistake for mistake in error.mistakes if mistake not in self.unreadable]

    def raise_unreadable(self) -> None:
        """Raises SourceError when files could not be read: errors that follow from them would mislead."""
        if self.unreadable:
            raise SourceError(self.unreadable)

    def raise_mistakes(self) -> None:
        """Raises SourceError with all mistakes found so far, if any."""
        if self.mistakes:
            raise SourceError(self.mistakes)
