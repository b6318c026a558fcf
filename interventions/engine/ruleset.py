"""The records of a ruleset and the ruleset itself: parsed, checked, frozen.

A rule is what a headache physiotherapist can read: condition, one-sentence summary, advice, strength and the
statements it carries out. A derived fact is computed from answers and findings.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import FactSpec, FactType, HasChoices, Kind, Names, Text
from interventions.engine.constraints import Constraint
from interventions.engine.kinds import NO_DANGERS, NOTHING_SAID, Classified, Dangers, Nature
from interventions.engine.language.nodes import Condition, Node
from interventions.engine.urgency import Level, UrgencyBranch, UrgencyBranches
from interventions.engine.uses import Use

Date = Annotated[dt.date, Field(strict=False)]
# A sentence of more characters than this is no headline, and no short text for another system.
SHORTEST = 120


class RuleRecord(Classified):
    """One rule as written in its file.

    `gate` names derived facts that must be true before the rule is shown. `implements` are the statements
    whose condition it carries out, `explains` those that support it. `withholds` names the rules that this
    one contradicts: while it applies they are suppressed, so a contra-advice always wins. `while_blocked`
    marks texts that stay visible when something blocks, `acknowledge` a signal that stays on top until
    somebody wrote down what was done (N13, D77). A rule says its kind where it differs from its group.
    `status` is draft until a clinician has signed it; today nobody has.

    `short` is the sentence of at most SHORTEST characters where the summary is longer. `urgency` says how
    soon, `triggers` which facts make it so. `patient` of a rule that warns, refers or blocks stands in the
    box 'Belangrijk voor u'; `not_for_patient` says why there is none, `told_by` names rules whose sentence
    says this one too, so that it stands there once. `tier: universal` is good care for nearly everybody;
    `alternative_to` names rules of which a plan holds one; `leads` goes first on its card.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    group: str
    use: Annotated[Use, Field(strict=False)]
    when: str
    gate: Names = ()
    summary: Text
    short: Text | None = None
    advice: Text | None = None
    patient: Text | None = None
    not_for_patient: Text | None = None
    urgency: UrgencyBranches = ()
    triggers: Names = ()
    told_by: Names = ()
    tier: Literal["universal"] | None = None
    alternative_to: Names = ()
    leads: bool = False
    strength: Text
    dose: str | None = None
    implements: Names
    explains: Names = ()
    withholds: Names = ()
    while_blocked: bool = False
    priority: Literal["critical", "attention"] = "attention"
    acknowledge: bool = False
    status: Literal["draft", "approved"]
    review_before: Date

    @property
    def headline(self) -> Text:
        """One sentence of at most SHORTEST characters."""
        return self.short or self.summary

    @property
    def topic(self) -> Text:
        """What the headline is about, without what to do: up to its first colon."""
        told = self.headline
        return Text(nl=told.nl.partition(":")[0].rstrip("."), en=told.en.partition(":")[0].rstrip("."))

    @property
    def is_universal(self) -> bool:
        """Good care for nearly everybody, told as one checklist."""
        return self.tier == "universal"


class DerivedBranch(Strict):
    """One branch of a derivation: a fixed value or an expression, and when it holds."""

    value: bool | str | None = None
    expr: str | None = None
    when: str


class DerivedRecord(HasChoices):
    """One derived fact: an expression, or branches of which the first true one wins.

    `min` and `max` bound what can be given by hand. `safety`: screens tell the urgency or absence of a red
    flag by it, so nobody sets it. `common`: nearly everybody shares it.
    """

    id: str
    type: Kind
    label: Text
    unit: str | None = None
    min: int | float | None = None
    max: int | float | None = None
    expr: str | None = None
    branches: Annotated[tuple[DerivedBranch, ...], BeforeValidator(tuple)] = ()
    repeat: str | None = None
    safety: bool = False
    common: bool = False
    definition: str
    source: Names
    note: str = Field(default="", repr=False)

    @model_validator(mode="after")
    def _has_one_derivation(self) -> Self:
        if (self.expr is None) == (not self.branches):
            raise ValueError("give either expr or branches")
        return self


class Margin(Strict):
    """The count that may be this far off while a condition holds, such as when it was recalled (D74)."""

    of: str
    when: str


