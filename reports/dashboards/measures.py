"""What is measured again and again: its quantity, its scale, its bands.

Limits are parameters of the knowledge and the words of bands are those of its derived facts; nothing
clinical is decided here.
"""

from dataclasses import dataclass

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from interventions.knowledge import get_knowledge

from .figures import Band

SHORT_SCALE = 50  # a longer one is drawn as far as the values reach


@dataclass(frozen=True)
class Bands:
    """The bands of a score: the derived fact that names them, and the parameters where each next begins."""

    fact: str
    begins: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """One score over time. `fact` is its quantity (`Quantities.of`); `derived_start` the derived fact that
    gives the start of a score that the anamnese asks by its items. `ticks` may be empty, then the scale
    follows from the bands."""

    id: str
    name: Text
    fact: str
    derived_start: str | None = None
    ticks: tuple[float, ...] = ()
    bands: Bands | None = None


HIT6 = Measure(
    id="hit6",
    name=Text(nl="HIT-6", en="HIT-6"),
    fact="hit6_score",
    bands=Bands("hit6_band", ("hit6_some", "hit6_substantial", "hit6_severe")),
)
MEASURES = (
    HIT6,
    Measure(
        id="midas",
        name=Text(nl="MIDAS", en="MIDAS"),
        fact="midas_score",
        bands=Bands("midas_grade", ("midas_ii", "midas_iii", "midas_iv_a", "midas_iv_b")),
    ),
    Measure(
        id="nprs",
        name=Text(nl="Pijnscore (NPRS)", en="Pain score (NPRS)"),
        fact="nprs_average",
        ticks=(0, 2, 4, 6, 8, 10),
        bands=Bands("headache_intensity_band", ("nrs_mild_min", "nrs_moderate_min", "nrs_severe_min")),
    ),
    Measure(
        id="ndi",
        name=Text(nl="Nekklachten (NDI)", en="Neck disability (NDI)"),
        fact="ndi_followup",
        derived_start="ndi_score",
        bands=Bands("ndi_band", ("ndi_mild", "ndi_moderate", "ndi_severe", "ndi_complete")),
    ),
)
GPE = Measure(
    id="gpe",
    name=Text(nl="Ervaren effect (GPE)", en="Perceived effect (GPE)"),
    fact="gpe_score",
    ticks=(1, 2, 3, 4, 5, 6, 7),
)


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
