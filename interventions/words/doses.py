"""A dose in words: its numbers with their units."""

from collections.abc import Mapping
from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.knowledge.records import Dose


@dataclass(frozen=True)
class DoseNumber:
    """One number of a dose in words; `external`: it does not stand in the source. `tells`: how often ..."""

    tells: str
    label: str
    value: str
    external: bool


@dataclass(frozen=True)
class DoseWords:
    """A dose in words; without numbers and texts the source gives none."""

    dose: Dose
    numbers: tuple[DoseNumber, ...]


def dose_words(dose: Dose, decided: Mapping[str, Mapping[str, float] | None]) -> DoseWords:
    """A dose with the numbers that were decided (by dose and part), else those of the source."""
    chosen = decided.get(dose.id) or {}
    return DoseWords(
        dose=dose,
        numbers=tuple(
            DoseNumber(
                tells=part.tells,
                label=part.label.in_language(language()),
                value=f"{format_number(value, language())} {part.unit.beside(value).in_language(language())}",
                external=part.origin == "EXT",
            )
            for part, value in ((part, chosen.get(part.id, part.default)) for part in dose.parts)
        ),
    )
