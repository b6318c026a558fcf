"""Finding one's way in the knowledge: search over the texts, and the links from any record to its rules."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from interventions.engine import Rule
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Statement


@dataclass(frozen=True)
class SearchFilters:
    """What the reader looks for; an empty string leaves everything in."""

    words: str = ""
    use: str = ""
    group: str = ""
    document: str = ""


class Library:
    """The rules and statements of one knowledge base, with what points to what."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def rules(self, filters: SearchFilters) -> list[Rule]:
        """The rules that match, in the order of the files; every word has to occur, accents do not count."""
        wanted = folded(filters.words).split()
        return [
            rule
            for rule in self.knowledge.ruleset.rules
            if filters.use in ("", rule.record.use)
            and filters.group in ("", rule.record.group)
            and (not filters.document or filters.document in self.documents_of(rule))
            and all(word in self._rule_texts[rule.id] for word in wanted)
        ]

    def statements(self, filters: SearchFilters) -> list[Statement]:
        """The statements that match words and document, the documents in their own order."""
        wanted = folded(filters.words).split()
        order = list(self.knowledge.documents)
        found = [
            statement
            for name, statement in self.knowledge.statements.items()
            if filters.document in ("", statement.document)
            and all(word in self._statement_texts[name] for word in wanted)
        ]
        return sorted(found, key=lambda statement: order.index(statement.document))

    def documents_of(self, rule: Rule) -> tuple[str, ...]:
        """The source documents whose statements the rule carries out."""
        statements = self.knowledge.statements
        return tuple(dict.fromkeys(statements[name].document for name in rule.record.implements))

    def implementing(self, statement: str) -> list[Rule]:
        """The rules that carry out a statement."""
        return [rule for rule in self.knowledge.ruleset.rules if statement in rule.record.implements]

    def explained_by(self, statement: str) -> list[Rule]:
        """The rules that a statement supports."""
        return [rule for rule in self.knowledge.ruleset.rules if statement in rule.record.explains]

    def reading(self, fact: str) -> list[Rule]:
        """The rules whose condition or gates read a fact directly."""
        return [rule for rule in self.knowledge.ruleset.rules if fact in facts_of_rule(rule)]

    def derived_from(self, fact: str) -> list[str]:
        """The derived facts that are computed from a fact directly."""
        derived = self.knowledge.ruleset.derived
        return [name for name, derivation in derived.items() if fact in derivation.inputs]

    def using(self, parameter: str) -> list[str]:
        """The derived facts that read a threshold."""
        return [
            name
            for name, derivation in self.knowledge.ruleset.derived.items()
            if any(parameter in node.parameters for node in derivation.nodes)
        ]

    @cached_property
    def _rule_texts(self) -> dict[str, str]:
        return {
            rule.id: folded(" ".join(_texts_of(rule, self.knowledge)))
            for rule in self.knowledge.ruleset.rules
        }

    @cached_property
    def _statement_texts(self) -> dict[str, str]:
        return {
            name: folded(f"{name} {statement.text.nl} {statement.text.en} {statement.section}")
            for name, statement in self.knowledge.statements.items()
        }


def facts_of_rule(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule reads directly, its gates included, in order of appearance."""
    names = [name for node in rule.condition.walk() for name in node.facts]
    return tuple(dict.fromkeys((*names, *rule.record.gate)))


def folded(text: str) -> str:
    """Lower case without accents, so that 'patient' finds 'patiënt'."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _texts_of(rule: Rule, knowledge: Knowledge) -> Iterator[str]:
    record = rule.record
    yield from (record.id, record.group, *record.implements)
    for text in (record.summary, record.advice, record.patient):
        if text:
            yield from (text.nl, text.en)
    for fact in facts_of_rule(rule):
        label = knowledge.spec(fact).label
        yield from (label.nl, label.en, fact)
