"""Reads the files of the knowledge folder and remembers where each record stands, to name file and line."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from headache_cds.vocabulary.source import Mistake, Source, SourceError, read_yaml, validate
from interventions.engine.ruleset import ParameterRecord


@dataclass
class Reading:
    """The files read so far, where each record stands, and the mistakes found."""

    folder: Path
    specs: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, ParameterRecord] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    unreadable: bool = False
    places: dict[tuple[str, str], tuple[Source, int]] = field(default_factory=dict)

    def records(self, kind: str, pattern: str, shape: Any) -> dict[str, Any]:
        """All records of the matching files, by id; sub-folders (the other documents) come last."""
        found: dict[str, Any] = {}
        for path in sorted(self.folder.glob(pattern), key=lambda path: (len(path.parts), path)):
            try:
                source = read_yaml(path)
                rows = validate(source, TypeAdapter(list[shape]))
            except SourceError as error:
                self.mistakes += error.mistakes
                self.unreadable = True
                continue
            for index, row in enumerate(rows):
                if row.id in found:
                    self.mistakes.append(source.mistake((index, "id"), f"'{row.id}' stands twice"))
                found[row.id] = row
                self.places[kind, row.id] = (source, index)
        return found

    def one(self, name: str, shape: Any) -> Any:
        source = read_yaml(self.folder / name)
        return validate(source, shape)

    def blame(self, kind: str, name: str, key: str, message: str) -> None:
        source, index = self.places[kind, name]
        self.mistakes.append(source.mistake((index, key), f"{name}: {message}"))

    def refuse_unreadable(self) -> None:
        """Raises SourceError when a file could not be read: what leans on it would be blamed in vain."""
        if self.unreadable:
            raise SourceError(self.mistakes)

    def refuse_mistakes(self) -> None:
        """Raises SourceError with all mistakes found so far, if any."""
        if self.mistakes:
            raise SourceError(self.mistakes)
