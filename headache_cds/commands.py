"""What management commands of several apps share."""

import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError


def read_lines(name: str) -> Iterator[str]:
    """The non-empty lines of a file or of standard input. Raises CommandError when it cannot be read."""
    try:
        if name == "-":
            yield from filter(str.strip, sys.stdin)
        else:
            with Path(name).open(encoding="utf-8") as lines:
                yield from filter(str.strip, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"cannot read {name}: {error}") from error
