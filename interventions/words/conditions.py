"""A condition in plain words: the tree of a rule as sentences and nested lists, in the reader's language."""

from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import (
    choice_text,
    format_number,
    format_value,
    unit_text,
    within_sentence,
)
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf
from interventions.knowledge import Knowledge


@dataclass(frozen=True)
class Phrase:
    """One sentence; with `parts` it is the head of a list."""

    text: str
    parts: tuple["Phrase", ...] = ()


class ConditionText:
    """Puts conditions and terms into words. Inside a record function the names are those of its columns."""

    def __init__(self, knowledge: Knowledge, columns: dict[str, Any] | None = None) -> None:
        self.knowledge = knowledge
        self.columns = columns

    def _spec(self, name: str) -> Any:
        return self.knowledge.spec(name) if self.columns is None else self.columns[name]

    def _label(self, name: str) -> str:
        return str(self._spec(name).label.in_language(language()))

    def _choices(self, name: str, values: tuple[str, ...]) -> str:
        spec = self._spec(name)
        words = [
            _("onbekend") if value == nodes.UNKNOWN else within_sentence(choice_text(spec, value, language()))
            for value in values
        ]
        return _(" of ").join(words)

    def _inside(self, fact: str) -> "ConditionText":
        return ConditionText(self.knowledge, {field.id: field for field in self._spec(fact).fields})

    def _phrases(self, parts: tuple[nodes.Condition, ...]) -> tuple[Phrase, ...]:
        return tuple(self.phrase(part) for part in parts)

    @singledispatchmethod
    def phrase(self, node: nodes.Node) -> Phrase:
        """A condition, or a term, as a phrase."""
        return Phrase(self.term(node))

    @phrase.register
    def _(self, node: nodes.Constant) -> Phrase:
        return Phrase(_("Geldt voor iedere patiënt") if node.holds else _("Geldt voor niemand"))

    @phrase.register
    def _(self, node: nodes.And) -> Phrase:
        return Phrase(_("Al deze punten gelden:"), self._phrases(node.parts))

    @phrase.register
    def _(self, node: nodes.Or) -> Phrase:
        return Phrase(_("Minstens één van deze punten geldt:"), self._phrases(node.parts))

    @phrase.register
    def _(self, node: nodes.AtLeast) -> Phrase:
        needed = node.needed
        record = self.knowledge.parameters[needed.name] if isinstance(needed, terms.Parameter) else None
        count = format_number(record.value, language()) if record else self.term(needed)
        text = _("Minstens %(count)s van deze punten gelden:") % {"count": count}
        return Phrase(text, self._phrases(node.parts))

    @phrase.register
    def _(self, node: nodes.Not) -> Phrase:
        return Phrase(_("Dit geldt niet:"), (self.phrase(node.part),))

    @phrase.register
    def _(self, node: nodes.Is) -> Phrase:
        if isinstance(node.value, bool):
            value = format_value(self._spec(node.fact), node.value is not node.negated, language())
            return Phrase(f"{self._label(node.fact)}: {value}")
        value = self._choices(node.fact, (node.value,))
        shown = _("niet %(value)s") % {"value": value} if node.negated else value
        return Phrase(f"{self._label(node.fact)}: {shown}")

    @phrase.register(nodes.IsIn)
    @phrase.register(nodes.Contains)
    def _(self, node: nodes.IsIn | nodes.Contains) -> Phrase:
        return Phrase(f"{self._label(node.fact)}: {self._choices(node.fact, node.values)}")

    @phrase.register
    def _(self, node: nodes.Answered) -> Phrase:
        return Phrase(_("%(fact)s: is beantwoord") % {"fact": self._label(node.fact)})

    @phrase.register
    def _(self, node: nodes.Compare) -> Phrase:
        words = {
            ">=": _("%(left)s is %(right)s of meer"),
            ">": _("%(left)s is meer dan %(right)s"),
            "<=": _("%(left)s is %(right)s of minder"),
            "<": _("%(left)s is minder dan %(right)s"),
            "==": _("%(left)s is gelijk aan %(right)s"),
            "!=": _("%(left)s is niet gelijk aan %(right)s"),
        }
        return Phrase(words[node.sign] % {"left": self.term(node.left), "right": self.term(node.right)})

    @phrase.register
    def _(self, node: EveryOrAny) -> Phrase:
        words = _("Iedere regel van %(fact)s:") if node.every else _("Minstens één regel van %(fact)s:")
        text = words % {"fact": self._label(node.fact)}
        return Phrase(text, (self._inside(node.fact).phrase(node.test),))

    @singledispatchmethod
    def term(self, node: nodes.Node) -> str:
        """A number, a threshold, a fact or a sum over them."""
        raise TypeError(f"no words for {type(node).__name__}")

    @term.register
    def _(self, node: terms.NumberLiteral) -> str:
        return format_number(node.amount, language())

    @term.register
    def _(self, node: terms.Parameter) -> str:
        return self.parameter(node.name)

    def parameter(self, name: str) -> str:
        """The value of a threshold with its unit."""
        record = self.knowledge.parameters[name]
        unit = unit_text(record.unit, language(), record.value)
        return f"{format_number(record.value, language())} {unit}".strip()

    @term.register
    def _(self, node: terms.FactTerm) -> str:
        return self._label(node.fact)

    @term.register
    def _(self, node: terms.Arithmetic) -> str:
        signs = {"+": _("plus"), "-": _("min"), "*": _("maal"), "/": _("gedeeld door")}
        return f"({self.term(node.left)} {signs[node.sign]} {self.term(node.right)})"

    @term.register
    def _(self, node: terms.Function) -> str:
        names = {"min": _("de laagste van"), "max": _("de hoogste van"), "abs": _("de grootte van")}
        return f"{names[node.name]} {', '.join(self.term(argument) for argument in node.arguments)}"

    @term.register
    def _(self, node: Count) -> str:
        test = self._inside(node.fact).phrase(node.test)
        words = _("het aantal regels van %(fact)s met %(test)s")
        return words % {"fact": self._label(node.fact), "test": flat(test)}

    @term.register
    def _(self, node: Mean) -> str:
        words = _("het gemiddelde van %(column)s in %(fact)s")
        return words % {"column": self._inside(node.fact)._label(node.field), "fact": self._label(node.fact)}

    @term.register
    def _(self, node: SetOf) -> str:
        words = _("alle waarden van %(column)s in %(fact)s")
        return words % {"column": self._inside(node.fact)._label(node.field), "fact": self._label(node.fact)}


def flat(phrase: Phrase) -> str:
    """A phrase on one line."""
    if not phrase.parts:
        return phrase.text
    return f"{phrase.text} {'; '.join(flat(part) for part in phrase.parts)}"
