"""What the guideline pages show, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.spec import Text
from headache_cds.vocabulary.values import format_value
from interventions.engine import Rule
from interventions.engine.ruleset import Derivation
from interventions.guideline.history import Edition, editions
from interventions.guideline.library import Filters, Library, facts_of
from interventions.guideline.words import Phrase, Speller
from interventions.knowledge import FOLDER, Knowledge, get_knowledge
from interventions.knowledge.case_files import RuleCase, read_rule_cases
from interventions.knowledge.records import Dose, NotUsed, Setting, Statement
from interventions.pages.cards import place_of
from interventions.pages.conflict_lines import ConflictLine, conflict_line
from interventions.pages.reasons import language

USES = {
    "block": gettext_lazy("stopt"),
    "warn": gettext_lazy("waarschuwt"),
    "refer": gettext_lazy("verwijst"),
    "ask": gettext_lazy("vraagt"),
    "examine": gettext_lazy("onderzoekt"),
    "advise": gettext_lazy("adviseert"),
    "dose": gettext_lazy("doseert"),
    "measure": gettext_lazy("meet"),
    "educate": gettext_lazy("legt uit aan de patiënt"),
    "explain": gettext_lazy("geeft achtergrond"),
}
STATUSES = {
    "applies": gettext_lazy("geldt"),
    "does_not_apply": gettext_lazy("geldt niet"),
    "insufficient_data": gettext_lazy("nog onbekend"),
    "suppressed": gettext_lazy("niet getoond"),
}
CARRIES_OVER = {
    "directly": "",
    "with_caution": gettext_lazy("Met voorzichtigheid over te dragen naar hoofdpijn."),
    "not_transferable": gettext_lazy("Niet over te dragen naar hoofdpijn."),
}


@dataclass(frozen=True)
class RuleLine:
    """One rule in a list."""

    id: str
    use: str
    summary: str
    strength: str
    place: str


@dataclass(frozen=True)
class StatementLine:
    """One statement in a list, with the kind of place it has in the product."""

    id: str
    place: str
    text: str
    kind: str


@dataclass(frozen=True)
class Example:
    """A case beside a rule: what is known of an invented patient, and what the rule then comes to."""

    name: str
    status: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Link:
    """A fact or threshold by its label."""

    id: str
    label: str


@dataclass(frozen=True)
class RulePage:
    """One rule with everything that a reader may ask about it."""

    rule: Rule
    use: str
    condition: Phrase
    facts: tuple[Link, ...]
    gates: tuple[Link, ...]
    statements: tuple[StatementLine, ...]
    supports: tuple[StatementLine, ...]
    withholds: tuple[RuleLine, ...]
    withheld_by: tuple[RuleLine, ...]
    dose: Dose | None
    cautions: tuple[str, ...]
    conflicts: tuple[ConflictLine, ...]
    examples: tuple[Example, ...]
    editions: tuple[Edition, ...]


@dataclass(frozen=True)
class StatementPage:
    """One statement and its place in the product."""

    statement: Statement
    place: str
    caution: str
    carries_over: str
    rules: tuple[RuleLine, ...]
    supports: tuple[RuleLine, ...]
    setting: Setting | None
    not_used: NotUsed | None
    overlaps: tuple[StatementLine, ...]


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


@cache
def get_library() -> Library:
    """The library over the installed knowledge."""
    return Library(get_knowledge())


def found_rules(filters: Filters) -> list[Rule]:
    """The rules that a reader looks for."""
    return get_library().rules(filters)


def found_statements(filters: Filters) -> tuple[StatementLine, ...]:
    """The statements that a reader looks for; those left out are found, their claims are not shown."""
    return tuple(statement_line(statement.id) for statement in get_library().statements(filters))


def rule_line(rule: Rule) -> RuleLine:
    """One rule in a list."""
    knowledge = get_knowledge()
    record = rule.record
    return RuleLine(
        id=record.id,
        use=str(USES[record.use]),
        summary=_local(record.summary),
        strength=_local(record.strength),
        place=place_of(knowledge, knowledge.statements[record.implements[0]]),
    )


def statement_line(name: str) -> StatementLine:
    """One statement in a list."""
    knowledge = get_knowledge()
    statement = knowledge.statements[name]
    return StatementLine(name, place_of(knowledge, statement), _local(statement.text), _kind_of(name))


def _kind_of(name: str) -> str:
    knowledge = get_knowledge()
    if name in knowledge.not_used:
        return _("niet gebruikt")
    if name in knowledge.settings:
        return _("inrichting")
    rules = get_library().implementing(name)
    return ", ".join(dict.fromkeys(str(USES[rule.record.use]) for rule in rules))


def rule_page(rule: Rule) -> RulePage:
    """Everything about one rule."""
    knowledge, library, record = get_knowledge(), get_library(), rule.record
    return RulePage(
        rule=rule,
        use=str(USES[record.use]),
        condition=Speller(knowledge).phrase(rule.condition),
        facts=_links(name for name in facts_of(rule) if name not in record.gate),
        gates=_links(record.gate),
        statements=tuple(map(statement_line, record.implements)),
        supports=tuple(map(statement_line, record.explains)),
        withholds=_lines(knowledge.ruleset.rules_by_id[name] for name in record.withholds),
        withheld_by=_lines(library.withholding(record.id)),
        dose=knowledge.doses[record.dose] if record.dose else None,
        cautions=_cautions(knowledge, rule),
        conflicts=tuple(conflict_line(knowledge, conflict) for conflict in knowledge.conflicts_of(rule)),
        examples=tuple(_example(case) for case in _cases().get(record.id, ())),
        editions=editions(rule),
    )


def statement_page(statement: Statement) -> StatementPage:
    """Everything about one statement."""
    knowledge, library = get_knowledge(), get_library()
    document = knowledge.documents[statement.document]
    return StatementPage(
        statement=statement,
        place=place_of(knowledge, statement),
        caution=_local(document.caution) if document.caution else "",
        carries_over=str(CARRIES_OVER[statement.applies_to_headache]),
        rules=_lines(library.implementing(statement.id)),
        supports=_lines(library.explained_by(statement.id)),
        setting=knowledge.settings.get(statement.id),
        not_used=knowledge.not_used.get(statement.id),
        overlaps=tuple(
            statement_line(name) for name in statement.overlaps_with if name in knowledge.statements
        ),
    )


def fact_page(name: str) -> FactPage:
    """Everything about one fact."""
    knowledge, library = get_knowledge(), get_library()
    spec, derivation = knowledge.spec(name), knowledge.ruleset.derived.get(name)
    thresholds = derivation.parameters if derivation else ()
    return FactPage(
        spec=spec,
        choices=tuple(_local(choice.text) for choice in spec.choices),
        derivation=_derivation(knowledge, derivation) if derivation else (),
        thresholds=tuple(map(threshold, thresholds)),
        inputs=_links(derivation.inputs) if derivation else (),
        feeds=_links(library.derived_from(name)),
        rules=_lines(library.reading(name)),
    )


def threshold(name: str) -> Threshold:
    """One threshold."""
    knowledge = get_knowledge()
    record = knowledge.parameters[name]
    return Threshold(name, Speller(knowledge).parameter(name), record, _links(get_library().using(name)))


def _derivation(knowledge: Knowledge, derivation: Derivation) -> tuple[tuple[Phrase, str], ...]:
    """Each way to a value: the condition in words, and the value it gives ('' for an expression)."""
    speller = Speller(knowledge)
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


def _cautions(knowledge: Knowledge, rule: Rule) -> tuple[str, ...]:
    """What to keep in mind about the sources of a rule: claims of trade, other patients."""
    documents = [knowledge.documents[name] for name in get_library().documents_of(rule)]
    return tuple(_local(document.caution) for document in documents if document.caution)


def _example(case: RuleCase) -> Example:
    knowledge = get_knowledge()
    facts = tuple(
        (_local(knowledge.spec(name).label), format_value(knowledge.spec(name), value, language()))
        for name, value in case.facts.items()
    )
    return Example(case.name, str(STATUSES[case.status]), facts)


@cache
def _cases() -> Mapping[str, tuple[RuleCase, ...]]:
    found: dict[str, tuple[RuleCase, ...]] = {}
    for case in read_rule_cases(FOLDER):
        found[case.rule] = (*found.get(case.rule, ()), case)
    return found


def _lines(rules: Iterable[Rule]) -> tuple[RuleLine, ...]:
    return tuple(rule_line(rule) for rule in rules)


def _links(names: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(name, _local(get_knowledge().spec(name).label)) for name in names)


def _local(text: Text) -> str:
    return str(text.in_language(language()))
