"""Rules, statements and facts as lines of a list, and what is found by a search."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from interventions.engine import Rule
from interventions.engine.uses import Use
from interventions.guideline.library import Library, SearchFilters
from interventions.knowledge import get_knowledge
from interventions.words.sources import place_of

USES = {
    Use.BLOCK: gettext_lazy("stopt"),
    Use.WARN: gettext_lazy("waarschuwt"),
    Use.REFER: gettext_lazy("verwijst"),
    Use.ASK: gettext_lazy("vraagt"),
    Use.EXAMINE: gettext_lazy("onderzoekt"),
    Use.ADVISE: gettext_lazy("adviseert"),
    Use.DOSE: gettext_lazy("doseert"),
    Use.MEASURE: gettext_lazy("meet"),
    Use.EDUCATE: gettext_lazy("legt uit aan de patiënt"),
    Use.EXPLAIN: gettext_lazy("geeft achtergrond"),
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
class Link:
    """A fact or threshold by its label."""

    id: str
    label: str


@cache
def get_library() -> Library:
    """The library over the installed knowledge."""
    return Library(get_knowledge())


def found_rules(filters: SearchFilters) -> list[Rule]:
    """The rules that a reader looks for."""
    return get_library().rules(filters)


def found_statements(filters: SearchFilters) -> tuple[StatementLine, ...]:
    """The statements that a reader looks for; those left out are found, their claims are not shown."""
    return tuple(statement_line(statement.id) for statement in get_library().statements(filters))


def rule_line(rule: Rule) -> RuleLine:
    """One rule in a list."""
    knowledge = get_knowledge()
    record = rule.record
    return RuleLine(
        id=record.id,
        use=str(USES[record.use]),
        summary=local(record.summary),
        strength=local(record.strength),
        place=place_of(knowledge, knowledge.statements[record.implements[0]]),
    )


def statement_line(name: str) -> StatementLine:
    """One statement in a list."""
    knowledge = get_knowledge()
    statement = knowledge.statements[name]
    return StatementLine(name, place_of(knowledge, statement), local(statement.text), _kind_of(name))


def _kind_of(name: str) -> str:
    knowledge = get_knowledge()
    if name in knowledge.not_used:
        return _("niet gebruikt")
    if name in knowledge.settings:
        return _("inrichting")
    rules = get_library().implementing(name)
    return ", ".join(dict.fromkeys(str(USES[rule.record.use]) for rule in rules))


def lines(rules: Iterable[Rule]) -> tuple[RuleLine, ...]:
    """Rules in a list."""
    return tuple(rule_line(rule) for rule in rules)


def links(names: Iterable[str]) -> tuple[Link, ...]:
    """Facts by their label."""
    return tuple(Link(name, local(get_knowledge().spec(name).label)) for name in names)


def local(text: Text) -> str:
    """A text in the language of the reader."""
    return str(text.in_language(language()))
