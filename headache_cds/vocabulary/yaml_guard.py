"""What a YAML file may not do to its reader: looked at event by event, before anything is built or followed.

A few lines of aliases can stand for gigabytes, and brackets in brackets can use up the stack of the parser.
An alias itself is welcome: it lets one sentence be written once.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

LARGEST = 2_000_000  # bytes; the largest file of the product has 115,000
MOST_VALUES = 100_000  # values of one file with every alias followed
DEEPEST = 100  # values inside each other
# With fewer signs that open something a text cannot nest deep enough to harm the parser.
MANY_OPENINGS = 10_000

Problem = tuple[int, str]  # the line, counted from 1, and what is wrong there


class UnreadableError(Exception):
    """A file that is missing, too large or not UTF-8; holds the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(reason)


def read_text(path: Path) -> str:
    """The text of a file. Raises UnreadableError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(1, f"cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise UnreadableError(1, f"is larger than {LARGEST:,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(line, f"is not UTF-8: the byte {content[error.start]:#04x}") from error


def find_dangers(text: str) -> list[Problem]:
    """Aliases that multiply and values that nest too deep; raises yaml.YAMLError for what is no YAML."""
    if "&" not in text and sum(text.count(sign) for sign in "[{-?") < MANY_OPENINGS:
        return []
    scan = _Scan()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if not scan.look_at(event):
            break
    return scan.problems


@dataclass
class _Scan:
    """What was passed so far: how many values, which are open, how many each anchor stands for."""

    values: int = 0
    open: list[tuple[str | None, int]] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def look_at(self, event: yaml.Event) -> bool:
        """Whether to go on; after one value too many, or one too deep, the rest is not looked at."""
        if isinstance(event, yaml.AliasEvent):
            return self._follow(event)
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self.open.pop()
            self._remember(anchor, self.values - before)
        elif isinstance(event, yaml.ScalarEvent):
            self.values += 1
            self._remember(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append((event.anchor, self.values))
            self.values += 1
            if len(self.open) > DEEPEST:
                return self._add(event, f"nests deeper than {DEEPEST}")
        return True

    def _remember(self, anchor: str | None, size: int) -> None:
        if anchor:
            self.sizes[anchor] = size

    def _follow(self, alias: yaml.AliasEvent) -> bool:
        if any(anchor for anchor, _ in self.open):
            self._add(alias, f"the alias *{alias.anchor} stands inside an anchored value: write it out")
        self.values += self.sizes.get(str(alias.anchor), 1)
        if self.values > MOST_VALUES:
            return self._add(
                alias, f"with the alias *{alias.anchor} the file holds more than {MOST_VALUES:,} values"
            )
        return True

    def _add(self, event: yaml.Event, message: str) -> bool:
        line = event.start_mark.line + 1 if event.start_mark else 1
        self.problems.append((line, message))
        return False
