"""What changed since the start, and whether that counts: the engine's evaluation facts in words (D29).

The engine compares; here stand the change, the limit with its origin, and the outcome. Unknown is an outcome.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_number
from intake.follow_up import measured_again
from intake.measured import Quantities
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge

Words = str | Promise


@dataclass(frozen=True)
class Comparison:
    """One change that is reported. `outcome` is the derived fact that judges it, None when none does.

    `applies` tells from the facts whether the limit is meant for this patient.
    """

    name: Words
    change: str
    unit: str
    limit: str
    limit_words: Words
    outcome: str | None
    applies: Callable[[Evaluation], bool] = lambda _scope: True


@dataclass(frozen=True)
class Verdict:
    """One line of the table: what changed, by how much, against which limit, and whether it counts.

    `told_on` is the day of the value now where the reader has to know it.
    """

    name: Words
    change: str
    limit: str
    outcome: str
    source: str
    from_elsewhere: bool
    told_on: dt.date | None = None


def _has(kind: str) -> Callable[[Evaluation], bool]:
    return lambda scope: kind in (scope.value("headache_type") or ())


def _chronic_tth(scope: Evaluation) -> bool:
    return _has("tth")(scope) and scope.value("tth_chronicity") == "chronic"


COMPARISONS = (
    Comparison(
        name=gettext_lazy("Hoofdpijndagen"),
        change="headache_days_change_percent",
        unit="%",
        limit="responder_percent",
        limit_words=gettext_lazy("%(limit)s%% minder (responder)"),
        outcome="responder_50",
    ),
    Comparison(
        name=gettext_lazy("HIT-6, bij migraine"),
        change="hit6_change",
        unit="points",
        limit="hit6_mcid_migraine",
        limit_words=gettext_lazy("%(limit)s punten lager"),
        outcome="hit6_relevant_migraine",
        applies=_has("migraine"),
    ),
    Comparison(
        name=gettext_lazy("HIT-6, bij chronische spanningshoofdpijn"),
        change="hit6_change",
        unit="points",
        limit="hit6_mcid_ctth",
        limit_words=gettext_lazy("%(limit)s punten lager"),
        outcome="hit6_relevant_ctth",
        applies=_chronic_tth,
    ),
    Comparison(
        name=gettext_lazy("MIDAS"),
        change="midas_change_percent",
        unit="%",
        limit="midas_relevant_percent",
        limit_words=gettext_lazy("%(limit)s%% lager, ter vergelijking"),
        outcome=None,
    ),
    Comparison(
        name=gettext_lazy("Pijnscore (NPRS)"),
        change="nprs_change",
        unit="points",
        limit="nprs_mcid",
        limit_words=gettext_lazy("%(limit)s punten lager"),
        outcome="nprs_relevant",
    ),
    Comparison(
        name=gettext_lazy("Activiteiten (PSK), gemiddeld"),
        change="psk_mean_change",
        unit="points",
        limit="psk_mcid",
        limit_words=gettext_lazy("%(limit)s punten lager"),
        outcome="psk_relevant",
    ),
    Comparison(
        name=gettext_lazy("Nekklachten (NDI)"),
        change="ndi_change",
        unit="points",
        limit="ndi_sdc",
        limit_words=gettext_lazy("%(limit)s punten lager (meetfout)"),
        outcome="ndi_relevant",
    ),
)


def verdicts(scope: Evaluation, quantities: Quantities, today: dt.date) -> list[Verdict]:
    """Every change that could be computed for this patient, with its outcome."""
    told_on = partial(_told_on, quantities=quantities, today=today)
    lines = [
        _verdict(item, scope, told_on(item.change))
        for item in COMPARISONS
        if scope.value(item.change) is not None and item.applies(scope)
    ]
    return [
        *lines,
        *_without_limit(scope, told_on("hit6_change")),
        *_perceived(scope, told_on("gpe_score")),
    ]


def _told_on(change: str, quantities: Quantities, today: dt.date) -> dt.date | None:
    """The day of the value now behind a change, where the reader has to know it."""
    behind = get_knowledge().ruleset.closure({change})
    days = [
        quantities.of(fact).day_to_tell(today)
        for fact, again in measured_again().items()
        if (again.now or fact) in behind
    ]
    return next((day for day in days if day), None)


def _verdict(item: Comparison, scope: Evaluation, told_on: dt.date | None) -> Verdict:
    parameter = get_knowledge().parameters[item.limit]
    return Verdict(
        name=item.name,
        change=_change(scope.value(item.change), item.unit),
        limit=str(item.limit_words) % {"limit": _number(parameter.value)},
        outcome=_outcome(scope.value(item.outcome)) if item.outcome else _("alleen ter vergelijking"),
        source=parameter.source,
        from_elsewhere=parameter.origin == "EXT",
        told_on=told_on,
    )


def _without_limit(scope: Evaluation, told_on: dt.date | None) -> Iterator[Verdict]:
    """HIT-6 in episodic tension-type headache alone: a change without a published limit (D29)."""
    change = scope.value("hit6_change")
    if change is not None and not _has("migraine")(scope) and not _chronic_tth(scope):
        yield Verdict(
            name=_("HIT-6"),
            change=_change(change, "points"),
            limit=_("geen grens bekend voor deze hoofdpijn"),
            outcome=_("niet te beoordelen"),
            source="",
            from_elsewhere=False,
            told_on=told_on,
        )


def _perceived(scope: Evaluation, told_on: dt.date | None) -> Iterator[Verdict]:
    score = scope.value("gpe_score")
    if score is not None:
        parameter = get_knowledge().parameters["gpe_success_max"]
        yield Verdict(
            name=_("Ervaren effect (GPE)"),
            change=_("score %(score)s van 7") % {"score": _number(score)},
            limit=_("%(limit)s of lager") % {"limit": _number(parameter.value)},
            outcome=_outcome(scope.value("gpe_success")),
            source=parameter.source,
            from_elsewhere=parameter.origin == "EXT",
            told_on=told_on,
        )


def _outcome(value: bool | None) -> str:
    if value is None:
        return _("nog niet te bepalen")
    return _("grens gehaald") if value else _("grens niet gehaald")


def _change(value: float, unit: str) -> str:
    """A change in words; a positive one is an improvement in every evaluation fact."""
    amount = f"{round(abs(value))}%" if unit == "%" else _number(abs(value))
    if not value:
        return _("gelijk")
    if unit == "%":
        return (
            _("%(amount)s lager") % {"amount": amount}
            if value > 0
            else _("%(amount)s hoger") % {"amount": amount}
        )
    text = _("%(amount)s punten lager") if value > 0 else _("%(amount)s punten hoger")
    return text % {"amount": amount}


def _number(value: Any) -> str:
    return format_number(value, language())
