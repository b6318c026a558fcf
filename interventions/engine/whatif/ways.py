"""Ways to make a condition come out otherwise: sets of answers, searched from the condition down.

The search follows the tree of a condition, through derived facts, to what somebody can answer. It keeps the
few best ways at every node, so it is quick and not exhaustive; whoever uses a way runs the engine on it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from headache_cds.vocabulary.spec import NUMERIC, FactType
from interventions.engine.evaluate import Evaluation
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, SetOf
from interventions.engine.ruleset import Derivation, Ruleset
from interventions.engine.whatif.candidates import answers, nearest_numbers, neutral
from interventions.engine.whatif.ranking import Ranking, Way

_LEVERS = 12  # facts tried behind one comparison
_ROWS = 6  # rows added at most


class Ways:
    """The ways that are open to one patient, as the facts stand; derived facts are searched once."""

    def __init__(
        self, ruleset: Ruleset, facts: Mapping[str, Any], overrides: Mapping[str, Any] | None = None
    ) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.overrides = overrides or {}
        self.scope: nodes.Scope = Evaluation(ruleset, facts, overrides)
        self.rank = Ranking(facts, ruleset.facts, ruleset.fixed_facts)
        self._found: dict[tuple[str, Any], list[Way]] = {}
        self._ways_of: dict[tuple[nodes.Condition, bool], list[Way]] = {}

    def of(self, condition: nodes.Condition, wanted: bool) -> list[Way]:
        """Ways to make a condition `wanted`, the smallest first; [{}] when it is, [] when none was found."""
        key = (condition, wanted)
        if key not in self._ways_of:
            self._ways_of[key] = self._search(condition, wanted)
        return self._ways_of[key]

    def _search(self, condition: nodes.Condition, wanted: bool) -> list[Way]:
        if condition.evaluate(self.scope) is wanted:
            return [{}]
        if isinstance(condition, nodes.Not):
            return self.of(condition.part, not wanted)
        if isinstance(condition, nodes.And | nodes.Or):
            found = (self.of(part, wanted) for part in condition.parts)
            return (
                self.rank.all_of(found)
                if wanted is isinstance(condition, nodes.And)
                else self.rank.any_of(found)
            )
        if isinstance(condition, nodes.AtLeast):
            return self._at_least(condition, wanted)
        return self.rank.best(self._of_leaf(condition, wanted))

    def spec(self, fact: str) -> Any:
        """The declaration of a fact that can be answered; None for one that is computed."""
        return self.ruleset.facts.get(fact)

    def changed(self, way: Way) -> nodes.Scope:
        """The scope with the answers of a way."""
        return Evaluation(self.ruleset, {**self.facts, **way}, self.overrides)

    def _at_least(self, condition: nodes.AtLeast, wanted: bool) -> list[Way]:
        """Enough parts made true, or enough parts made false that the number is out of reach."""
        needed = condition.needed.evaluate(self.scope)
        if needed is None:
            return []
        done = sum(part.evaluate(self.scope) is wanted for part in condition.parts)
        short = int(needed if wanted else len(condition.parts) - needed + 1) - done
        open_parts = [part for part in condition.parts if part.evaluate(self.scope) is not wanted]
        found = [ways for ways in (self.of(part, wanted) for part in open_parts) if ways]
        found.sort(key=lambda ways: self.rank.cost(ways[0]))
        return self.rank.all_of(found[:short]) if len(found) >= short else []

    def _of_leaf(self, leaf: nodes.Condition, wanted: bool) -> Iterable[Way]:
        if isinstance(leaf, nodes.Compare):
            return self._of_comparison(leaf, wanted)
        if isinstance(leaf, EveryOrAny):
            return self._of_rows(leaf, wanted)
        if isinstance(leaf, nodes.Is | nodes.IsIn | nodes.Contains | nodes.Answered):
            return self._of_fact(leaf, wanted)
        return ()

    def _of_fact(self, leaf: Any, wanted: bool) -> Iterable[Way]:
        derivation = self._derivation(leaf.fact)
        if derivation is not None:
            return self._of_derived(derivation, leaf, wanted)
        spec = self.spec(leaf.fact)
        if spec is None or leaf.fact in self.overrides:
            return ()
        if spec.type in NUMERIC and not spec.choices:  # only answered() looks at a number here
            number = neutral(spec)
            return [{leaf.fact: number}] if wanted and number is not None else ()
        named = getattr(leaf, "values", None) or (getattr(leaf, "value", ""),)
        pool = answers(spec, self.scope.value(leaf.fact), [str(name) for name in named])
        return [{leaf.fact: value} for value in pool if self._gives(leaf, {leaf.fact: value}, wanted)]

    def _gives(self, condition: nodes.Condition, way: Way, wanted: bool) -> bool:
        return condition.evaluate(self.changed(way)) is wanted

    def _derivation(self, fact: str) -> Derivation | None:
        return None if fact in self.overrides else self.ruleset.derived.get(fact)

    def _of_derived(self, derivation: Derivation, leaf: Any, wanted: bool) -> Iterable[Way]:
        """Ways to give a derived fact one of the values for which the leaf comes out as wanted."""
        fact, expression = derivation.record.id, derivation.expression
        if isinstance(expression, SetOf):
            return self._of_column(expression, leaf, wanted)
        if isinstance(expression, terms.FactTerm):
            return self._of_leaf(replace(leaf, fact=expression.fact), wanted)
        if isinstance(expression, nodes.Condition) or derivation.record.type == FactType.BOOL:
            values: list[Any] = [True, False]
        else:
            values = list(dict.fromkeys(result for _when, result in derivation.cases))
        fits = [value for value in values if leaf.evaluate(_Fixed(self.scope, fact, value)) is wanted]
        return [way for value in fits for way in self._to_value(derivation, value)]

    def _to_value(self, derivation: Derivation, value: Any) -> list[Way]:
        """Ways to give a derived fact this value."""
        key = (derivation.record.id, value)
        if key not in self._found:
            if isinstance(derivation.expression, nodes.Condition):
                self._found[key] = self.of(derivation.expression, value)
            else:
                self._found[key] = self.rank.any_of(self._by_case(derivation, value))
        return self._found[key]

    def _by_case(self, derivation: Derivation, value: Any) -> Iterator[list[Way]]:
        """A case gives its value when it holds and no case before it does."""
        before: list[list[Way]] = []
        for when, result in derivation.cases:
            if isinstance(result, nodes.Condition):
                yield self.rank.all_of([*before, self.of(when, True), self.of(result, value)])
            elif result == value:
                yield self.rank.all_of([*before, self.of(when, True)])
            if when.evaluate(self.scope) is True:
                before.append(self.of(when, False))

    def _of_comparison(self, leaf: nodes.Compare, wanted: bool) -> Iterator[Way]:
        """One fact behind the comparison moved just past the limit; unknown companions get a usual number."""
        levers = self._input_facts(leaf)
        for input_fact in levers:
            companions = {
                other: number
                for other in levers
                if other != input_fact and self.scope.value(other) is None
                for number in (neutral(self.spec(other)),)
                if number is not None
            }
            alone = [{input_fact: value} for value in self._turning_values(input_fact, leaf, wanted, {})]
            yield from alone or (
                {**companions, input_fact: value}
                for value in self._turning_values(input_fact, leaf, wanted, companions)
            )

    def _input_facts(self, leaf: nodes.Compare) -> list[str]:
        named = {name for node in leaf.walk() for name in node.facts}
        behind = self._behind(named)
        return list(islice((name for name in self.rank.specs if name in behind), _LEVERS))

    def _behind(self, named: set[str]) -> set[str]:
        return {name for name in self.ruleset.closure(named) if name not in self.overrides}

    def _turning_values(
        self, input_fact: str, leaf: nodes.Compare, wanted: bool, beside: Way
    ) -> Iterable[Any]:
        """Values of one fact for which the comparison comes out as wanted."""
        spec, current = self.spec(input_fact), self.scope.value(input_fact)

        def holds(value: Any) -> bool:
            return self._gives(leaf, {**beside, input_fact: value}, wanted)

        if spec.type in NUMERIC and not spec.choices:
            return nearest_numbers(spec, current, holds)
        if spec.type == FactType.RECORDS:
            return [rows for rows in self._row_counts(leaf, input_fact) if holds(rows)][:1]
        return [value for value in answers(spec, current, ()) if holds(value)]

    def _row_counts(self, leaf: nodes.Compare, fact: str) -> Iterator[list[Any]]:
        """The rows with some more, or some fewer, of those that a count looks for."""
        for node in leaf.walk():
            if isinstance(node, Count) and node.fact == fact:
                rows = list(self.scope.value(fact) or ())
                added = self._new_row(node.test, fact, True)
                others = [row for row in rows if node.test.evaluate(nodes.RowScope(row, self.scope)) is False]
                counted = [row for row in rows if row not in others]
                if added is not None:
                    yield from ([*rows, *[added] * more] for more in range(1, _ROWS + 1))
                yield from (others + counted[:-fewer] for fewer in range(1, len(counted) + 1))

    def _of_rows(self, leaf: EveryOrAny, wanted: bool) -> Iterator[Way]:
        """One row more or one row otherwise where one decides; else every row that stands in the way."""
        rows = list(self.scope.value(leaf.fact) or ())
        if wanted is leaf.every:
            mended = [self._changed_row(row, leaf, wanted) for row in rows]
            yield {leaf.fact: [row for row in mended if row is not None]}
            return
        for place, row in enumerate(rows):
            other = self._changed_row(row, leaf, wanted)
            if other is not None:
                yield {leaf.fact: [*rows[:place], other, *rows[place + 1 :]]}
        added = self._new_row(leaf.test, leaf.fact, wanted)
        if added is not None:
            yield {leaf.fact: [*rows, added]}

    def _changed_row(self, row: Any, leaf: EveryOrAny, wanted: bool) -> Any:
        """The row with the fewest fields changed; None when it can only go."""
        found = _RowWays(self, leaf.fact, row).of(leaf.test, wanted)
        return {**row, **found[0]} if found else None

    def _new_row(self, test: nodes.Condition, fact: str, wanted: bool) -> Any:
        """A row with what the test asks for and what no row can lack; None when that is not simple."""
        needed = {field.id: _first_value(field) for field in self.spec(fact).fields if field.required}
        found = _RowWays(self, fact, needed).of(test, wanted)
        row = {**needed, **found[0]} if found else {}
        return row if row and None not in row.values() else None

    def _of_column(self, column: SetOf, leaf: Any, wanted: bool) -> Iterator[Way]:
        """A set that is read from a column: another value in one row, or the value gone from every row."""
        rows = list(self.scope.value(column.fact) or ())
        field = next(field for field in self.spec(column.fact).fields if field.id == column.field)
        for choice in field.choices:
            if choice.value == nodes.UNKNOWN:
                continue
            for place in range(len(rows)):
                other = [*rows[:place], {**rows[place], column.field: choice.value}, *rows[place + 1 :]]
                yield from self._if_gives(leaf, wanted, column.fact, other)
            row = {f.id: _first_value(f) for f in self.spec(column.fact).fields if f.required}
            if None not in row.values():
                added = [*rows, {**row, column.field: choice.value}]
                yield from self._if_gives(leaf, wanted, column.fact, added)
            same = [{**row, column.field: choice.value} for row in rows]
            yield from self._if_gives(leaf, wanted, column.fact, same)

    def _if_gives(self, leaf: Any, wanted: bool, fact: str, rows: list[Any]) -> Iterator[Way]:
        if self._gives(leaf, {fact: rows}, wanted):
            yield {fact: rows}


class _RowWays(Ways):
    """The same search within one row: its fields are what can be answered."""

    def __init__(self, outer: Ways, fact: str, row: Mapping[str, Any]) -> None:
        self.ruleset, self.overrides, self.facts = outer.ruleset, {}, row
        self._outer = outer.scope
        self._fields = {field.id: field for field in outer.spec(fact).fields}
        self.rank = Ranking(row, self._fields)
        self.scope = nodes.RowScope(dict(row), self._outer)
        self._ways_of = {}

    def spec(self, fact: str) -> Any:
        return self._fields.get(fact)

    def changed(self, way: Way) -> nodes.Scope:
        return nodes.RowScope({**self.facts, **way}, self._outer)

    def _derivation(self, fact: str) -> Derivation | None:
        return None

    def _behind(self, named: set[str]) -> set[str]:
        return named


class _Fixed:
    """A scope in which one fact has another value and nothing follows from it."""

    def __init__(self, scope: nodes.Scope, fact: str, value: Any) -> None:
        self._scope, self._fact, self._value = scope, fact, value
        self.parameter: Callable[[str], float] = scope.parameter

    def value(self, name: str) -> Any:
        """The other value for that fact, else the one that is known."""
        return self._value if name == self._fact else self._scope.value(name)


def _first_value(field: Any) -> Any:
    """A plain value for a field that a row cannot do without; None where only words would do."""
    if field.type in NUMERIC and not field.choices:
        return neutral(field)
    return next(iter(answers(field, None, ())), None)
