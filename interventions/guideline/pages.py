"""One rule or statement, with everything that a reader may ask about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value
from interventions.engine import Rule
from interventions.guideline.history import Edition, editions
from interventions.guideline.library import facts_of_rule
from interventions.guideline.lines import (
    USES,
    Link,
    RuleLine,
    StatementLine,
    get_library,
    lines,
    links,
    local,
    statement_line,
)
from interventions.knowledge import FOLDER, Knowledge, get_knowledge
from interventions.knowledge.case_files import RuleCase, read_rule_cases
from interventions.knowledge.records import Dose, NotUsed, ProductSetting, Statement
from interventions.words.conditions import ConditionText, Phrase
from interventions.words.conflicts import ConflictLine, conflict_line
from interventions.words.sources import place_of

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
class Example:
    """A case beside a rule: what is known of an invented patient, and the result of the rule."""

    name: str
    status: str
    facts: tuple[tuple[str, str], ...]


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
    setting: ProductSetting | None
    not_used: NotUsed | None
    overlaps: tuple[StatementLine, ...]


def rule_page(rule: Rule) -> RulePage:
    """Everything about one rule."""
    knowledge, record = get_knowledge(), rule.record
    return RulePage(
        rule=rule,
        use=str(USES[record.use]),
        condition=ConditionText(knowledge).phrase(rule.condition),
        facts=links(name for name in facts_of_rule(rule) if name not in record.gate),
        gates=links(record.gate),
        statements=tuple(map(statement_line, record.implements)),
        supports=tuple(map(statement_line, record.explains)),
        withholds=lines(knowledge.ruleset.rules_by_id[name] for name in record.withholds),
        withheld_by=lines(knowledge.ruleset.contra_of(rule)),
        dose=knowledge.doses[record.dose] if record.dose else None,
        cautions=_cautions(knowledge, rule),
        conflicts=tuple(conflict_line(knowledge, conflict) for conflict in knowledge.conflicts_of(rule)),
        examples=tuple(_example(case) for case in cases_by_rule().get(record.id, ())),
        editions=editions(rule),
    )


def statement_page(statement: Statement) -> StatementPage:
    """Everything about one statement."""
    knowledge, library = get_knowledge(), get_library()
    document = knowledge.documents[statement.document]
    return StatementPage(
        statement=statement,
        place=place_of(knowledge, statement),
        caution=local(document.caution) if document.caution else "",
        carries_over=str(CARRIES_OVER[statement.applies_to_headache]),
        rules=lines(library.implementing(statement.id)),
        supports=lines(library.explained_by(statement.id)),
        setting=knowledge.settings.get(statement.id),
        not_used=knowledge.not_used.get(statement.id),
        overlaps=tuple(
            statement_line(name) for name in statement.overlaps_with if name in knowledge.statements
        ),
    )


def _cautions(knowledge: Knowledge, rule: Rule) -> tuple[str, ...]:
    """What to keep in mind about the sources of a rule: claims of trade, other patients."""
    documents = [knowledge.documents[name] for name in get_library().documents_of(rule)]
    return tuple(local(document.caution) for document in documents if document.caution)


def _example(case: RuleCase) -> Example:
    knowledge = get_knowledge()
    facts = tuple(
        (local(knowledge.spec(name).label), format_value(knowledge.spec(name), value, language()))
        for name, value in case.facts.items()
    )
    return Example(case.name, str(STATUSES[case.status]), facts)


@cache
def cases_by_rule() -> Mapping[str, tuple[RuleCase, ...]]:
    """The worked examples of every rule; read once per process."""
    found: dict[str, tuple[RuleCase, ...]] = {}
    for case in read_rule_cases(FOLDER):
        found[case.rule] = (*found.get(case.rule, ()), case)
    return found
