"""What a signed plan keeps of the engine's result: statuses and reasons, without any text.

The record (docs/architecture.md, "A plan never changes"):

    {"reasons": [[fact, value, test, holds], ...], "rules": [row, ...]}

`reasons` has every reason once. `rules` has a row for every rule, in the order of the ruleset: [rule, status]
for a rule that does not apply, else [rule, status, places in reasons, missing facts, withheld by]; what is
urgent says how soon after that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interventions.engine import Advice, Because, Item, Ruleset
from interventions.engine.as_json import item_as_json, reasons_as_json
from interventions.engine.status import Status
from interventions.engine.urgency import Level


@dataclass(frozen=True)
class RecordedRule:
    """The result of one rule when the plan was signed, with its reasons unless it did not apply."""

    rule: str
    status: Status
    because: tuple[Because, ...] = ()
    missing: tuple[str, ...] = ()
    withheld_by: tuple[str, ...] = ()
    urgency: Level = Level.NONE


def record_of(advice: Advice) -> dict[str, Any]:
    """What a signed plan keeps of a result: the status of every rule, and the reasons of those in play."""
    reasons = _Reasons()
    rules = [_row(item, reasons) for item in advice.items]
    return {"reasons": reasons.rows, "rules": rules}


class _Reasons:
    """Every reason once: many rules share theirs."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._places: dict[str, int] = {}

    def place(self, reason: Mapping[str, Any]) -> int:
        """Where this reason stands; it is added when it is new."""
        row = [reason["fact"], reason["value"], reason["test"], reason["holds"]]
        place = self._places.setdefault(json.dumps(row), len(self.rows))
        if place == len(self.rows):
            self.rows.append(row)
        return place


def _row(item: Item, reasons: _Reasons) -> list[Any]:
    if item.status == "does_not_apply":
        return [item.rule.id, item.status]
    places = [reasons.place(reason) for reason in reasons_as_json(item.because)]
    row = [item.rule.id, item.status, places, list(item.missing), list(item.withheld_by)]
    return row if item.urgency is Level.NONE else [*row, item.urgency.value]


def recorded_rules(record: Mapping[str, Any]) -> tuple[RecordedRule, ...]:
    """The rules of a stored record, in the order that the ruleset had. No ruleset is needed."""
    reasons = [Because(*row) for row in record["reasons"]]
    return tuple(_recorded(row, reasons) for row in record["rules"])


def _recorded(row: list[Any], reasons: list[Because]) -> RecordedRule:
    rule, status, *more = row
    if not more:
        return RecordedRule(rule, status)
    places, missing, withheld_by, *urgency = more
    because = tuple(reasons[place] for place in places)
    level = Level(urgency[0]) if urgency else Level.NONE
    return RecordedRule(rule, status, because, tuple(missing), tuple(withheld_by), level)


def explained(record: Mapping[str, Any], ruleset: Ruleset | None) -> list[dict[str, Any]]:
    """Every rule of a stored record, as `manage.py advise` writes its items.

    `ruleset` is the one that the plan was signed with; from it come the texts, the strength and the dose.
    Without it an item says `rule`, `status`, `because`, `missing` and `withheld_by` only.
    """
    rules = sorted(recorded_rules(record), key=lambda recorded: recorded.urgency.rank)
    if ruleset is None:
        return [_bare(recorded) for recorded in rules]
    return [item_as_json(_item(recorded, ruleset), ruleset) for recorded in rules]


def _bare(recorded: RecordedRule) -> dict[str, Any]:
    return {
        "rule": recorded.rule,
        "status": recorded.status,
        "because": reasons_as_json(recorded.because),
        "missing": list(recorded.missing),
        "withheld_by": list(recorded.withheld_by),
    }


def _item(recorded: RecordedRule, ruleset: Ruleset) -> Item:
    rule = ruleset.rules_by_id[recorded.rule]
    return Item(
        rule,
        recorded.status,
        recorded.because,
        recorded.missing,
        (),
        recorded.withheld_by,
        recorded.urgency,
    )
