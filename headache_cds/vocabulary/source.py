"""Data files that know their line numbers, so that a mistake is reported where it stands.

Every data folder of the product (facts, sections, rules, doses) is YAML. `read_yaml` gives the data together
with the line of every value; `validate` checks it against a pydantic model and reports all mistakes at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from yaml.constructor import SafeConstructor

from headache_cds.vocabulary.yaml_guard import UnreadableError, find_dangers, read_text

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


def read_data_file(path: Path) -> str:
    """The text of a data file. Raises SourceError when it is missing, a folder, too large or not UTF-8."""
    try:
        return read_text(path)
    except UnreadableError as error:
        raise SourceError([Mistake(path, error.line, error.reason)]) from error


def read_yaml(path: Path, prepare: Callable[[str], str] | None = None) -> Source:
    """Read one YAML file; raises SourceError with the line of every mistake.

    Refused are a file that is missing, too large, not UTF-8 or no YAML, aliases that multiply, a mapping with
    a key twice, and a value that cannot be what it looks like (a 30th of February). `prepare` may
    change the text before it is parsed; it must keep the number of every line.
    """
    lines: dict[Location, int] = {}
    mistakes: list[Mistake] = []
    data, text = None, read_data_file(path)
    try:
        text = prepare(text) if prepare else text
        mistakes = [Mistake(path, line, message) for line, message in find_dangers(text)]
        if not mistakes and (node := yaml.compose(text, Loader=yaml.CSafeLoader)):
            mistakes = _collect_lines(node, (), lines, path)
            data = None if mistakes else _construct(node)
    except yaml.MarkedYAMLError as error:
        mistakes = [Mistake(path, *_what_is_wrong(error, text))]
    except yaml.reader.ReaderError as error:
        line = next(at for at, part in enumerate(text.splitlines(), 1) if error.character in map(ord, part))
        mistakes = [Mistake(path, line, f"no valid YAML: the character U+{error.character:04X}")]
    if mistakes:
        raise SourceError(mistakes)
    return Source(path, data, lines)


def _what_is_wrong(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line and the reason; the parser's own words for a tab help nobody."""
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    written = [*text.splitlines(), ""][line - 1]
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return line, "no valid YAML: a tab; indent with spaces"
    return line, f"no valid YAML: {error.problem}"


def _construct(node: yaml.Node) -> Any:
    """The plain data of a tree. Raises MarkedYAMLError."""
    try:
        return SafeConstructor().construct_document(node)
    except (ValueError, OverflowError) as error:
        for scalar in _scalars(node):
            try:
                SafeConstructor().construct_document(scalar)
            except (ValueError, OverflowError) as problem:
                raise yaml.MarkedYAMLError(problem=str(problem), problem_mark=scalar.start_mark) from error
        raise


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        yield from (scalar for item in node.value for scalar in _scalars(item))
    else:
        yield from (scalar for pair in node.value for item in pair for scalar in _scalars(item))


def _collect_lines(node: yaml.Node, at: Location, lines: dict[Location, int], path: Path) -> list[Mistake]:
    lines[at] = node.start_mark.line + 1
    mistakes: list[Mistake] = []
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            mistakes += _collect_lines(item, (*at, index), lines, path)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                mistakes.append(Mistake(path, key.start_mark.line + 1, "a key must be one word"))
                continue
            if key.value in seen:
                mistakes.append(Mistake(path, key.start_mark.line + 1, f"'{key.value}' appears twice"))
            seen.add(key.value)
            mistakes += _collect_lines(value, (*at, key.value), lines, path)
    return mistakes


def validate(source: Source, shape: type[T] | TypeAdapter[T]) -> T:
    """The file's data as `shape`. Raises SourceError with every mistake and its line."""
    adapter = shape if isinstance(shape, TypeAdapter) else _adapter_of(cast("Any", shape))
    try:
        return adapter.validate_python(source.data)
    except ValidationError as error:
        raise SourceError(
            [source.mistake(_plain(item["loc"]), _wording(item)) for item in error.errors()]
        ) from error


@cache
def _adapter_of(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _plain(location: Location) -> Location:
    return tuple(part for part in location if not (isinstance(part, str) and part.startswith("function-")))


def _wording(item: Any) -> str:
    where = ".".join(str(part) for part in item["loc"] if not isinstance(part, int))
    message = item["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


class Strict(BaseModel):
    """Base of every data record: no unknown keys, no silent conversion, frozen."""

    model_config = {"extra": "forbid", "frozen": True, "strict": True}
