"""The charts of a patient page, each with its message in the title."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number, within_sentence
from intake.measured import Quantities
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge

from .figures import Band, Chart, Limit, Period, Series, number
from .headline import change_title
from .measurements import Course, DatedValue, course_of, headache_days, medication_days
from .measures import Drug, Measure, Medication, bands_of, get_measures, limit, ticks_of

DAY_TICKS = (0, 5, 10, 15, 20, 25, 31)
MARKS = "ABC"


@dataclass(frozen=True)
class EpisodeHistory:
    """What the charts read: the quantities of an episode, the facts as the engine has them now, and today."""

    quantities: Quantities
    scope: Evaluation
    today: dt.date

    @property
    def days(self) -> Course:
        """Headache days a month."""
        return headache_days(self.quantities, self.today)

    def score(self, measure: Measure) -> Course:
        """The values of one instrument."""
        quantity = self.quantities.of(measure.fact)
        if measure.derived_start:
            start = self.scope.value(measure.derived_start)
            quantity = quantity.with_start(start, self.quantities.started_on)
        return course_of(quantity, self.today)

    @property
    def hit6(self) -> Course:
        return self.score(get_measures().headline)


def charts_of(dossier: EpisodeHistory, periods: tuple[Period, ...]) -> list[Chart]:
    """Every chart that has something to show: days, medication, scores, activities, perceived effect."""
    found = [_days(dossier, periods), _medication(dossier)]
    found += [_score(dossier, measure) for measure in get_measures().scores]
    found += [_activities(dossier), _perceived(dossier)]
    return [chart for chart in found if chart]


def _days(dossier: EpisodeHistory, periods: tuple[Period, ...]) -> Chart | None:
    days = dossier.days
    if not days.readings:
        return None
    return Chart(
        id="chart-days",
        title=change_title(_("Hoofdpijndagen per maand"), days),
        summary=_("Hoofdpijndagen per maand op een schaal van 0 tot 31; de behandelperiode is gearceerd."),
        ticks=DAY_TICKS,
        series=(_series(_("Hoofdpijndagen per maand"), days),),
        periods=periods,
        width=960,
        height=270,
    )


def _medication(dossier: EpisodeHistory) -> Chart | None:
    medication = get_measures().acute_medication
    fact, parameter, name = _counted_medication(dossier, medication)
    days = medication_days(dossier.quantities.of(fact), dossier.today)
    if not days.readings and fact != medication.days:  # of this class nobody counted the days
        fact, parameter, name = medication.days, None, _("Dagen met aanvalsmedicatie")
        days = medication_days(dossier.quantities.of(fact), dossier.today)
    if not days.readings:
        return None
    limits: tuple[Limit, ...] = ()
    if parameter:
        value = limit(parameter)
        limits = (Limit(value, _("grens %(value)s dagen") % {"value": number(value)}),)
    return Chart(
        id="chart-medication",
        title=change_title(name, days) + _note(medication, dossier.scope),
        summary=_("Dagen met aanvalsmedicatie per maand op een schaal van 0 tot 31."),
        ticks=DAY_TICKS,
        series=(_series(name, days),),
        limits=limits,
    )


def _counted_medication(dossier: EpisodeHistory, medication: Medication) -> tuple[str, str | None, str]:
    """Which count is drawn, the limit that belongs to it, and its name.

    Several drugs have one limit for their days together; one drug has its own; some have none. Drugs of one
    class count as one.
    """
    everything = _("Dagen met aanvalsmedicatie")
    used = _used(medication, dossier.scope.value(medication.classes) or ())
    if sum(drug.counts_together for drug in used.values()) > 1:
        return medication.days, medication.together, everything
    limited = [name for name, drug in used.items() if drug.limit]
    if len(limited) != 1:
        return medication.days, None, everything
    name = _("Dagen met %(drug)s") % {"drug": _drug_name(medication, limited[0])}
    return used[limited[0]].days, used[limited[0]].limit, name


def _used(medication: Medication, known: Iterable[str]) -> dict[str, Drug]:
    """The drugs that are used, those of one class as that class."""
    used = {name: medication.drugs[name] for name in known if name in medication.drugs}
    for name, joint in medication.joint.items():
        if all(part in used for part in joint.of):
            used = {part: drug for part, drug in used.items() if part not in joint.of} | {name: joint}
    return used


def _drug_name(medication: Medication, drug: str) -> str:
    if drug in medication.joint:
        return medication.joint[drug].name.in_language(language())
    choices = get_knowledge().spec(medication.classes).choices
    label = next(choice.text.in_language(language()) for choice in choices if choice.value == drug)
    return within_sentence(label.split(" (")[0])


def _note(medication: Medication, scope: Evaluation) -> str:
    """What the engine makes of it now, behind the title."""
    words = (note.text for note in medication.notes if scope.value(note.fact) is True)
    return next((f"; {text.in_language(language())}" for text in words), "")


def _score(dossier: EpisodeHistory, measure: Measure) -> Chart | None:
    score = dossier.score(measure)
    if not score.readings:
        return None
    name = measure.name.in_language(language())
    words = _("%(name)s over de tijd.")
    if measure.bands:
        words = _("%(name)s over de tijd, met de banden van de score erachter.")
    return Chart(
        id=f"chart-{measure.id}",
        title=change_title(name, score) + _band_change(measure, score.readings),
        summary=words % {"name": name},
        ticks=ticks_of(measure, max(item.value for item in score.readings)),
        series=(_series(name, score),),
        bands=bands_of(measure),
    )


def _band_change(measure: Measure, values: Sequence[DatedValue]) -> str:
    """The band of now in words, with the one of the start when it is another."""
    bands = bands_of(measure)
    now, then = (_band(bands, item.value) for item in (values[-1], values[0]))
    if not now:
        return ""
    return f" ({now})" if now == then else f" ({then} → {now})"


def _band(bands: Sequence[Band], value: float) -> str:
    return next((band.label for band in reversed(bands) if value >= band.low), "")


def _activities(dossier: EpisodeHistory) -> Chart | None:
    """The patient's own activities, one line for each."""
    series = tuple(
        replace(_series(f"{mark}: {row.name}", course_of(row.score, dossier.today)), mark=mark)
        for mark, row in zip(MARKS, dossier.quantities.activities, strict=False)
        if row.score.readings
    )
    if not series:
        return None
    return Chart(
        id="chart-psk",
        title=_activity_title(dossier.scope),
        summary=_("Moeite met de gekozen activiteiten, van 0 (geen moeite) tot 10 (onmogelijk)."),
        ticks=(0, 2, 4, 6, 8, 10),
        series=series,
    )


def _activity_title(scope: Evaluation) -> str:
    change = scope.value(get_measures().activities_change)
    if not change:
        return _("Activiteiten (PSK): moeite met wat de patiënt zelf koos")
    amount = {"amount": format_number(abs(change), language())}
    if change > 0:
        return _("Activiteiten (PSK): gemiddeld %(amount)s punten minder moeite") % amount
    return _("Activiteiten (PSK): gemiddeld %(amount)s punten meer moeite") % amount


def _perceived(dossier: EpisodeHistory) -> Chart | None:
    perceived = get_measures().perceived
    score = dossier.score(perceived.measure)
    if not score.readings:
        return None
    success, ticks = limit(perceived.success), perceived.ticks
    name = perceived.name.in_language(language())
    return Chart(
        id=f"chart-{perceived.id}",
        title=change_title(name, score),
        summary=_("Ervaren effect van 1 (geheel hersteld) tot 7 (slechter dan ooit)."),
        ticks=ticks,
        series=(_series(name, score),),
        bands=(Band(ticks[0], success, _("geslaagd")), Band(success, ticks[-1], "")),
    )


def _series(name: str, course: Course) -> Series:
    return Series(name, tuple(item.point for item in course.readings))
