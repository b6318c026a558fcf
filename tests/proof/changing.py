"""Copies of the ruleset in memory with something broken by hand."""

from dataclasses import replace
from typing import Any

from interventions.engine.language.syntax import parse_condition, parse_expression
from interventions.engine.ruleset import Derivation, Rule, Ruleset
from interventions.knowledge import get_knowledge

RULESET = get_knowledge().ruleset


def rule(name: str) -> Rule:
    return RULESET.rules_by_id[name]


def implementing(statement: str) -> Rule:
    """The first rule that carries out a statement."""
    return next(item for item in RULESET.rules if statement in item.record.implements)


def changed(original: Rule, *, when: str | None = None, **record: Any) -> Rule:
    """A rule with another condition or other entries in its record."""
    condition = original.condition if when is None else parse_condition(when)
    return replace(original, record=original.record.model_copy(update=record), condition=condition)


def only(*rules: Rule, ruleset: Ruleset = RULESET) -> Ruleset:
    """The ruleset with these rules and no others."""
    return replace(ruleset, rules=rules)


def without(*names: str) -> Ruleset:
    return replace(RULESET, rules=tuple(item for item in RULESET.rules if item.id not in names))


def with_derived(name: str, expression: str, ruleset: Ruleset = RULESET) -> Ruleset:
    """The ruleset with another expression for one derived fact."""
    record = ruleset.derived[name].record
    derivation = Derivation(record, (), parse_expression(expression))
    return replace(ruleset, derived={**ruleset.derived, name: derivation})
