"""The cases that stand as data beside the rules and the derived facts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from interventions.knowledge import FOLDER

CASES = FOLDER / "cases"
WORKED_PATIENTS = Path(__file__).resolve().parents[1] / "worked_patients.jsonl"


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
    """Facts, and the value that one derived fact must have for them; None is unknown."""

    fact: str
    parameter: str | None
    facts: dict[str, Any]
    value: Any


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def rule_cases() -> list[RuleCase]:
    bases = _read(CASES / "bases.yaml")
    return [
        RuleCase(rule, case["name"], {**bases.get(case.get("base"), {}), **case["facts"]}, case["status"])
        for path in sorted((CASES / "rules").rglob("*.yaml"))
        for rule, cases in _read(path).items()
        for case in cases
    ]


def derived_cases() -> list[DerivedCase]:
    bases = _read(CASES / "bases.yaml")
    return [
        DerivedCase(
            case["fact"],
            case.get("parameter"),
            {**bases.get(case.get("base"), {}), **case["facts"]},
            case["value"],
        )
        for path in sorted((CASES / "derived").rglob("*.yaml"))
        for case in _read(path)
    ]
