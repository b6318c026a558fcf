"""What must hold between the records of the knowledge base; every breach is noted with file and line."""

import re
from collections.abc import Iterable, Iterator, Mapping

from headache_cds.vocabulary.loader import Vocabulary, unknown_unit
from headache_cds.vocabulary.names import PLANNED_INTERVENTIONS
from headache_cds.vocabulary.values import is_unit
from interventions.engine.kinds import Kinds
from interventions.engine.language.nodes import And, Condition, Constant
from interventions.engine.ruleset import SHORTEST, Derivation, Rule, RuleRecord, Ruleset
from interventions.engine.urgency import Level
from interventions.engine.uses import Use
from interventions.knowledge.lines import unknown_sources
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Cards, NotUsed, ProductSetting, Rail, Statement

# The numbers to call in danger; they stand in no longer number or word.
CALL = re.compile(r"\b11[23]\b")


def check_circles(reading: KnowledgeFiles, derived: Mapping[str, Derivation]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join((*path[path.index(name) :], name))
            reading.report("derived", name, "id", f"stands in a circle: {circle}")
        elif name in derived and name not in done:
            for needed in derived[name].inputs:
                visit(needed, (*path, name))
            done.add(name)

    for name in derived:
        visit(name, ())


def check_units(reading: KnowledgeFiles, derived: Mapping[str, Derivation]) -> None:
    """Derived facts and thresholds are shown with their unit; for asked facts the vocabulary refuses it."""
    units = [("derived", name, derivation.record.unit) for name, derivation in derived.items()]
    units += [("parameter", name, record.unit) for name, record in reading.parameters.items()]
    for kind, name, unit in units:
        if unit is not None and not is_unit(unit):
            reading.report(kind, name, "unit", unknown_unit(unit))


def check_rules(reading: KnowledgeFiles, ruleset: Ruleset, statements: Mapping[str, Statement]) -> None:
    """Gates, statements and doses exist, and nothing but warnings outlives a block."""
    for rule in ruleset.rules:
        _check_rule(reading, rule.record, ruleset, statements)


def _check_rule(
    reading: KnowledgeFiles, record: RuleRecord, ruleset: Ruleset, statements: Mapping[str, Statement]
) -> None:
    for gate in record.gate:
        if gate not in ruleset.derived or ruleset.derived[gate].record.type != "bool":
            reading.report("rule", record.id, "gate", f"'{gate}' is no yes/no derived fact")
    for key in ("implements", "explains"):
        for name in getattr(record, key):
            if name not in statements:
                reading.report("rule", record.id, key, f"unknown statement '{name}'")
    if not record.implements:
        reading.report("rule", record.id, "implements", "names no statement")
    if record.dose and record.dose not in ruleset.doses:
        reading.report("rule", record.id, "dose", f"unknown dose '{record.dose}'")
    if record.while_blocked and not record.use.may_stay:
        reading.report(
            "rule", record.id, "while_blocked", f"a rule to {record.use} never stays while blocked"
        )
    if record.use is Use.BLOCK and not record.while_blocked:
        reading.report("rule", record.id, "use", "a block stays visible while blocked")


def check_told(reading: KnowledgeFiles, ruleset: Ruleset) -> None:
    """What asks something of the patient has a sentence for them, and says by which facts."""
    for rule in ruleset.rules:
        for key, problem in _untold(rule.record, ruleset):
            reading.report("rule", rule.id, key, problem)


def _untold(record: RuleRecord, ruleset: Ruleset) -> Iterator[tuple[str, str]]:
    for language in ("nl", "en"):
        length = len(record.headline.in_language(language))
        if length > SHORTEST:
            key = "short" if record.short else "summary"
            yield key, f"has {length} characters ({language}): needs a short text of at most {SHORTEST}"
    urgent = any(branch.level is not Level.NONE for branch in record.urgency)
    if urgent and record.use not in (Use.WARN, Use.REFER, Use.BLOCK):
        yield "urgency", f"a rule to {record.use} is never urgent: only what warns, refers or blocks"
    if (urgent or record.use is Use.REFER) and not record.patient and not record.not_for_patient:
        why = "is urgent" if urgent else "refers"
        yield "patient", f"{why}: needs a sentence for the patient, or not_for_patient with the reason"
    if (urgent or _calls(record)) and not record.triggers:
        why = "is urgent" if urgent else "sends to 112 or 113"
        yield "triggers", f"{why}: names no fact that makes it so"
    if record.patient and record.not_for_patient:
        yield "not_for_patient", "has a sentence for the patient as well"
    for fact in record.triggers:
        if fact not in ruleset.facts and fact not in ruleset.derived:
            yield "triggers", f"'{fact}' is no fact"


def check_told_by(reading: KnowledgeFiles, rules: Mapping[str, Rule]) -> None:
    """What tells of another rule speaks to the patient itself, and is told by nobody else."""
    for rule in rules.values():
        for name in rule.record.told_by:
            other = rules[name].record if name in rules else None
            if other is None:
                reading.report("rule", rule.id, "told_by", f"unknown rule '{name}'")
            elif other.patient is None or other.told_by:
                reading.report("rule", rule.id, "told_by", f"'{name}' does not tell the patient itself")
            elif other.while_blocked < rule.record.while_blocked:
                reading.report("rule", rule.id, "told_by", f"'{name}' says nothing while something blocks")


def _calls(record: RuleRecord) -> bool:
    """Whether one of its texts sends somebody to 112 or 113."""
    told = (branch.patient for branch in record.urgency)
    texts = (record.summary, record.short, record.advice, record.patient, *told)
    return any(CALL.search(f"{text.nl} {text.en}") for text in texts if text)


def check_alternatives(reading: KnowledgeFiles, rules: Mapping[str, Rule]) -> None:
    """An alternative is another rule that exists."""
    for rule in rules.values():
        for name in rule.record.alternative_to:
            if name == rule.id:
                reading.report("rule", rule.id, "alternative_to", "names itself")
            elif name not in rules:
                reading.report("rule", rule.id, "alternative_to", f"unknown rule '{name}'")


def check_withholding(reading: KnowledgeFiles, rules: Mapping[str, Rule]) -> None:
    """A contra-advice names advices that exist, is never withheld itself, and leaves each a patient."""
    withheld = {name for rule in rules.values() for name in rule.record.withholds}
    for rule in rules.values():
        for name in rule.record.withholds:
            problem = None
            if name not in rules:
                problem = f"unknown rule '{name}'"
            elif rules[name].record.while_blocked:
                problem = f"'{name}' stays while blocked; nothing withholds it"
            elif rule.id in withheld:
                problem = f"contradictory pair: '{rule.id}' is withheld itself"
            elif _demands(rule) <= _demands(rules[name]):
                problem = f"contradictory pair: '{rule.id}' holds whenever '{name}' does"
            if problem:
                reading.report("rule", rule.id, "withholds", problem)


def _demands(rule: Rule) -> set[Condition | str]:
    """What must all hold before a rule applies: the parts of its condition, and its gates."""
    condition = rule.condition
    parts: tuple[Condition, ...] = condition.parts if isinstance(condition, And) else (condition,)
    return {part for part in parts if part != Constant(True)} | set(rule.record.gate)


def check_accounts(
    reading: KnowledgeFiles,
    statements: Mapping[str, Statement],
    settings: Mapping[str, ProductSetting],
    not_used: Mapping[str, NotUsed],
) -> None:
    """Settings and what is left out name statements; what carries a setting exists."""
    for kind, names in (("setting", settings), ("not used", not_used)):
        for name in names:
            if name not in statements:
                reading.report(kind, name, "id", "unknown statement")
    for setting in settings.values():
        for carrier in setting.carried_by:
            kind, _, name = carrier.partition(":")
            if kind == "fact" and name not in reading.specs:
                reading.report("setting", setting.id, "carried_by", f"unknown fact '{name}'")
            elif kind not in ("fact", "code") and (kind, name) not in reading.places:
                reading.report("setting", setting.id, "carried_by", f"unknown {kind} '{name}'")


def check_fact_sources(
    reading: KnowledgeFiles, statements: Mapping[str, Statement], vocabulary: Vocabulary
) -> None:
    """The statements behind questions exist: the vocabulary knows no statements, so it cannot tell."""
    for name, spec in vocabulary.facts.items():
        for message in unknown_sources(spec.source, statements):
            reading.mistakes.append(vocabulary.mistake(name, f"{name}: {message}"))


def check_sources(
    reading: KnowledgeFiles,
    statements: Mapping[str, Statement],
    ruleset: Ruleset,
    cards: Cards,
) -> None:
    """The statements behind derived facts, doses and cards exist; `check_rules` does the rules."""
    derived = (derivation.record for derivation in ruleset.derived.values())
    named = [
        *(("derived", record.id, "source", record.source) for record in derived),
        *(("dose", dose.id, "source", dose.source) for dose in ruleset.doses.values()),
        *(("card", card.id, "sources", card.sources) for card in cards.cards),
        *(("checklist", item.id, "sources", item.sources) for item in cards.checklist),
    ]
    for kind, name, key, sources in named:
        for message in unknown_sources(sources, statements):
            reading.report(kind, name, key, message)


def check_doses(reading: KnowledgeFiles, ruleset: Ruleset, vocabulary: Vocabulary) -> None:
    """A dose is told by a rule, and a part that fills a fact stays inside the bounds of that fact.

    A rule to dose may name none: a source can say how to build up without a number.
    """
    told = {rule.record.dose for rule in ruleset.rules}
    for dose in ruleset.doses.values():
        if dose.id not in told:
            reading.report("dose", dose.id, "id", f"no rule says 'dose: {dose.id}', so nobody sees it")
        for part in dose.parts:
            if part.fact is None:
                continue
            spec = vocabulary.facts.get(part.fact)
            if spec is None:
                reading.report("dose", dose.id, "parts", f"unknown fact '{part.fact}'")
            elif (spec.min is not None and part.min < spec.min) or (
                spec.max is not None and part.max > spec.max
            ):
                reading.report("dose", dose.id, "parts", f"{part.id}: bounds outside those of {part.fact}")


def check_rail(reading: KnowledgeFiles, rail: Rail, ruleset: Ruleset) -> None:
    """The rail shows derived facts only."""
    source = reading.files["rail.yaml"]
    for key, names in (
        ("shown", rail.shown),
        ("cleared", (rail.cleared,)),
        ("closed", [row.fact for row in rail.closed]),
    ):
        for name in names:
            if name not in ruleset.derived:
                reading.mistakes.append(source.mistake((key,), f"'{name}' is no derived fact"))


def check_order(reading: KnowledgeFiles, cards: Cards) -> None:
    """No two cards have one number: they would stand in the order of their ids, which nobody chose."""
    for card in cards.cards:
        others = [other.id for other in cards.cards if other.order == card.order and other is not card]
        if others:
            reading.report("card", card.id, "order", f"{card.order} is the order of {', '.join(others)} too")


def check_stops(reading: KnowledgeFiles, cards: Cards, kinds: Kinds) -> None:
    """A card with anything that asks for exertion tells the patient when to stop."""
    exertion = {kind.id for kind in kinds.kinds if kind.exertion}
    for card in cards.cards:
        parts = (card, *card.group_kinds.values(), *card.components)
        asking = exertion & {kind for part in parts for kind in part.kind}
        if asking and card.stop is None:
            what = ", ".join(sorted(asking))
            reading.report("card", card.id, "kind", f"{what} asks for exertion: needs a stop text")


def check_cards(
    reading: KnowledgeFiles,
    cards: Cards,
    rules: Iterable[Rule],
    vocabulary: Vocabulary,
) -> None:
    """What a card plans can be planned, and each group has one card or a reason why not."""
    planned = {choice.value for choice in vocabulary.facts[PLANNED_INTERVENTIONS].choices}
    for card in cards.cards:
        for component in card.components:
            if component.value not in planned:
                message = f"'{component.value}' is no value of planned_interventions"
                reading.report("card", card.id, "components", message)
    first = {rule.record.group: rule.id for rule in reversed(tuple(rules))}
    for group in sorted(cards.no_card.keys() - first.keys()):
        reading.report("group", group, "no_card", "has no rules")
    for group, name in sorted(first.items()):
        places = [card.id for card in cards.cards if group in card.groups]
        if len(places) + (group in cards.no_card) != 1:
            reading.report("rule", name, "group", f"group '{group}' needs exactly one card or reason")
