"""Checks a parsed condition against the vocabulary: known facts, possible values, the right kind of test."""

from collections.abc import Iterator, Mapping
from typing import Any

from headache_cds.vocabulary.spec import NUMERIC, FactType
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf


def problems(node: nodes.Node, specs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[str]:
    """Every mistake in a tree, as a sentence. `specs` maps a fact to its FactSpec or derived record."""
    for part in node.walk():
        yield from (f"unknown parameter '${name}'" for name in part.parameters if name not in parameters)
        unknown = [name for name in part.facts if name not in specs]
        yield from (f"unknown fact '{name}'" for name in unknown)
        if not unknown:
            yield from _problems_of(part, specs, parameters)


def _problems_of(part: nodes.Node, specs: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(part, nodes.Is):
        yield from _equality(part, specs[part.fact])
    elif isinstance(part, nodes.IsIn):
        yield from _values(part.fact, part.values, specs[part.fact], FactType.ENUM)
    elif isinstance(part, nodes.Contains):
        yield from _values(part.fact, part.values, specs[part.fact], FactType.SET)
    elif isinstance(part, terms.FactTerm) and specs[part.fact].type not in NUMERIC:
        yield f"'{part.fact}' is no number"
    elif isinstance(part, EveryOrAny | Count):
        yield from _rows(part.fact, specs, lambda fields: problems(part.test, fields, parameters))
    elif isinstance(part, Mean | SetOf):
        yield from _rows(part.fact, specs, lambda fields: _field(part.fact, part.field, fields))


def _equality(part: nodes.Is, spec: Any) -> Iterator[str]:
    if isinstance(part.value, bool):
        if spec.type != FactType.BOOL:
            yield f"'{part.fact}' is no yes/no fact"
    else:
        yield from _values(part.fact, (part.value,), spec, FactType.ENUM)


def _values(fact: str, values: tuple[str, ...], spec: Any, kind: FactType) -> Iterator[str]:
    if spec.type != kind:
        yield f"'{fact}' is no {kind}"
        return
    allowed = {choice.value for choice in spec.choices} | {nodes.UNKNOWN}
    yield from (f"'{value}' is no value of '{fact}'" for value in values if value not in allowed)


def _rows(fact: str, specs: Mapping[str, Any], inside: Any) -> Iterator[str]:
    if specs[fact].type != FactType.RECORDS:
        yield f"'{fact}' has no rows"
        return
    yield from inside({field.id: field for field in specs[fact].fields})


def _field(fact: str, field: str, fields: Mapping[str, Any]) -> Iterator[str]:
    if field not in fields:
        yield f"'{field}' is no field of '{fact}'"
