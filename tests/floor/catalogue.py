"""The Dutch texts in templates and Python, and the English catalogue, read without gettext's programs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

from tests.floor.conftest import ROOT

PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
ROOMS = ("headache_cds", "intake", "examination", "interventions", "reports")

# The functions that mark a text, and what their arguments are.
PLAIN, PLURAL, CONTEXT, BOTH = (
    ("text",),
    ("text", "plural"),
    ("context", "text"),
    ("context", "text", "plural"),
)
MARKS = {
    "_": PLAIN,
    "gettext": PLAIN,
    "gettext_lazy": PLAIN,
    "gettext_noop": PLAIN,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": BOTH,
    "npgettext_lazy": BOTH,
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:, *{LITERAL})*)")
PO_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) )?(".*")')


@dataclass(frozen=True)
class Message:
    """One text as the source has it; `plural` and `context` are '' where there is none."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Entry:
    """One text in the catalogue with its translations: one, or the singular and the plural."""

    message: Message
    translations: list[str]
    flags: set[str] = field(default_factory=set)


def messages_in_sources() -> set[Message]:
    """Every text that the product marks for translation."""
    found: set[Message] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        found |= set(messages_in_template(path.read_text(encoding="utf-8")))
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found |= set(messages_in_python(path.read_text(encoding="utf-8")))
    return found


def messages_in_template(source: str) -> Iterator[Message]:
    """The texts of one template."""
    for match in MARKED.finditer(templatize(source)):
        literals = [ast.literal_eval(text) for text in re.findall(LITERAL, match[2])]
        yield _message(match[1], literals)


def messages_in_python(source: str) -> Iterator[Message]:
    """The texts of one module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield _message(node.func.id, [text for text in literals if isinstance(text, str)])


def _message(mark: str, literals: list[str]) -> Message:
    parts = dict(zip(MARKS[mark], literals, strict=True))
    return Message(**parts)


def read_catalogue() -> tuple[Entry, ...]:
    """Every text in django.po, without the header."""
    blocks = PO.read_text(encoding="utf-8").strip().split("\n\n")
    entries = [_entry(block) for block in blocks]
    return tuple(entry for entry in entries if entry.message.text)


def _entry(block: str) -> Entry:
    parts: dict[str, str] = {}
    flags: set[str] = set()
    key = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            flags |= {flag.strip() for flag in line[2:].split(",")}
        elif match := PO_LINE.fullmatch(line):
            key = match[1] or key
            parts[key] = parts.get(key, "") + ast.literal_eval(match[2])
    message = Message(parts["msgid"], parts.get("msgid_plural", ""), parts.get("msgctxt", ""))
    return Entry(message, [text for name, text in parts.items() if name.startswith("msgstr")], flags)


def compiled_size(path: Path = MO) -> int:
    """How many texts the compiled file holds, its header included."""
    return int.from_bytes(path.read_bytes()[8:12], "little")
