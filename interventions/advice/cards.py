"""One card of the advice page: which sentence leads, what stands beside it, and what it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from headache_cds.vocabulary.names import HEADACHE_TYPE
from interventions.engine import Because, Item
from interventions.engine.language.nodes import Contains
from interventions.engine.uses import Use
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Card, Dose, Statement

# A treatment for which the source found a dose in numbers stands as high as two findings of this person.
DOSE_WEIGHT = 2


@dataclass(frozen=True)
class Ordering:
    """Which offer of a card leads. `borrowed` did not study headache, `common` facts fit everybody."""

    borrowed: frozenset[str]
    common: frozenset[str]

    def key(self, item: Item) -> tuple[bool, int, bool, bool, bool, bool, bool, int, bool]:
        """Leads: a referral that says so, the most urgent, what is about headache, what a finding calls for.

        Then an advice before a referral and before its dose, the best matched, and that for this type.
        """
        record = item.rule.record
        weight = self.weight(item)
        return (
            not record.leads,
            item.urgency.rank,
            self.is_borrowed(item),
            record.is_universal,
            record.use is Use.DOSE,
            not weight,
            record.use is not Use.ADVISE,
            -weight,
            not _narrow_types(item),
        )

    def is_borrowed(self, item: Item) -> bool:
        return self.borrowed.issuperset(item.rule.record.implements)

    def weight(self, item: Item) -> int:
        """How many findings of this very person speak for it; none for what holds for nearly everybody."""
        return 0 if item.rule.record.is_universal else len({reason.fact for reason in self.findings(item)})

    def findings(self, item: Item) -> tuple[Because, ...]:
        """The findings of this very person that speak for it."""
        held = [reason for reason in item.because if reason.fact and reason.holds is True]
        return tuple(reason for reason in held if reason.fact not in self.common)


@dataclass(frozen=True)
class CardView:
    """One card with everything of its groups that holds for this patient.

    `items` are the offers, the leading one first; `echoes` holds, by rule, offers that say the same for
    another headache type and do not stand a second time. `types` are the headache types it is offered for.
    `doses` are those a plan can use, so without the programmes that the sources only quote.
    """

    card: Card
    items: tuple[Item, ...]
    duplicates: Mapping[str, tuple[Item, ...]]
    notes: tuple[Item, ...]
    doses: tuple[Dose, ...]
    statements: tuple[Statement, ...]
    because: tuple[Because, ...]
    types: tuple[str, ...]
    ordering: Ordering
    relevance: int

    @property
    def main(self) -> Item:
        """The offer whose sentence the card shows first."""
        return self.items[0]

    @property
    def others(self) -> tuple[Item, ...]:
        """The offers that do not lead."""
        return self.items[1:]

    @cached_property
    def findings(self) -> tuple[Because, ...]:
        """What of this very person calls for the offer that leads, else for the best matched of the others.

        Nothing where headache was not studied (N10), and nothing that holds for nearly everybody.
        """
        own = [item for item in self.items if not self.ordering.is_borrowed(item)]
        called = [item for item in own if self.ordering.weight(item)]
        best = max(called, key=lambda item: (item is self.main, self.ordering.weight(item)), default=None)
        return self.ordering.findings(best) if best else ()

    @cached_property
    def is_universal(self) -> bool:
        """Whether every offer holds for nearly everybody."""
        return all(item.rule.record.is_universal for item in self.items)

    @property
    def is_guide(self) -> bool:
        """Whether it is for the therapist alone: nothing of it goes home."""
        return not self.card.on_paper

    @cached_property
    def everything(self) -> tuple[Item, ...]:
        """Every item that this card speaks for."""
        return (*self.items, *(item for items in self.duplicates.values() for item in items), *self.notes)


def card_view(knowledge: Knowledge, card: Card, offers: list[Item], notes: list[Item]) -> CardView:
    """The view of a card; a warning wins over an offer that says the same (D91)."""
    named = {name for item in offers for name in item.rule.record.implements}
    borrowed = frozenset(name for name in named if knowledge.is_borrowed(knowledge.statements[name]))
    ordering = Ordering(borrowed, knowledge.common_facts)
    ranked = sorted(offers, key=ordering.key)
    standing = deduplicate(knowledge.statements, (*notes, *ranked))
    noted = {item.rule.id for item in notes}
    items = tuple(item for item in standing if item.rule.id not in noted) or tuple(ranked[:1])
    duplicates = {item.rule.id: _duplicates_of(knowledge.statements, item, ranked) for item in items}
    everything = (*items, *(echo for found in duplicates.values() for echo in found), *notes)
    reasons = {(reason.fact, reason.test): reason for item in items for reason in item.because}
    doses = dict.fromkeys(item.rule.record.dose for item in items if item.rule.record.dose)
    return CardView(
        card=card,
        items=items,
        duplicates={name: found for name, found in duplicates.items() if found},
        notes=tuple(notes),
        doses=tuple(dose for name in doses if not (dose := knowledge.doses[name]).quoted),
        statements=tuple(knowledge.statements[name] for name in _statement_names(everything)),
        because=tuple(reason for reason in reasons.values() if reason.fact),
        types=tuple(dict.fromkeys(name for item in everything for name in types_of(item))),
        ordering=ordering,
        relevance=_relevance(knowledge, items, ordering),
    )


def _relevance(knowledge: Knowledge, items: Iterable[Item], ordering: Ordering) -> int:
    """The findings behind the best-matched advice, and its dose; what is borrowed does not count (N10)."""
    own = [item for item in items if not ordering.is_borrowed(item)]
    return max(map(ordering.weight, own), default=0) + (DOSE_WEIGHT if _is_dosed(knowledge, own) else 0)


def _is_dosed(knowledge: Knowledge, items: Iterable[Item]) -> bool:
    """Whether a source gives this person a dose in numbers; a dose for everybody and EXT do not count."""
    doses_of_type = (item.rule.record for item in items if item.rule.record.use is Use.DOSE)
    pointed = [record for record in doses_of_type if record.when and not record.is_universal]
    doses = [record.dose for record in pointed]
    found = [knowledge.doses[name] for name in doses if name]
    return any(part.origin == "DOC" for dose in found if not dose.quoted for part in dose.parts)


def deduplicate(statements: Mapping[str, Statement], items: Iterable[Item]) -> tuple[Item, ...]:
    """Items without those whose every statement overlaps with one that is already shown."""
    kept: list[Item] = []
    standing: set[str] = set()
    for item in items:
        names = item.rule.record.implements
        if not all(name in standing or _overlaps(statements, name) & standing for name in names):
            kept.append(item)
            standing.update(names)
    return tuple(kept)


def types_of(item: Item) -> tuple[str, ...]:
    """The headache types of this person that the rule names."""
    held = [reason for reason in item.because if reason.fact == HEADACHE_TYPE and reason.holds is True]
    if not held:
        return ()
    named = {value for node in _type_tests(item) for value in node.values}
    return tuple(name for name in held[0].value if name in named)


def _duplicates_of(statements: Mapping[str, Statement], item: Item, ranked: list[Item]) -> tuple[Item, ...]:
    names = set(item.rule.record.implements)
    return tuple(
        other
        for other in ranked
        if other is not item
        and all(_overlaps(statements, name) & names for name in other.rule.record.implements)
    )


def _overlaps(statements: Mapping[str, Statement], name: str) -> set[str]:
    """All statements this one overlaps with, directly or through others."""
    found: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        for other in statements[current].overlaps_with if current in statements else ():
            if other not in found:
                found.add(other)
                queue.append(other)
    return found


def _statement_names(items: Iterable[Item]) -> Iterable[str]:
    return dict.fromkeys(
        name for item in items for name in (*item.rule.record.implements, *item.rule.record.explains)
    )


def _narrow_types(item: Item) -> tuple[str, ...]:
    """The types that a rule names one by one, so not in a list of alternatives."""
    return tuple(node.values[0] for node in _type_tests(item) if len(node.values) == 1)


def _type_tests(item: Item) -> list[Contains]:
    nodes = item.rule.condition.walk()
    return [node for node in nodes if isinstance(node, Contains) and node.fact == HEADACHE_TYPE]
