"""Random facts behind given derived facts, drawn near the limits that matter, some of them left out."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from headache_cds.vocabulary.spec import FactSpec, FactType
from interventions.engine.language import nodes, terms
from interventions.knowledge import get_knowledge

LEFT_OUT = (0.0, 0.1, 0.4, 0.9)


def random_facts(behind: set[str], seed: int) -> dict[str, Any]:
    """Facts of one invented person; how much is left out differs between persons."""
    knowledge = get_knowledge()
    random = Random(seed)
    share = random.choice(LEFT_OUT)
    collected = sorted(knowledge.ruleset.closure(behind) & knowledge.vocabulary.facts.keys())
    return {
        fact: value(knowledge.vocabulary.facts[fact], random)
        for fact in collected
        if random.random() >= share
    }


def value(spec: FactSpec, random: Random) -> Any:
    """A possible value of this fact."""
    if spec.type == FactType.BOOL:
        return random.random() < 0.5
    if spec.type == FactType.ENUM:
        return random.choice([choice.value for choice in spec.choices])
    if spec.type == FactType.SET:
        some = [choice.value for choice in spec.choices if choice.value not in ("none", "unknown")]
        return (
            random.sample(some, random.randint(1, min(3, len(some)))) if random.random() < 0.8 else ["none"]
        )
    if spec.type == FactType.RECORDS:
        return []
    number = random.choice(_limits().get(spec.id) or [0, 1]) + random.choice((-1, 0, 0, 1))
    low = number if spec.min is None else max(number, spec.min)
    return low if spec.max is None else min(low, spec.max)


@cache
def _limits() -> dict[str, list[float]]:
    """By fact, the thresholds that any derivation compares this number with."""
    ruleset = get_knowledge().ruleset
    found: dict[str, list[float]] = defaultdict(list)
    for derivation in ruleset.derived.values():
        for node in derivation.nodes:
            if isinstance(node, nodes.Compare):
                for fact in {name for part in node.walk() for name in part.facts}:
                    found[fact] += _thresholds(node)
    return found


def _thresholds(node: nodes.Compare) -> Iterator[float]:
    for part in node.walk():
        if isinstance(part, terms.Parameter):
            yield get_knowledge().ruleset.parameters[part.name]
        elif isinstance(part, terms.NumberLiteral):
            yield part.amount