class ParameterRecord(Strict):
    """One threshold. DOC stands in a source document; EXT comes from elsewhere and is shown as such."""

    id: str
    value: int | float
    unit: str
    comparison: str
    source: str
    origin: Literal["DOC", "EXT"]
    confidence: Literal["high", "medium", "low"]
    margin: Margin | None = None
    note: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule with its condition as a tree. `nature` is what it offers; empty in releases without kinds.

    `urgency` holds the branches of the record with their conditions; the first that is certain counts.
    """

    record: RuleRecord
    condition: Condition
    nature: Nature = NOTHING_SAID
    urgency: tuple[tuple[Condition, UrgencyBranch], ...] = ()

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def levels(self) -> tuple[tuple[Condition, Level], ...]:
        """How soon, and when."""
        return tuple((when, branch.level) for when, branch in self.urgency)

    @property
    def is_treatment(self) -> bool:
        """Advice, a dose or patient education that must wait while anything blocks."""
        return self.nature.is_treatment(self.record.use)

    @property
    def is_alarm(self) -> bool:
        """Belongs to the red flags."""
        return self.nature.is_alarm


@dataclass(frozen=True)
class Derivation:
    """A derived fact with its cases as trees; an expression is one case without a condition."""

    record: DerivedRecord
    cases: tuple[tuple[Condition, Node | bool | str | None], ...]
    expression: Node | None

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node of the derivation."""
        roots: list[Node] = [self.expression] if self.expression else []
        for condition, result in self.cases:
            roots.append(condition)
            if isinstance(result, Node):
                roots.append(result)
        return tuple(node for root in roots for node in root.walk())

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The facts it is computed from, in order of appearance."""
        return tuple(dict.fromkeys(name for node in self.nodes for name in node.facts))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The thresholds it reads, in order of appearance."""
        return tuple(dict.fromkeys(name for node in self.nodes for name in node.parameters))


@dataclass(frozen=True, eq=False)
class Ruleset:
    """Everything an evaluation needs. `sha256` covers every data file it was read from.

    `status` is draft until a clinician has signed the whole. `dangers` are what proofs hold it to,
    `red_flags` the facts of which one unanswered blocks. `constraints` say what cannot be true together, and
    no drop of theirs may take away one of the `alarms`. Each ruleset is equal to itself only, so that what
    was made for one can be kept beside it.
    """

    version: str
    sha256: str
    status: str
    rules: tuple[Rule, ...]
    derived: Mapping[str, Derivation]
    parameters: Mapping[str, float]
    facts: Mapping[str, FactSpec]
    doses: Mapping[str, Any]
    dangers: Dangers = NO_DANGERS
    red_flags: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    alarms: tuple[Condition, ...] = ()

    @cached_property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)

    @cached_property
    def blocking(self) -> tuple[tuple[int, Rule], ...]:
        """The rules that can block, each with its place."""
        return tuple(entry for entry in enumerate(self.rules) if entry[1].record.use is Use.BLOCK)

    @cached_property
    def rules_by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def constraints_by_id(self) -> dict[str, Constraint]:
        return {constraint.id: constraint for constraint in self.constraints}

    def contra_of(self, rule: Rule) -> tuple[Rule, ...]:
        """The contra-advices that win over a rule."""
        return self._contra.get(rule.id, ())

    @cached_property
    def _contra(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            for name in rule.record.withholds:
                found[name] = (*found.get(name, ()), rule)
        return found

    def alternatives_of(self, name: str) -> frozenset[str]:
        """The rules of which a plan holds this one or those, whichever of the two says so."""
        return self._alternatives.get(name, frozenset())

    @cached_property
    def _alternatives(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for rule in self.rules:
            for other in rule.record.alternative_to:
                found[rule.id] = found.get(rule.id, frozenset()) | {other}
                found[other] = found.get(other, frozenset()) | {rule.id}
        return found

    def unknown_with(self, name: str) -> frozenset[str]:
        """A fact with what falls with it: the date behind a number of days, and the numbers behind a date."""
        spec = self.facts[name]
        others = (other for other, fact in self.facts.items() if fact.days_since == name)
        return frozenset((name, *others, *([spec.days_since] if spec.days_since else ())))

    @cached_property
    def fixed_facts(self) -> frozenset[str]:
        """What a person is, has on file or where he is seen."""
        return frozenset(name for name, fact in self.facts.items() if fact.fixed)

    @cached_property
    def records_facts(self) -> frozenset[str]:
        """Facts with rows; a known one can still lack rows or fields."""
        return frozenset(name for name, fact in self.facts.items() if fact.type == FactType.RECORDS)

    @cached_property
    def safety_facts(self) -> frozenset[str]:
        """Derived facts that a gate, a block or a safety signal stands on; nobody can set these by hand."""
        names = {gate for rule in self.rules for gate in rule.record.gate}
        names |= {name for name, derivation in self.derived.items() if derivation.record.safety}
        for rule in self.rules:
            if rule.record.while_blocked:
                names |= {name for node in rule.condition.walk() for name in node.facts}
        return frozenset(name for name in self.closure(names) if name in self.derived)

    def refuse_overrides(self, overrides: Iterable[str]) -> None:
        """Raises ValueError when a safety fact is among the derived facts set by hand."""
        refused = self.safety_facts.intersection(overrides)
        if refused:
            raise ValueError(f"cannot be set by hand: {', '.join(sorted(refused))}")

    def closure(self, names: set[str]) -> set[str]:
        """These facts and all facts they are computed from."""
        found: set[str] = set()
        queue = list(names)
        while queue:
            name = queue.pop()
            if name not in found:
                found.add(name)
                queue += self.derived[name].inputs if name in self.derived else ()
        return found
