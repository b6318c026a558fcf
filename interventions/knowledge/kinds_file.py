"""Reads the kinds, gives every rule its nature, and refuses what lacks a gate.

Refused, each with file and line: a card or group without a kind, a kind, intensity or load that does not
exist, exertion without its intensity, a rule without a gate that its kind demands, a card that would put a
treatment into the plan with fewer gates than that treatment needs, and a treatment that the derived fact of
its kind, or a list of single treatments, leaves out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from headache_cds.vocabulary.names import PLANNED_INTERVENTIONS as PLANNED
from headache_cds.vocabulary.source import Location, Source
from interventions.engine.evaluate import Evaluation
from interventions.engine.kinds import Classified, Kinds, Nature, TreatmentList
from interventions.engine.language.nodes import Contains
from interventions.engine.ruleset import Rule, Ruleset
from interventions.engine.uses import Use
from interventions.knowledge.dangers_file import read_dangers
from interventions.knowledge.reading import KnowledgeFiles
from interventions.knowledge.records import Card, Cards, Component, Statement

KINDS = "kinds.yaml"


def with_kinds(
    reading: KnowledgeFiles, ruleset: Ruleset, cards: Cards, statements: Mapping[str, Statement]
) -> Ruleset:
    """The ruleset with the nature of every rule and the dangers; notes every mistake."""
    kinds: Kinds = reading.one(KINDS, Kinds)
    classes = _Classes(reading, kinds)
    classes.check_kinds(ruleset)
    _CardCheck(reading, cards, classes, ruleset).check()
    rules = tuple(replace(rule, nature=classes.of_rule(rule, cards)) for rule in ruleset.rules)
    for rule in rules:
        _check_gates(reading, kinds, rule)
    dangers = read_dangers(reading, kinds, classes.known, ruleset, statements)
    return replace(ruleset, rules=rules, dangers=dangers)


def _check_gates(reading: KnowledgeFiles, kinds: Kinds, rule: Rule) -> None:
    missing = _missing(kinds, rule.nature.gates(rule.record.use), rule.record.gate)
    if missing:
        what = ", ".join(kind.id for kind in rule.nature.kinds)
        needs = ", ".join(missing)
        reading.report("rule", rule.id, "gate", f"a rule to {rule.record.use} of kind {what} needs {needs}")


def _missing(kinds: Kinds, demanded: Iterable[str], gates: tuple[str, ...]) -> list[str]:
    """The demanded gates that neither stand there nor have a stricter one in their place."""
    held = {*gates, *(name for gate in gates for name in kinds.enough.get(gate, ()))}
    return [gate for gate in demanded if gate not in held]


@dataclass(frozen=True)
class _Classes:
    """Finds kinds, intensities and loads by name, and notes names that do not exist."""

    reading: KnowledgeFiles
    kinds: Kinds

    @cached_property
    def known(self) -> dict[str, dict[str, Any]]:
        """Every name that may be said, by what says it."""
        return {
            "kind": {kind.id: kind for kind in self.kinds.kinds},
            "intensity": {demand.id: demand for demand in self.kinds.intensities},
            "loads": {demand.id: demand for demand in self.kinds.loads},
        }

    def nature(self, said: Classified) -> Nature:
        """What these words mean; words that do not exist are left out."""
        intensities = self.known["intensity"]
        return Nature(
            kinds=tuple(self.known["kind"][name] for name in said.kind if name in self.known["kind"]),
            intensity=intensities.get(said.intensity) if said.intensity else None,
            loads=tuple(self.known["loads"][name] for name in said.loads if name in self.known["loads"]),
        )

    def problems(self, said: Classified) -> list[tuple[str, str]]:
        """What is wrong with these words: each key with its message."""
        found = [(key, message) for key in self.known for message in self._unknown(key, said)]
        if not said.kind:
            found.append(("kind", "needs a kind"))
        exertion = any(kind.exertion for kind in self.nature(said).kinds)
        if exertion and said.intensity is None:
            found.append(("kind", f"{', '.join(said.kind)} asks for exertion: needs an intensity"))
        return found

    def _unknown(self, key: str, said: Classified) -> list[str]:
        value = getattr(said, key)
        names = (value,) if isinstance(value, str) else value or ()
        known = self.known[key]
        return [f"'{name}' is no {key} ({', '.join(known)})" for name in names if name not in known]

    def of_rule(self, rule: Rule, cards: Cards) -> Nature:
        """The nature of a rule: its own, else that of its use, else that of its group."""
        said = self._said_of(rule, cards)
        own = rule.record
        for key, message in self.problems(said) if own.kind or own.intensity or own.loads else ():
            self.reading.report("rule", rule.id, key, message)
        return self.nature(said)

    def _said_of(self, rule: Rule, cards: Cards) -> Classified:
        own, group = rule.record, cards.kind_of_group(rule.record.group)
        if own.kind:
            return own
        if own.use in self.kinds.of_use:
            group = Classified(kind=(self.kinds.of_use[own.use],))
        return Classified(
            kind=group.kind, intensity=own.intensity or group.intensity, loads=own.loads or group.loads
        )

    def check_kinds(self, ruleset: Ruleset) -> None:
        """Every gate and derived fact that a kind names exists, and so does the kind of a use."""
        source = self.reading.files[KINDS]
        for key in ("kinds", "intensities", "loads"):
            for index, entry in enumerate(getattr(self.kinds, key)):
                names = (*entry.gates, *filter(None, [getattr(entry, "planned", None)]))
                self._check_derived(source, (key, index), entry.id, names, ruleset)
        for gate, others in self.kinds.enough.items():
            self._check_derived(source, ("enough", gate), gate, (gate, *others), ruleset)
        for use, kind in self.kinds.of_use.items():
            if use not in set(Use) or kind not in self.known["kind"]:
                message = f"'{use}: {kind}' is no use with a kind"
                self.reading.mistakes.append(source.mistake(("of_use", use), message))

    def _check_derived(
        self, source: Source, at: Location, name: str, facts: Iterable[str], ruleset: Ruleset
    ) -> None:
        for fact in facts:
            if fact not in ruleset.derived or ruleset.derived[fact].record.type != "bool":
                message = f"{name}: '{fact}' is no yes/no derived fact"
                self.reading.mistakes.append(source.mistake(at, message))


class _CardCheck:
    """Checks what the cards say of themselves, their groups and what they put into a plan."""

    def __init__(self, reading: KnowledgeFiles, cards: Cards, classes: _Classes, ruleset: Ruleset) -> None:
        self.reading, self.cards, self.classes, self.ruleset = reading, cards, classes, ruleset
        self.planned: dict[str, Nature] = {}

    def check(self) -> None:
        for card in self.cards.cards:
            self._check("card", card.id, (), card)
            for group, said in card.group_kinds.items():
                self._check("card", card.id, ("group_kinds", group), said, group)
                if group not in card.groups:
                    message = f"'{group}' is no group of {card.id}"
                    self.reading.report("card", card.id, ("group_kinds", group), message)
            for place, component in enumerate(card.components):
                self._check_component(("components", place), card, component)
        for group, elsewhere in self.cards.no_card.items():
            self._check("group", group, ("no_card",), elsewhere)
        self._check_planned()
        for place, treatments in enumerate(self.classes.kinds.lists):
            self._check_list(("lists", place), treatments)

    def _check_component(self, at: Location, card: Card, component: Component) -> None:
        said = component if component.kind else card
        if component.kind:
            self._check("card", card.id, at, component, component.value)
        nature = self.planned[component.value] = self.classes.nature(said)
        if component.default:
            self._check_default(at, card, component, nature)

    def _check_default(self, at: Location, card: Card, component: Component, nature: Nature) -> None:
        """What is ticked when the card is accepted needs no more gates than every offer of the card."""
        for rule in self.ruleset.rules:
            if rule.record.group in card.groups and rule.record.use.treats:
                missing = _missing(self.classes.kinds, nature.gates(Use.ADVISE), rule.record.gate)
                if missing:
                    needs = f"{component.value} needs {', '.join(missing)}"
                    message = f"{needs}, which '{rule.id}' on this card lacks"
                    self.reading.report("card", card.id, (*at, "default"), message)

    def _check_planned(self) -> None:
        """The derived fact of a kind holds for exactly the planned treatments of that kind."""
        specs = self.reading.specs
        for kind in self.classes.kinds.kinds:
            if kind.planned is None or kind.planned not in self.ruleset.derived:
                continue
            if self._is_circular(kind.planned):
                continue
            for choice in specs[PLANNED].choices:
                nature = self.planned.get(str(choice.value), Nature())
                holds = Evaluation(self.ruleset, {PLANNED: [choice.value]}).value(kind.planned)
                if (kind in nature.kinds) != (holds is True):
                    verb = "leaves out" if kind in nature.kinds else "counts"
                    no = "" if kind in nature.kinds else "not "
                    message = f"{verb} '{choice.value}', which is {no}of kind {kind.id}"
                    self.reading.report("derived", kind.planned, "expr", message)

    def _check_list(self, at: Location, treatments: TreatmentList) -> None:
        """A fact or rule that names treatments one by one names all of the kinds that count there."""
        place, rule = treatments.place, self.ruleset.rules_by_id.get(treatments.place)
        unknown = sorted(set(treatments.kinds) - self.classes.known["kind"].keys())
        problems = [f"{place}: '{name}' is no kind" for name in unknown]
        if rule is None and place not in self.ruleset.derived:
            problems.append(f"'{place}' is no derived fact or rule")
        if problems:
            source = self.reading.files[KINDS]
            self.reading.mistakes += [source.mistake(at, problem) for problem in problems]
            return
        nodes = tuple(rule.condition.walk()) if rule else self.ruleset.derived[place].nodes
        tests = [node for node in nodes if isinstance(node, Contains) and node.fact == PLANNED]
        named = {value for node in tests for value in node.values}
        for value, nature in self.planned.items():
            kinds = [kind.id for kind in nature.kinds if kind.id in treatments.kinds]
            if kinds and value not in {*named, *treatments.but}:
                where = ("rule", place, "when") if rule else ("derived", place, "expr")
                self.reading.report(*where, f"leaves out '{value}', which is of kind {kinds[0]}")

    def _is_circular(self, fact: str) -> bool:
        """Whether a derived fact leads back to itself, which is noted elsewhere and cannot be evaluated."""
        derived, closure = self.ruleset.derived, self.ruleset.closure
        return any(name in closure(set(derived[name].inputs)) for name in closure({fact}) if name in derived)

    def _check(self, place: str, name: str, at: Location, said: Classified, part: str = "") -> None:
        """Note what is wrong with the words of a card or group, or of the part of a card that is named."""
        for key, message in self.classes.problems(said):
            self.reading.report(place, name, (*at, key), f"{part}: {message}" if part else message)
