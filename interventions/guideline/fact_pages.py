"""One fact or threshold: how it is asked or computed, and what it decides."""

from dataclasses import dataclass
from typing import Any

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value
from interventions.engine.ruleset import Derivation
from interventions.guideline.lines import Link, RuleLine, get_library, lines, links, local
from interventions.knowledge import Knowledge, get_knowledge
from interventions.words.conditions import ConditionText, Phrase


@dataclass(frozen=True)
class FactPage:
    """One fact: how it is asked or computed, and what it decides. `spec` is its declaration."""

    spec: Any
    choices: tuple[str, ...]
    derivation: tuple[tuple[Phrase, str], ...]
    thresholds: tuple["Threshold", ...]
    inputs: tuple[Link, ...]
    feeds: tuple[Link, ...]
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class Threshold:
    """One threshold with its value and the derived facts that read it."""

    id: str
    value: str
    record: Any
    facts: tuple[Link, ...]


def fact_page(name: str) -> FactPage:
    """Everything about one fact."""
    knowledge, library = get_knowledge(), get_library()
    spec, derivation = knowledge.spec(name), knowledge.ruleset.derived.get(name)
    thresholds = derivation.parameters if derivation else ()
    return FactPage(
        spec=spec,
        choices=tuple(local(choice.text) for choice in spec.choices),
        derivation=_derivation(knowledge, derivation) if derivation else (),
        thresholds=tuple(map(threshold, thresholds)),
        inputs=links(derivation.inputs) if derivation else (),
        feeds=links(library.derived_from(name)),
        rules=lines(library.reading(name)),
    )


def threshold(name: str) -> Threshold:
    """One threshold."""
    knowledge = get_knowledge()
    record = knowledge.parameters[name]
    return Threshold(name, ConditionText(knowledge).parameter(name), record, links(get_library().using(name)))


def _derivation(knowledge: Knowledge, derivation: Derivation) -> tuple[tuple[Phrase, str], ...]:
    """Each way to a value: the condition in words, and the value it gives ('' for an expression)."""
    speller = ConditionText(knowledge)
    if derivation.expression is not None:
        return ((speller.phrase(derivation.expression), ""),)
    return tuple(
        (
            speller.phrase(condition),
            speller.term(result)
            if hasattr(result, "evaluate")
            else format_value(derivation.record, result, language()),
        )
        for condition, result in derivation.cases
    )
