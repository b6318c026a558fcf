"""What is measured again and again: its quantity, its scale, its bands; read from measures.yaml.

Limits are parameters of the knowledge and the words of bands are those of its derived facts; nothing
clinical is decided here.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.source import Location, Strict, read_yaml, validate
from headache_cds.vocabulary.spec import FactSpec, FactType, Names, Number, Text
from headache_cds.vocabulary.values import NONE
from intake.follow_up import measured_again
from intake.routing import as_tuple
from interventions.knowledge import get_knowledge

from .figures import Band
from .reading import FOLDER, References

MEASURES_FILE = FOLDER / "measures.yaml"
SHORT_SCALE = 50  # a longer one is drawn as far as the values reach
HEADLINE_SCORE = "hit6"  # the top line of a patient page names it in its words


class Bands(Strict):
    """The bands of a score: the derived fact that names them, and the parameters where each next begins."""

    fact: str
    begins: Names


class Measure(Strict):
    """One score over time. `fact` is its quantity (`Quantities.of`); `derived_start` the derived fact that
    gives the start of a score that the anamnese asks by its items. `ticks` may be empty, then the scale
    follows from the bands."""

    id: str
    name: Text
    fact: str
    derived_start: str | None = None
    ticks: Annotated[tuple[Number, ...], BeforeValidator(as_tuple)] = ()
    bands: Bands | None = None


class Perceived(Strict):
    """The effect as the patient sees it; it succeeded up to and including the parameter `success`."""

    id: str
    name: Text
    fact: str
    ticks: Annotated[tuple[Number, ...], BeforeValidator(as_tuple)]
    success: str

    @property
    def measure(self) -> Measure:
        """The same as a score without bands."""
        return Measure(id=self.id, name=self.name, fact=self.fact, ticks=self.ticks)


class Drug(Strict):
    """One class of acute medication: its count of days and its limit, None when it has none.

    `counts_together`: its days count with those of other such classes for the limit of several drugs.
    """

    days: str
    limit: str | None = None
    counts_together: bool = False


class JointClass(Drug):
    """Drugs that are one class when all of them are used: the days on which one was taken have one limit."""

    name: Text
    of: Names


class Note(Strict):
    """Words that stand where a yes/no fact is true."""

    fact: str
    text: Text


class Medication(Strict):
    """The count of all days with acute medication, and of those of each class."""

    days: str
    classes: str
    together: str
    drugs: Mapping[str, Drug]
    joint: Mapping[str, JointClass]
    notes: Annotated[tuple[Note, ...], BeforeValidator(as_tuple)]


class Measures(Strict):
    """All charts of a patient page but that of the headache days, which is drawn as it is counted."""

    acute_medication: Medication
    scores: Annotated[tuple[Measure, ...], BeforeValidator(as_tuple)]
    activities_change: str
    perceived: Perceived

    @model_validator(mode="after")
    def _has_each_once(self) -> Self:
        ids = [*(measure.id for measure in self.scores), self.perceived.id]
        if len(ids) != len(set(ids)):
            raise ValueError("an id appears twice")
        if HEADLINE_SCORE not in ids:
            raise ValueError(f"the score '{HEADLINE_SCORE}' is missing, which the top line of a page tells")
        return self

    @property
    def headline(self) -> Measure:
        """The score that the top line of a patient page tells."""
        return next(measure for measure in self.scores if measure.id == HEADLINE_SCORE)


@cache
def get_measures() -> Measures:
    """Those of this release. Raises SourceError with file and line of every mistake."""
    return read_measures(MEASURES_FILE)


def read_measures(path: Path) -> Measures:
    """Read one file and hold it against the knowledge. Raises SourceError with all mistakes."""
    source = read_yaml(path)
    measures = validate(source, Measures)
    references = References(source)
    for index, measure in enumerate(measures.scores):
        _check_measure(references, ("scores", index), measure)
    _check_medication(references, measures.acute_medication)
    references.number(("activities_change",), measures.activities_change)
    _check_measure(references, ("perceived",), measures.perceived.measure)
    references.parameter(("perceived", "success"), measures.perceived.success)
    references.raise_mistakes()
    return measures


def _check_measure(references: References, at: Location, measure: Measure) -> None:
    references.quantity((*at, "fact"), measure.fact)
    spec = references.knowledge.vocabulary.facts.get(measure.fact)
    if not measure.ticks and spec is not None and None in (spec.min, spec.max):
        references.note((*at, "fact"), f"'{measure.fact}' has no range, so give ticks")
    if measure.derived_start:
        references.number((*at, "derived_start"), measure.derived_start)
    if spec is not None:
        _check_ticks(references, (*at, "ticks"), measure, spec)
    if measure.bands:
        _check_bands(references, (*at, "bands"), measure.bands, spec)


def _check_ticks(references: References, at: Location, measure: Measure, spec: FactSpec) -> None:
    """They rise over the whole range: a value outside them would be drawn outside the chart."""
    if not measure.ticks:
        return
    low, high = measure.ticks[0], measure.ticks[-1]
    if not _rise(measure.ticks):
        references.note(at, "ticks do not rise")
    elif spec.min not in (None, low) or spec.max not in (None, high):
        references.note(at, f"ticks run from {low} to {high}, '{spec.id}' from {spec.min} to {spec.max}")


def _check_bands(references: References, at: Location, bands: Bands, scored: FactSpec | None) -> None:
    references.fact((*at, "fact"), bands.fact, FactType.ENUM)
    for index, name in enumerate(bands.begins):
        references.parameter((*at, "begins", index), name)
    spec = references.specs.get(bands.fact)
    if spec is not None and len(spec.choices) != len(bands.begins) + 1:
        references.note(
            (*at, "begins"), f"'{bands.fact}' has {len(spec.choices)} bands, one more begins here"
        )
    known = references.knowledge.parameters
    begins = {name: known[name].value for name in bands.begins if name in known}
    if not _rise(tuple(begins.values())):
        references.note((*at, "begins"), "bands do not rise")
    for name, value in begins.items():
        if scored is not None and not _is_within(value, scored):
            references.note((*at, "begins"), f"'{name}' ({value:g}) lies outside the range of '{scored.id}'")


def _rise(values: Sequence[float]) -> bool:
    return all(one < next_one for one, next_one in pairwise(values))


def _is_within(value: float, spec: FactSpec) -> bool:
    return (spec.min is None or value >= spec.min) and (spec.max is None or value <= spec.max)


def _check_medication(references: References, medication: Medication) -> None:
    at = ("acute_medication",)
    references.quantity((*at, "days"), medication.days)
    references.fact((*at, "classes"), medication.classes, FactType.SET)
    references.parameter((*at, "together"), medication.together)
    for index, note in enumerate(medication.notes):
        references.fact((*at, "notes", index, "fact"), note.fact, FactType.BOOL)
    for name, drug in medication.drugs.items():
        _check_drug(references, (*at, "drugs", name), drug, medication.days)
    for name, joint in medication.joint.items():
        _check_drug(references, (*at, "joint", name), joint, medication.days)
        for part in joint.of:
            if part not in medication.drugs:
                references.note((*at, "joint", name, "of"), f"'{part}' is no class of medication")
    spec = references.specs.get(medication.classes)
    classes = {choice.value for choice in spec.choices} - {NONE} if spec else set()
    for name in sorted(classes ^ medication.drugs.keys()):
        message = f"'{name}' is missing" if name in classes else f"'{name}' is no class of medication"
        references.note((*at, "drugs", name), message)


def _check_drug(references: References, at: Location, drug: Drug, whole: str) -> None:
    references.quantity((*at, "days"), drug.days)
    if drug.limit:
        references.parameter((*at, "limit"), drug.limit)
    again = measured_again().get(drug.days)
    if again is not None and again.part_of != whole:
        references.note((*at, "days"), f"'{drug.days}' is no part of '{whole}'")


def limit(parameter: str) -> float:
    """The value of a threshold."""
    return get_knowledge().parameters[parameter].value


def bands_of(measure: Measure) -> tuple[Band, ...]:
    """The bands with their names, from the least to the most severe."""
    if measure.bands is None:
        return ()
    names = [
        choice.text.in_language(language()) for choice in get_knowledge().spec(measure.bands.fact).choices
    ]
    low, high = _range(measure)
    edges = [low, *(limit(name) for name in measure.bands.begins), high]
    return tuple(Band(edges[at], edges[at + 1], name) for at, name in enumerate(names))


def ticks_of(measure: Measure, highest: float) -> tuple[float, ...]:
    """The scale; without fixed ticks it runs over the edges of the bands and as far as the values reach."""
    if measure.ticks:
        return measure.ticks
    low, high = _range(measure)
    edges = [limit(name) for name in measure.bands.begins] if measure.bands else []
    top = high if high - low <= SHORT_SCALE else min(high, round(max(highest, *edges) * 1.25))
    return tuple(dict.fromkeys((low, *edges, top)))


def _range(measure: Measure) -> tuple[float, float]:
    spec = get_knowledge().vocabulary.facts[measure.fact]
    if spec.min is None or spec.max is None:
        raise ValueError(f"{measure.fact} has no range")
    return spec.min, spec.max
