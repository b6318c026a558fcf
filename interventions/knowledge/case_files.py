"""The cases that stand as data beside the rules and the derived facts: what each must come out as."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class RuleCase:
    """Facts, and the status that one rule must have for them."""

    rule: str
    name: str
    facts: dict[str, Any]
    status: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


@dataclass(frozen=True)
class DerivedCase:
    """Facts, and the value that one derived fact must have for them; None is unknown.

    `parameter` names the threshold that the case stands beside.
    """

    fact: str
    parameter: str | None
    facts: dict[str, Any]
    value: Any


def read_rule_cases(folder: Path) -> list[RuleCase]:
    """The cases of every rule, from `cases/rules` of a knowledge folder, with their base filled in."""
    bases = _bases(folder)
    return [
        RuleCase(rule, case["name"], {**bases.get(case.get("base"), {}), **case["facts"]}, case["status"])
        for content in _files(folder / "cases" / "rules")
        for rule, cases in content.items()
        for case in cases
    ]


def read_derived_cases(folder: Path) -> list[DerivedCase]:
    """The cases of every derived fact, from `cases/derived` of a knowledge folder."""
    bases = _bases(folder)
    return [
        DerivedCase(
            case["fact"],
            case.get("parameter"),
            {**bases.get(case.get("base"), {}), **case["facts"]},
            case["value"],
        )
        for content in _files(folder / "cases" / "derived")
        for case in content
    ]


def _bases(folder: Path) -> Any:
    return _read(folder / "cases" / "bases.yaml")


def _files(folder: Path) -> Iterable[Any]:
    return (_read(path) for path in sorted(folder.rglob("*.yaml")))


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
