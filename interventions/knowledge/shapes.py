"""The small shapes that records of the knowledge share: units, lines, texts for some patients only."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names, Number, Text, Words


def as_tuple(value: object) -> object:
    """A list of a file as a tuple, which nobody changes."""
    return tuple(value) if isinstance(value, list) else value


class Unit(Text):
    """The unit of a dose, with its form for the number one."""

    one_nl: Words
    one_en: Words

    def beside(self, amount: Number) -> Text:
        """The words that stand behind this number."""
        return Text(nl=self.one_nl, en=self.one_en) if amount == 1 else Text(nl=self.nl, en=self.en)


class Lines(Strict):
    """A few short lines in both languages."""

    nl: Annotated[tuple[Words, ...], BeforeValidator(as_tuple)]
    en: Annotated[tuple[Words, ...], BeforeValidator(as_tuple)]

    def in_language(self, language: str) -> tuple[str, ...]:
        return self.en if language.startswith("en") else self.nl


class ToldLine(Text):
    """A part of a text.

    `headache_types` are those it is true of (none: of all), `triggers` the facts that it speaks of.
    """

    headache_types: Names = ()
    triggers: Names = ()


def _as_told(value: object) -> object:
    """One line, or a list of lines, as a text with its lines."""
    rows: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(row, Mapping) and {"nl", "en"} <= row.keys() for row in rows):
        return value
    return {
        **{side: " ".join(str(row[side]) for row in rows) for side in ("nl", "en")},
        "lines": tuple(rows),
    }


class ToldText(Text):
    """A text for the patient of which a line may be true of some headache types only.

    A line that sends somebody to 112, 113 or a physician names in `triggers` the facts that it speaks of.
    """

    lines: tuple[ToldLine, ...]

    def for_types(self, types: Iterable[str]) -> Text | None:
        """What is true for somebody with these headache types; None when nothing is."""
        held = set(types)
        kept = [line for line in self.lines if not line.headache_types or held & set(line.headache_types)]
        if not kept:
            return None
        return Text(nl=" ".join(line.nl for line in kept), en=" ".join(line.en for line in kept))


Told = Annotated[ToldText, BeforeValidator(_as_told)]
