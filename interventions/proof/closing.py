"""What to do with a mutant that no case catches: prove that it makes no difference, or find who shows one.

The patient comes from z3, is tried on the real engine, is moved to the named base of the cases that leaves
the least to add, and loses every answer that does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from interventions.engine.language.nodes import Node
from interventions.engine.ruleset import Derivation, Rule, Ruleset
from interventions.proof.encoder import Encoder
from interventions.proof.mutants import TOLERANCE, JudgedCase, Mutant, tells_apart
from interventions.proof.prover import MOST_ROWS, Undecided, find
from interventions.proof.symbols import Amount, Symbol, as_kind, both, never, same
from interventions.proof.truths import derive, truth

EQUIVALENT = "equivalent: proven"
EQUIVALENT_ROWS = f"equivalent: proven for up to {MOST_ROWS} rows"
FEW_ROWS = 2
TRIES = 4
NEAREST = 4
OPEN = "undecided: z3 gave no answer"
UNSEEN = "not confirmed: the engine shows no difference for the patient of z3"


@dataclass(frozen=True)
class Proposal:
    """A new case: the facts to add to a base, and what the engine gives for them."""

    mutant: Mutant
    base: str | None
    facts: dict[str, Any]
    outcome: Any


class Closer:
    """Decides on the mutants of one ruleset; `bases` are the named starting points of the cases."""

    def __init__(self, ruleset: Ruleset, bases: Mapping[str, Mapping[str, Any]]) -> None:
        self.ruleset = ruleset
        self.bases: dict[str | None, Mapping[str, Any]] = {None: {}}
        self.bases.update(bases)
        self._few_rows, self._many_rows = Encoder(ruleset, FEW_ROWS), Encoder(ruleset, MOST_ROWS)

    def close(self, mutant: Mutant, preferred: Iterable[str | None] = ()) -> Proposal | str:
        """A case that catches the mutant, or the reason why there is none."""
        cone = self._many_rows.cone(_reads(self.ruleset, mutant))
        rows = self.ruleset.records_facts.intersection(cone)
        try:
            for encoder in (self._few_rows, self._many_rows) if rows else (self._few_rows,):
                patients = _patients(encoder, mutant, cone)
                for patient in patients:
                    if case := self._case(mutant, patient, cone, list(preferred)):
                        return case
                if patients:
                    return UNSEEN
        except Undecided:
            return OPEN
        return EQUIVALENT_ROWS if rows else EQUIVALENT

    def _case(
        self, mutant: Mutant, facts: dict[str, Any], cone: list[str], preferred: list[str | None]
    ) -> Proposal | None:
        starts: list[tuple[str | None, dict[str, Any]]] = []
        for name, base in self.bases.items():
            added = {fact: facts.get(fact) for fact in cone if facts.get(fact) != base.get(fact)}
            if self._catches(mutant, {**base, **added}):
                starts.append((name, added))
        favour = {name: place for place, name in enumerate(preferred)}
        starts.sort(key=lambda start: (start[0] not in favour, _size(start[1])))
        found = [self._smallest(mutant, name, added) for name, added in starts[:NEAREST]]
        found.sort(key=lambda case: (_size(case.facts), favour.get(case.base, len(favour))))
        return found[0] if found else None

    def _smallest(self, mutant: Mutant, base: str | None, added: dict[str, Any]) -> Proposal:
        start = self.bases[base]
        for fact in list(added):
            fewer = {name: value for name, value in added.items() if name != fact}
            if self._catches(mutant, {**start, **fewer}):
                added = fewer
        for fact, value in list(added.items()):
            added = self._fewer_members(mutant, start, added, fact, value)
            added = self._rounder(mutant, start, added, fact, value)
        setting = self._setting({**start, **added})
        return Proposal(mutant, base, added, setting.outcome(mutant.original))

    def _fewer_members(
        self, mutant: Mutant, start: Mapping[str, Any], added: dict[str, Any], fact: str, value: Any
    ) -> dict[str, Any]:
        """Sets and rows without the members that do not matter."""
        for member in list(value) if isinstance(value, list) else ():
            left = [other for other in added[fact] if other != member]
            if left and self._catches(mutant, {**start, **added, fact: left}):
                added = {**added, fact: left}
        return added

    def _rounder(
        self, mutant: Mutant, start: Mapping[str, Any], added: dict[str, Any], fact: str, value: Any
    ) -> dict[str, Any]:
        """A number with as few decimals as will do."""
        for digits in (0, 1, 2) if isinstance(value, float) else ():
            for rounded in (round(value, digits), round(value - 10**-digits / 2, digits)):
                plain = int(rounded) if digits == 0 else rounded
                if self._catches(mutant, {**start, **added, fact: plain}):
                    return {**added, fact: plain}
        return added

    def setting(self, case: Proposal) -> JudgedCase:
        """The facts of a new case, ready to be tried."""
        return self._setting({**self.bases[case.base], **case.facts})

    def _setting(self, facts: Mapping[str, Any]) -> JudgedCase:
        return JudgedCase(
            self.ruleset, {name: value for name, value in facts.items() if value is not None}, {}
        )

    def _catches(self, mutant: Mutant, facts: Mapping[str, Any]) -> bool:
        return tells_apart(self._setting(facts), mutant)


def _patients(encoder: Encoder, mutant: Mutant, cone: list[str]) -> list[dict[str, Any]]:
    """A few patients who differ, each with other numbers: exact ones can vanish in the engine's rounding."""
    found: list[dict[str, Any]] = []
    difference = _difference(encoder, mutant)
    while len(found) < TRIES and (model := find(encoder, difference, cone)) is not None:
        found.append(encoder.patient(model, cone))
        values = [(encoder.value(name), value) for name, value in found[-1].items()]
        moved = [symbol.low != value for symbol, value in values if isinstance(symbol, Amount)]
        if not moved:
            break
        difference = both(difference, *moved)
    return found


