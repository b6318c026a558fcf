"""What management commands of several apps share."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import CommandError

# In bytes. A whole patient takes about four thousand.
LONGEST_LINE = 1_000_000


@dataclass(frozen=True)
class InputLine:
    """One line of input, not yet decoded, so that a bad byte is a mistake of this line only."""

    number: int
    """Its place in the input, counted from 1, blank lines too."""
    content: bytes
    is_whole: bool = True
    """False for a line that is longer than LONGEST_LINE; its content is left out."""


def read_lines(name: str) -> Iterator[InputLine]:
    """The lines of a file or, for -, of standard input, but blank ones.

    They are read as they are asked for. Raises CommandError when it cannot be read.
    """
    try:
        if name == "-":
            yield from _lines(sys.stdin.buffer)
        else:
            with Path(name).open("rb") as stream:
                yield from _lines(stream)
    except OSError as error:
        raise CommandError(f"cannot read {name}: {error}") from error


def _lines(stream: BinaryIO) -> Iterator[InputLine]:
    number = 0
    while content := stream.readline(LONGEST_LINE):
        number += 1
        if len(content) == LONGEST_LINE and not _ends(content):
            _skip_line(stream)
            yield InputLine(number, content[:0], is_whole=False)
        elif content.strip():
            yield InputLine(number, content)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not _ends(rest):
        pass


def _ends(content: bytes) -> bool:
    return content.endswith(b"\n")


def write_utf_8() -> None:
    """Write standard output as UTF-8 from here on, whatever the language of the terminal can show."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(encoding="utf-8")
