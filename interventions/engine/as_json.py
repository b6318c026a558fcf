"""The result for one patient as plain data, as `manage.py advise` writes it."""

from collections.abc import Callable
from typing import Any

from interventions.engine.advice import Advice, Item
from interventions.engine.explain import Because
from interventions.engine.ruleset import Ruleset

More = Callable[[Item], dict[str, Any]]


def advice_as_json(advice: Advice, *, everything: bool = False, more: More | None = None) -> dict[str, Any]:
    """The result of every rule as JSON-ready data.

    `everything` keeps the items that do not apply; `more` gives further fields of an item. Items stand in
    order of urgency, those of one urgency in the order of the rules.
    """
    return {
        "ruleset": {"version": advice.ruleset.version, "sha256": advice.ruleset.sha256},
        "derived": dict(advice.derived),
        "blocked_by": list(advice.blocked_by),
        "contradictions": list(advice.contradictions),
        "items": [
            item_as_json(item, advice.ruleset) | (more(item) if more else {})
            for item in sorted(advice.items, key=lambda item: item.urgency.rank)
            if everything or item.status != "does_not_apply"
        ],
    }


def item_as_json(item: Item, ruleset: Ruleset) -> dict[str, Any]:
    """One item as JSON-ready data."""
    record = item.rule.record
    return {
        "rule": record.id,
        "use": record.use.value,
        "group": record.group,
        "status": item.status,
        "urgency": item.urgency.value,
        "summary": record.summary.nl,
        "short": record.headline.nl,
        "while_blocked": record.while_blocked,
        "implements": list(record.implements),
        "explains": list(record.explains),
        "strength": record.strength.nl,
        "dose": ruleset.doses[record.dose].as_json() if record.dose else None,
        "because": reasons_as_json(item.because),
        "missing": list(item.missing),
        "withheld_by": list(item.withheld_by),
    }


def reasons_as_json(reasons: tuple[Because, ...]) -> list[dict[str, Any]]:
    """Tests that decided; a set as a sorted list."""
    return [
        {"fact": reason.fact, "value": plain(reason.value), "test": reason.test, "holds": reason.holds}
        for reason in reasons
    ]


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    return sorted(value) if isinstance(value, frozenset | set) else value
