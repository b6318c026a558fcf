"""The rule engine: plain Python, three-valued, explains every result. Knows no Django."""

from interventions.engine.advice import Advice, Item, advise
from interventions.engine.briefs import Brief, brief
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import Because
from interventions.engine.ruleset import Rule, Ruleset

__all__ = [
    "Advice",
    "Because",
    "Brief",
    "Evaluation",
    "Item",
    "Rule",
    "Ruleset",
    "advise",
    "brief",
]
