"""Writes conditions as Python's own syntax tree; `compiled/ruleset.py` makes a function of it.

Nothing of a rule's text reaches Python. `syntax.py` has read the text into our nodes; here every node becomes
an expression that is built part by part: the names are numbered by us (`t12`), and what stands in a rule is
never more than a constant, such as the 15 of `x >= 15`. What each node means is told by its `evaluate`; a
test over random patients holds both together.

A condition can be asked for in three ways: `true` (it certainly holds), `false` (it certainly does not) and
`value` (True, False or None). The first two are plain two-valued tests that stop early: `a and b` is
certainly true when both are, and certainly false when either is.
"""

import ast
from collections.abc import Collection, Mapping
from functools import singledispatch
from typing import Any, NamedTuple

from headache_cds.vocabulary.spec import FactType
from interventions.engine.compiled import python_tree as python
from interventions.engine.compiled.python_tree import FALSE, NONE, ONE, TRUE, ZERO
from interventions.engine.compiled.terms import Value, bounds_of, unless_open, value_of
from interventions.engine.language import nodes
from interventions.engine.language.records import EveryOrAny

_SIGNS: dict[str, tuple[ast.cmpop, ast.cmpop]] = {
    ">": (ast.Gt(), ast.LtE()),
    ">=": (ast.GtE(), ast.Lt()),
    "==": (ast.Eq(), ast.NotEq()),
    "!=": (ast.NotEq(), ast.Eq()),
}
_TURNED = {"<": ">", "<=": ">="}


class Code:
    """The body of one function as it grows: assignments to numbered locals, each used from then on.

    `specs` tells the type of every fact, so that no test is written for a value that it cannot have. The
    conditions in `shared` are computed once and kept in a local.
    """

    def __init__(
        self, specs: Mapping[str, Any], parameters: Mapping[str, float], shared: Collection[nodes.Condition]
    ) -> None:
        self.specs = specs
        self.parameters = parameters
        self.shared = shared
        self.body: list[ast.stmt] = []
        self.functions: list[ast.FunctionDef] = []
        self._facts: dict[str, ast.expr] = {}
        self._values: dict[nodes.Condition, ast.expr] = {}
        self._rows: dict[tuple[str, nodes.Condition], ast.expr] = {}

    def local(self, value: ast.expr) -> ast.expr:
        """Assign to a new local; gives its name."""
        identifier = f"t{len(self.body)}"
        self.body.append(python.assign(identifier, value))
        return python.name(identifier)

    def fact(self, fact: str) -> ast.expr:
        """The value of a fact, read once."""
        if fact not in self._facts:
            self._facts[fact] = self.read(fact)
        return self._facts[fact]

    def read(self, fact: str) -> ast.expr:
        return self.local(python.get(fact))

    def value(self, node: nodes.Condition) -> ast.expr:
        """The truth of a condition: True, False or None; computed once."""
        if node not in self._values:
            written = write(node, self).value
            simple = isinstance(written, ast.Name | ast.Constant)
            self._values[node] = written if simple else self.local(written)
        return self._values[node]

    def true(self, node: nodes.Condition) -> ast.expr:
        """Whether a condition certainly holds."""
        return self.value(node) if self._has_local(node) else write(node, self).true

    def false(self, node: nodes.Condition) -> ast.expr:
        """Whether a condition certainly does not hold."""
        return python.is_(self.value(node), FALSE) if self._has_local(node) else write(node, self).false

    def _has_local(self, node: nodes.Condition) -> bool:
        return node in self._values or node in self.shared

    def is_kind(self, fact: str, *kinds: FactType) -> bool:
        return fact in self.specs and self.specs[fact].type in kinds

    def can_be_unknown(self, fact: str) -> bool:
        """Whether the value `unknown` is possible; so it is for a fact that is not declared."""
        spec = self.specs.get(fact)
        if spec is None or (self.is_kind(fact, FactType.SET) and not spec.choices):
            return True
        return any(choice.value == nodes.UNKNOWN for choice in spec.choices)

    def row_test(self, fact: str, test: nodes.Condition) -> ast.expr:
        """The name of a function that gives the truth of a test on one row."""
        if (fact, test) not in self._rows:
            spec = self.specs.get(fact)
            row = Code({field.id: field for field in spec.fields} if spec else {}, self.parameters, ())
            identifier = f"row{len(self.functions)}"
            result = row.value(test)
            self.functions.append(python.function(identifier, row.body, result))
            self._rows[fact, test] = python.name(identifier)
        return self._rows[fact, test]


class Written(NamedTuple):
    """A condition in three ways: `true` and `false` count as yes or no, `value` is True, False or None."""

    true: ast.expr
    false: ast.expr
    value: ast.expr


def _three_valued(true: ast.expr, false: ast.expr) -> Written:
    return Written(true, false, python.choose(true, TRUE, python.choose(false, FALSE, NONE)))


