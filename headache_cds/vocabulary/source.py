"""Data files that know their line numbers, so that a mistake is reported where it stands.

Every data folder of the product (facts, sections, rules, doses) is YAML. `read_yaml` gives the data together
with the line of every value; `validate` checks it against a pydantic model and reports all mistakes at once.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

Location = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Mistake:
    """One mistake in one file; `line` counts from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class SourceError(Exception):
    """Raised when data files hold mistakes; holds all of them."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


@dataclass(frozen=True)
class Source:
    """One parsed data file."""

    path: Path
    data: Any
    lines: dict[Location, int] = field(repr=False)

    def line_of(self, location: Location) -> int:
        """The line of a value, or of the nearest thing around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def part(self, key: str) -> "Source":
        """What stands under one key, as a source of its own that knows its lines."""
        lines = {at[1:]: line for at, line in self.lines.items() if at[:1] == (key,)}
        return Source(self.path, self.data[key], lines)

    def mistake(self, location: Location, message: str) -> Mistake:
        return Mistake(self.path, self.line_of(location), message)


def read_yaml(path: Path) -> Source:
    """Read one YAML file. Raises SourceError when it is no YAML or a mapping repeats a key."""
    return parse_yaml(path, path.read_text(encoding="utf-8"))


def parse_yaml(path: Path, text: str) -> Source:
    """The text of the file at `path` as `read_yaml` gives it; raises the same."""
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        lines: dict[Location, int] = {}
        mistakes = _collect_lines(node, (), lines, path) if node else []
        data = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError([Mistake(path, line, f"no valid YAML: {error.problem}")]) from error
    finally:
        loader.dispose()
    if mistakes:
        raise SourceError(mistakes)
    return Source(path, data, lines)


def _collect_lines(node: yaml.Node, at: Location, lines: dict[Location, int], path: Path) -> list[Mistake]:
    lines[at] = node.start_mark.line + 1
    mistakes: list[Mistake] = []
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            mistakes += _collect_lines(item, (*at, index), lines, path)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                mistakes.append(Mistake(path, key.start_mark.line + 1, f"'{key.value}' stands twice"))
            seen.add(key.value)
            mistakes += _collect_lines(value, (*at, key.value), lines, path)
    return mistakes


def validate(source: Source, shape: type[T] | TypeAdapter[T]) -> T:
    """The file's data as `shape`. Raises SourceError with every mistake and its line."""
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    try:
        return adapter.validate_python(source.data)
    except ValidationError as error:
        raise SourceError(
            [source.mistake(_plain(item["loc"]), _wording(item)) for item in error.errors()]
        ) from error


def _plain(location: Location) -> Location:
    return tuple(part for part in location if not (isinstance(part, str) and part.startswith("function-")))


def _wording(item: Any) -> str:
    where = ".".join(str(part) for part in item["loc"] if not isinstance(part, int))
    message = item["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


class Strict(BaseModel):
    """Base of every data record: no unknown keys, no silent conversion, frozen."""

    model_config = {"extra": "forbid", "frozen": True, "strict": True}
