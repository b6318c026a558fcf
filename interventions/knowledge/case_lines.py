"""The cases of a rule or derived fact as lines of its file, so that they can be left out.

A case says what must come out; it decides nothing. So cases are not read at the start, do not count in the
fingerprint and do not go into a release. They are the key `cases` of a record, two spaces in, as the files of
`topics/` and `derived/` and constraints.yaml write it; elsewhere it is refused as an unknown key.
"""

import re
from pathlib import Path

from headache_cds.vocabulary.source import Source, read_yaml

_CASES = re.compile(r"^  cases:.*(?:\n(?:[ \t]*\n)*  [-# ].*)*\n?", re.MULTILINE)


def without_cases(text: str) -> str:
    """The text of a file, its cases cut out."""
    return _CASES.sub("", text)


def read_without_cases(path: Path) -> Source:
    """A data file as `read_yaml` gives it, but for the cases; every line keeps its number."""
    return read_yaml(path, _blank_cases if holds_cases(path) else None)


def _blank_cases(text: str) -> str:
    return _CASES.sub(lambda found: "\n" * found[0].count("\n"), text)


def holds_cases(path: Path) -> bool:
    """Whether a file is one of those that hold cases beside their records."""
    return path.parent.name in ("topics", "derived") or path.name == "constraints.yaml"