def _difference(encoder: Encoder, mutant: Mutant) -> z3.BoolRef:
    """Whether the mutant comes out differently."""
    original, changed = mutant.original, mutant.changed
    if isinstance(original, Derivation):
        return _apart(derive(original, encoder), derive(as_kind(Derivation, changed), encoder))
    changed = as_kind(Rule, changed)
    if original.condition != changed.condition:
        return never(same(truth(original.condition, encoder), truth(changed.condition, encoder)))
    holds = both(encoder.condition(original).yes, encoder.gates(changed))
    others = [rule for rule in encoder.ruleset.contra_of(original) if rule.id != mutant.spared]
    quiet = [never(encoder.active(rule)) for rule in others]
    if mutant.spared is None:
        return both(holds, never(encoder.gates(original)), *quiet)
    return both(holds, encoder.active(encoder.ruleset.rules_by_id[mutant.spared]), *quiet)


def _size(facts: Mapping[str, Any]) -> int:
    """How much there is to read: a fact counts once, each of its rows or members as well."""
    return sum(1 + (len(value) if isinstance(value, list) else 0) for value in facts.values())


def _apart(one: Symbol, other: Symbol) -> z3.BoolRef:
    """Different; numbers by more than the rounding of the cases."""
    if isinstance(one, Amount) and isinstance(other, Amount):
        gap = one.low - other.low
        far = z3.Or(gap > 2 * TOLERANCE, gap < -2 * TOLERANCE)
        return z3.Or(one.known != other.known, z3.And(one.known, far))
    return never(same(one, other))


def _reads(ruleset: Ruleset, mutant: Mutant) -> set[str]:
    """The facts that the original and the mutant read."""
    names: set[str] = set()
    for thing in (mutant.original, mutant.changed):
        if isinstance(thing, Rule):
            names |= {*thing.record.gate, *_facts_in(thing.condition)}
            for rule in ruleset.contra_of(thing):
                names |= {*rule.record.gate, *_facts_in(rule.condition)}
        else:
            names |= set(thing.inputs)
    return names


def _facts_in(node: Node) -> set[str]:
    return {name for part in node.walk() for name in part.facts}
