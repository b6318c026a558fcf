"""The tree that a condition is parsed into. Every node evaluates itself against a scope of facts.

Two families: conditions give true, false or unknown; terms give a number, a set, or unknown (None).
A term's `bounds` are the lowest and highest value it can take: equal when it is exact, apart when rows of a
record are unknown, None when nothing is known.
"""

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from interventions.engine.language.logic import Truth, at_least, conjunction, disjunction, negate

UNKNOWN = "unknown"
MANY = (list, tuple, set, frozenset)
Bounds = tuple[float, float] | None
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


class Scope(Protocol):
    """What a node can ask: the value of a fact (None = unknown) and of a parameter."""

    def value(self, name: str) -> Any: ...

    def parameter(self, name: str) -> float: ...


class RowScope:
    """The scope inside a record function: names are the fields of one row."""

    def __init__(self, fields: dict[str, Any], outer: Scope) -> None:
        self._fields = fields
        self._outer = outer

    def value(self, name: str) -> Any:
        return self._fields.get(name)

    def parameter(self, name: str) -> float:
        return self._outer.parameter(name)


@dataclass(frozen=True, slots=True)
class Node:
    """Base of all nodes. `children` are the nodes in the same scope, `facts` the names this node reads."""

    @property
    def children(self) -> tuple["Node", ...]:
        return ()

    @property
    def facts(self) -> tuple[str, ...]:
        return ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return ()

    def evaluate(self, scope: Scope) -> Any:
        """The value in this scope; None is unknown."""
        raise NotImplementedError

    def walk(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Condition(Node):
    """A node that is true, false or unknown."""

    __slots__ = ()

    def evaluate(self, scope: Scope) -> Truth:
        raise NotImplementedError


class Term(Node):
    """A node with a value."""

    __slots__ = ()

    def bounds(self, scope: Scope) -> Bounds:
        raise NotImplementedError

    def evaluate(self, scope: Scope) -> Any:
        return exact(self.bounds(scope))


@dataclass(frozen=True, slots=True)
class Constant(Condition):
    holds: bool

    def evaluate(self, scope: Scope) -> Truth:
        return self.holds


@dataclass(frozen=True, slots=True)
class And(Condition):
    parts: tuple[Condition, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.parts

    def evaluate(self, scope: Scope) -> Truth:
        return conjunction(part.evaluate(scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or(Condition):
    parts: tuple[Condition, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.parts

    def evaluate(self, scope: Scope) -> Truth:
        return disjunction(part.evaluate(scope) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not(Condition):
    part: Condition

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.part,)

    def evaluate(self, scope: Scope) -> Truth:
        return negate(self.part.evaluate(scope))


@dataclass(frozen=True, slots=True)
class AtLeast(Condition):
    needed: Term
    parts: tuple[Condition, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.needed, *self.parts)

    def evaluate(self, scope: Scope) -> Truth:
        needed = self.needed.evaluate(scope)
        return None if needed is None else at_least(needed, (part.evaluate(scope) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Is(Condition):
    """`fact == value` or `fact != value` for a yes/no or enum fact."""

    fact: str
    value: bool | str
    negated: bool

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def evaluate(self, scope: Scope) -> Truth:
        actual = scope.value(self.fact)
        if actual is None:
            return None
        if actual == UNKNOWN:
            return True if self.value == UNKNOWN and not self.negated else None
        return (actual == self.value) is not self.negated


@dataclass(frozen=True, slots=True)
class IsIn(Condition):
    """`enum-fact in [a, b]`."""

    fact: str
    values: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def evaluate(self, scope: Scope) -> Truth:
        actual = scope.value(self.fact)
        return None if actual is None or actual == UNKNOWN else actual in self.values


@dataclass(frozen=True, slots=True)
class Contains(Condition):
    """`set-fact contains a` or `contains_any [a, b]`. A set that holds `unknown` is unknown for the rest."""

    fact: str
    values: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def evaluate(self, scope: Scope) -> Truth:
        actual = scope.value(self.fact)
        if actual is None:
            return None
        if any(value in actual for value in self.values):
            return True
        return None if UNKNOWN in actual else False


@dataclass(frozen=True, slots=True)
class Answered(Condition):
    """Always true or false: whether the fact has a value; the value `unknown` is none."""

    fact: str

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def evaluate(self, scope: Scope) -> Truth:
        return is_answer(scope.value(self.fact))


def is_answer(actual: Any) -> bool:
    """Whether a value says anything; `unknown` and a set of nothing but `unknown` do not."""
    if actual is None or actual == UNKNOWN:
        return False
    return not (isinstance(actual, MANY) and len(actual) > 0 and all(value == UNKNOWN for value in actual))


@dataclass(frozen=True, slots=True)
class Compare(Condition):
    """Two terms compared; unknown as long as the bounds of a term leave the outcome open."""

    left: Term
    sign: str
    right: Term

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def evaluate(self, scope: Scope) -> Truth:
        return settle(self.left.bounds(scope), self.sign, self.right.bounds(scope))


def settle(left: Bounds, sign: str, right: Bounds) -> Truth:
    """A comparison of two values of which only the bounds are known."""
    if left is None or right is None:
        return None
    outcomes = {COMPARE[sign](a, b) for a in {*left} for b in {*right}}
    if len(outcomes) > 1 or (sign in ("==", "!=") and (left[0] != left[1] or right[0] != right[1])):
        return None
    return outcomes.pop()


def exact(bounds: Bounds) -> float | None:
    """The value that the bounds leave, if they leave one."""
    return bounds[0] if bounds and bounds[0] == bounds[1] else None
