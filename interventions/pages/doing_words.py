"""What a patient does of a card, in words for the therapist: days, amounts week by week, and whose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from interventions.knowledge.shapes import Unit
from interventions.pages.when_words import day_words
from interventions.plan.ladder import Whose
from interventions.plan.programme import Programme

WHOSE = {
    Whose.PATIENT: gettext_lazy("nu al haalbaar"),
    Whose.THERAPIST: gettext_lazy("therapeut"),
    Whose.CENTRE: gettext_lazy("centrum"),
    Whose.SOURCE: gettext_lazy("bron"),
    Whose.PROPOSAL: gettext_lazy("voorstel"),
}


@dataclass(frozen=True)
class WeekOnPage:
    """One week of a ladder. `share` (percent) is its height beside the largest."""

    week: int
    amount: str
    share: int
    at_target: bool


def weeks_of(programme: Programme) -> tuple[WeekOnPage, ...]:
    """The ladder, week by week; nothing while its numbers cannot be."""
    amounts = programme.steps.amounts
    largest = max(amounts, default=0)
    return tuple(
        WeekOnPage(
            week,
            amount_words(amount, programme.steps.unit),
            round(100 * amount / largest) if largest else 0,
            amount >= programme.steps.target.value,
        )
        for week, amount in enumerate(amounts, start=1)
    )


def amount_words(amount: float, unit: Unit) -> str:
    """'10 minuten', '1 keer'."""
    return f"{format_number(amount, language())} {unit.beside(amount).in_language(language())}"


def day_choices() -> Iterable[tuple[int, str, str]]:
    """The days of the week: number, short name, name; Monday is 0."""
    return (
        (day, str(WEEKDAYS_ABBR[day]).lower(), str(WEEKDAYS[day]).lower()) for day in range(len(WEEKDAYS))
    )


def ladder_line(programme: Programme) -> str:
    """The programme on one line: 'week 1: 10 minuten; week 7: 40 minuten'."""
    steps = programme.steps
    if not steps.amounts:
        return ""
    first, last = (amount_words(amount, steps.unit) for amount in (steps.amounts[0], steps.amounts[-1]))
    if steps.keeping_up or steps.amounts[0] == steps.amounts[-1]:
        return _("vanaf week 1: %(amount)s") % {"amount": first}
    week = steps.target_week or len(steps.amounts)
    return _("week 1: %(first)s; week %(week)d: %(last)s") % {"first": first, "week": week, "last": last}


def often_words(programme: Programme) -> str:
    """How often, and on which days: '3 keer per week (ma, wo, za)'."""
    often = _("%(times)d keer per week (%(days)s)") % {
        "times": len(programme.days),
        "days": day_words(programme.days),
    }
    if programme.per_day > 1:
        often += ", " + _("%(times)d keer per dag") % {"times": programme.per_day}
    return often
