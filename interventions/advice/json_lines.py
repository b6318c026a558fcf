"""Facts as JSON in, advice as JSON out, without a screen. Screens and documents call the same engine."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from headache_cds.vocabulary.days import today
from headache_cds.vocabulary.spec import FactType
from headache_cds.vocabulary.values import DATE_LIMITS, ValueProblem, parse_value
from interventions.advice.explained import ItemExplanations
from interventions.engine import Advice, advise, brief
from interventions.engine.as_json import advice_as_json
from interventions.engine.counted import count_facts
from interventions.knowledge import Knowledge


class InputLineError(ValueError):
    """A line that is no JSON object with facts; the message is for the person who sent it."""


def read_facts(knowledge: Knowledge, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Check named values; gives the collected facts and the derived facts that were overruled.

    A derived fact that a gate or a block stands on cannot be given. The days since a date are computed where
    they are not given. A date outside its limits is refused, unless a constraint that fails says already that
    it does not count. Raises ValueProblem.
    """
    facts: dict[str, Any] = {}
    overrides: dict[str, Any] = {}
    outside: list[ValueProblem] = []
    for name, value in raw.items():
        if name in knowledge.ruleset.derived:
            if name in knowledge.ruleset.safety_facts:
                raise ValueProblem(name, "derived")
            target, spec = overrides, knowledge.spec(name)
        elif name in knowledge.vocabulary.facts:
            target, spec = facts, knowledge.vocabulary.facts[name]
        else:
            raise ValueProblem(name, "unknown_fact")
        try:
            parsed = parse_value(spec, value)
        except ValueProblem as problem:
            if problem.code not in DATE_LIMITS or target is overrides or spec.type != FactType.DATE:
                raise
            outside.append(problem)
            parsed = str(problem.details["value"])
        if parsed is not None:
            target[name] = parsed
    facts = knowledge.vocabulary.with_days_since(facts, today())
    if outside:
        _refuse_unless_told(knowledge, outside, facts, overrides)
    return facts, overrides


def _refuse_unless_told(
    knowledge: Knowledge, outside: list[ValueProblem], facts: dict[str, Any], overrides: dict[str, Any]
) -> None:
    """Raise the first of these problems that no contradiction reports."""
    ruleset = knowledge.ruleset
    failing = count_facts(ruleset, facts, overrides).failing
    drops = [name for item in failing for name in item.constraint.record.drops]
    told = {name for drop in drops for name in ruleset.unknown_with(drop)}
    for problem in outside:
        if problem.fact not in told:
            raise problem


def read_line(line: str) -> tuple[str | None, dict[str, Any]]:
    """The id and the raw facts of one line. Raises LineProblem."""
    try:
        case = json.loads(line)
    except ValueError as error:
        raise InputLineError(f"not JSON: {error}") from error
    if not isinstance(case, dict) or not isinstance(case.get("facts"), dict):
        raise InputLineError('expected an object {"id": ..., "facts": {...}}')
    return case.get("id"), case["facts"]


def advise_on(knowledge: Knowledge, raw: Mapping[str, Any]) -> Advice:
    """The advice for raw JSON facts. Raises ValueProblem."""
    facts, overrides = read_facts(knowledge, raw)
    return advise(knowledge.ruleset, facts, overrides)


def answer_line(knowledge: Knowledge, line: str, *, everything: bool) -> dict[str, Any]:
    """The JSON answer to one line: the advice, or the error with the fact that caused it."""

    def in_full(facts: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        advice = advise(knowledge.ruleset, facts, overrides)
        explained = ItemExplanations(knowledge, advice)
        return advice_as_json(advice, everything=everything, more=explained.as_json)

    return _answer(knowledge, line, in_full)


def brief_line(knowledge: Knowledge, line: str, *, everything: bool) -> dict[str, Any]:
    """The same without items: the derived facts, and the rules by status."""

    def in_brief(facts: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
        return brief(knowledge.ruleset, facts, overrides).as_json(everything=everything)

    return _answer(knowledge, line, in_brief)


def _answer(knowledge: Knowledge, line: str, write: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    case_id: str | None = None
    try:
        case_id, raw = read_line(line)
        return {"id": case_id, **write(*read_facts(knowledge, raw))}
    except InputLineError as problem:
        return {"id": case_id, "error": {"fact": None, "message": str(problem)}}
    except ValueProblem as problem:
        return {"id": case_id, "error": {"fact": problem.fact, "message": problem.message("en")}}
