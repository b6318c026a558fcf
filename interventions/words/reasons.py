"""The 'because' of a result in plain words: label and value of a fact, and one level deeper its inputs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import HEADACHE_TYPE
from headache_cds.vocabulary.spec import FactType
from headache_cds.vocabulary.values import choice_text, format_number, format_value
from interventions.engine import Because, Item
from interventions.engine.evaluate import Evaluation
from interventions.engine.explain import gate_reason
from interventions.engine.language import nodes, terms
from interventions.engine.language.logic import Truth
from interventions.engine.why_not import behind, given
from interventions.knowledge import Knowledge


@dataclass(frozen=True)
class Reason:
    """One deciding fact in words. `wanted` is what the rule looks for, '' when the value says it."""

    fact: str
    label: str
    value: str
    wanted: str
    holds: Truth
    short: str
    inputs: tuple["Reason", ...] = ()


class Explainer:
    """Puts the reasons of one patient into words."""

    def __init__(self, knowledge: Knowledge, scope: Evaluation) -> None:
        self.knowledge = knowledge
        self.scope = scope

    def reasons(self, found: Iterable[Because], *, deeper: bool = True) -> tuple[Reason, ...]:
        """The reasons in words, each fact with its value once."""
        told: dict[str, Reason] = {}
        for entry in found:
            if entry.fact and entry.fact not in told:
                told[entry.fact] = self._reason(entry, deeper=deeper)
        return tuple(told.values())

    def label(self, fact: str) -> str:
        """The short name of a fact."""
        return str(self.knowledge.spec(fact).label.in_language(language()))

    def fact(self, name: str) -> Reason:
        """One fact with its value, whatever was looked for."""
        return self._reason(given(name, self.scope), deeper=False)

    def gates(self, items: Iterable[Item]) -> tuple[Reason, ...]:
        """The conditions under which these items may be shown at all."""
        names = dict.fromkeys(gate for item in items for gate in item.rule.record.gate)
        return self.reasons(gate_reason(name, self.scope) for name in names)

    def closed_gates(self, item: Item) -> tuple[Reason, ...]:
        """The conditions that keep this item from being shown."""
        return self.reasons(gate_reason(name, self.scope) for name in item.gates_failed)

    def _reason(self, entry: Because, *, deeper: bool) -> Reason:
        fact = str(entry.fact)
        spec = self.knowledge.spec(fact)
        value = value_words(spec, entry.value) + self._uncertainty(fact)
        return Reason(
            fact=fact,
            label=self.label(fact),
            value=value,
            wanted=self._wanted(entry),
            holds=entry.holds,
            short=self._short(spec, entry.value, value),
            inputs=self.inputs(fact) if deeper else (),
        )

    def _uncertainty(self, fact: str) -> str:
        """A count from memory is off by days (D74); a diary's count is not."""
        margin = self.knowledge.margins.get(fact)
        if margin is None or self.scope.truth(margin.when) is not True:
            return ""
        days = format_number(round(self.scope.parameter(margin.parameter)), language())
        return " " + _("(geschat uit geheugen, ± %(days)s dagen)") % {"days": days}

    def inputs(self, fact: str) -> tuple[Reason, ...]:
        """What decided a derived fact; nothing for a fact that was asked or found."""
        return self.reasons(behind(fact, self.scope), deeper=False)

    def _wanted(self, entry: Because) -> str:
        if entry.node is None or (entry.holds is True and not isinstance(entry.node, nodes.Compare)):
            return ""
        return wanted_words(entry.node, self.knowledge)

    def _short(self, spec: Any, raw: Any, words: str) -> str:
        label = spec.label.in_language(language())
        if raw is True:
            return str(label)
        if spec.id == HEADACHE_TYPE and raw:
            return words
        # A label that names its own choices ('Hoofdpijn: episodisch of chronisch') needs them no more.
        return f"{label.partition(':')[0]}: {words}"


def value_words(spec: Any, value: Any) -> str:
    """A value beside its label; rows are counted, because the page itself shows them."""
    if spec.type == FactType.RECORDS and isinstance(value, list):
        return ngettext("%(count)d regel vastgelegd", "%(count)d regels vastgelegd", len(value)) % {
            "count": len(value)
        }
    return format_value(spec, value, language())


@singledispatch
def wanted_words(node: nodes.Node, knowledge: Knowledge) -> str:
    """What a test looks for, in words; '' where no short words exist."""
    return ""


@wanted_words.register
def _wanted_value(node: nodes.Is, knowledge: Knowledge) -> str:
    spec = knowledge.spec(node.fact)
    if isinstance(node.value, bool):
        wanted = format_value(spec, node.value is not node.negated, language())
        return _("geldt bij: %(value)s") % {"value": wanted}
    text = _("geldt niet bij: %(value)s") if node.negated else _("geldt bij: %(value)s")
    return text % {"value": choice_text(spec, node.value, language())}


@wanted_words.register(nodes.Contains)
@wanted_words.register(nodes.IsIn)
def _wanted_choice(node: nodes.Contains | nodes.IsIn, knowledge: Knowledge) -> str:
    spec = knowledge.spec(node.fact)
    values = ", ".join(choice_text(spec, value, language()) for value in node.values)
    return _("geldt bij: %(value)s") % {"value": values}


@wanted_words.register
def _wanted_limit(node: nodes.Compare, knowledge: Knowledge) -> str:
    if not isinstance(node.left, terms.FactTerm):
        return ""
    if isinstance(node.right, terms.NumberLiteral):
        amount = node.right.amount
    elif isinstance(node.right, terms.Parameter):
        amount = knowledge.ruleset.parameters[node.right.name]
    else:
        return ""
    limit = {"limit": format_number(amount, language())}
    words = {
        ">=": _("grens: %(limit)s of meer"),
        ">": _("grens: meer dan %(limit)s"),
        "<=": _("grens: %(limit)s of minder"),
        "<": _("grens: minder dan %(limit)s"),
    }
    return words[node.sign] % limit if node.sign in words else ""