def _computed(value: ast.expr) -> Written:
    return Written(value, python.is_(value, FALSE), value)


@singledispatch
def write(node: nodes.Node, code: Code) -> Written:
    """A condition in the three ways in which it can be asked for."""
    raise TypeError(f"cannot write {type(node).__name__}")


@write.register
def _(node: nodes.Constant, code: Code) -> Written:
    return Written(*((TRUE, FALSE, TRUE) if node.holds else (FALSE, TRUE, FALSE)))


@write.register
def _(node: nodes.And, code: Code) -> Written:
    return _three_valued(
        python.all_of([code.true(part) for part in node.parts]),
        python.any_of([code.false(part) for part in node.parts]),
    )


@write.register
def _(node: nodes.Or, code: Code) -> Written:
    return _three_valued(
        python.any_of([code.true(part) for part in node.parts]),
        python.all_of([code.false(part) for part in node.parts]),
    )


@write.register
def _(node: nodes.Not, code: Code) -> Written:
    return _three_valued(code.false(node.part), code.true(node.part))


@write.register
def _(node: nodes.AtLeast, code: Code) -> Written:
    needs, needed = value_of(node.needed, code)
    certain = python.total(python.choose(code.true(part), ONE, ZERO) for part in node.parts)
    possible = python.total(python.choose(code.false(part), ZERO, ONE) for part in node.parts)
    known = [python.is_not(need, NONE) for need in needs]
    return _three_valued(
        python.all_of([*known, ast.Compare(certain, [ast.GtE()], [needed])]),
        python.all_of([*known, ast.Compare(possible, [ast.Lt()], [needed])]),
    )


@write.register
def _(node: EveryOrAny, code: Code) -> Written:
    rows = code.fact(node.fact)
    outcomes = python.call("map", code.row_test(node.fact, node.test), rows)
    found = python.call("conjunction" if node.every else "disjunction", outcomes)
    return _computed(code.local(unless_open(Value((rows,), found))))


@write.register
def _(node: nodes.Is, code: Code) -> Written:
    actual = code.fact(node.fact)
    if isinstance(node.value, bool) and code.is_kind(node.fact, FactType.BOOL):
        yes = _computed(actual)
        return yes if node.value is not node.negated else _three_valued(yes.false, yes.true)
    same = python.equal(actual, node.value)
    others = [node.value, nodes.UNKNOWN] if code.can_be_unknown(node.fact) else [node.value]
    other = python.all_of(
        [python.is_not(actual, NONE), *(python.not_(python.equal(actual, value)) for value in others)]
    )
    if not node.negated:
        return _three_valued(same, other)
    return _three_valued(other, FALSE if node.value == nodes.UNKNOWN else same)


@write.register
def _(node: nodes.IsIn, code: Code) -> Written:
    actual = code.fact(node.fact)
    values = [python.constant(value) for value in node.values if value != nodes.UNKNOWN]
    others = python.values([*values, python.constant(nodes.UNKNOWN)])
    return _three_valued(
        python.is_in(actual, python.values(values)),
        python.all_of([python.is_not(actual, NONE), python.not_(python.is_in(actual, others))]),
    )


@write.register
def _(node: nodes.Contains, code: Code) -> Written:
    actual = code.fact(node.fact)
    found = python.any_of([python.is_in(python.constant(value), actual) for value in node.values])
    may_hide = code.can_be_unknown(node.fact) and nodes.UNKNOWN not in node.values
    excluded = (*node.values, nodes.UNKNOWN) if may_hide else node.values
    missed = [python.not_(python.is_in(python.constant(value), actual)) for value in excluded]
    known = python.is_not(actual, NONE)
    return _three_valued(python.all_of([known, found]), python.all_of([known, *missed]))


@write.register
def _(node: nodes.Answered, code: Code) -> Written:
    actual = code.fact(node.fact)
    if code.can_be_unknown(node.fact):
        return _computed(code.local(python.call("is_answer", actual)))
    answered = python.is_not(actual, NONE)
    return Written(answered, python.is_(actual, NONE), answered)


@write.register
def _(node: nodes.Compare, code: Code) -> Written:
    """It holds for certain when it does with the least favourable bounds."""
    if node.sign in _TURNED:
        return write(nodes.Compare(node.right, _TURNED[node.sign], node.left), code)
    exactly = node.sign in ("==", "!=")
    left, right = bounds_of(node.left, code, exactly=exactly), bounds_of(node.right, code, exactly=exactly)
    sign, opposite = _SIGNS[node.sign]
    holds = ast.Compare(left.lowest, [sign], [right.highest])
    fails = ast.Compare(left.highest, [opposite], [right.lowest])
    needs = left.needs + right.needs
    known = [python.is_not(need, NONE) for need in needs]
    written = _three_valued(python.all_of([*known, holds]), python.all_of([*known, fails]))
    if left.is_exact and right.is_exact:
        return written._replace(value=unless_open(Value(needs, holds)))
    return written
