"""Parses the statement language into a tree. Nothing is ever handed to Python's eval.

    condition = condition or condition | condition and condition | not condition | ( condition ) | test
    test      = fact == value | fact != value | term (> >= < <= == !=) term | fact contains value
              | fact contains_any [a, b] | fact in [a, b] | answered(fact) | at_least(n, c, ...)
              | any_record(f, c) | all_record(f, c) | true | false
    term      = number | $parameter | fact | term (+ - * /) term | ( term ) | min(a, b) | max(a, b) | abs(a)
              | count_record(f, c) | mean_record(f, field) | set_record(f, field)
`not` binds strongest, then `and`, then `or`. An empty text always holds.
"""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>\$?[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>==|!=|>=|<=|[><()\[\],+\-*/]))"
)
_WORDS = {"and", "or", "not", "contains", "contains_any", "in", "true", "false"}
_N = TypeVar("_N", bound=nodes.Node)
_ADDITIVE = ("+", "-")
_MULTIPLICATIVE = ("*", "/")


class ConditionError(ValueError):
    """A text that is not in the statement language; the message names the place."""


class Token(NamedTuple):
    kind: str
    text: str
    at: int


def tokenize(text: str) -> list[Token]:
    """Split into tokens. Raises ConditionError at the first character that is none."""
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ConditionError(f"cannot read '{text[at : at + 12].strip()}' at position {at + 1}")
        kind = match.lastgroup or ""
        tokens.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return tokens


def parse_condition(text: str) -> nodes.Condition:
    """The condition as a tree; an empty text is the condition that always holds."""
    if not text.strip():
        return nodes.Constant(True)
    parser = _Parser(text)
    return parser.finish(parser.condition())


def parse_expression(text: str) -> nodes.Node:
    """A condition or a term, whichever the text is (for derivations)."""
    try:
        return parse_condition(text)
    except ConditionError as as_condition:
        parser = _Parser(text)
        try:
            return parser.finish(parser.term())
        except ConditionError:
            raise as_condition from None


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._at = 0

    def finish(self, node: _N) -> _N:
        if self._at < len(self._tokens):
            token = self._tokens[self._at]
            raise ConditionError(f"unexpected '{token.text}' at position {token.at + 1}")
        return node

    def condition(self) -> nodes.Condition:
        parts = self._chain("or", self._all_of)
        return parts[0] if len(parts) == 1 else nodes.Or(tuple(parts))

    def _all_of(self) -> nodes.Condition:
        parts = self._chain("and", self._one)
        return parts[0] if len(parts) == 1 else nodes.And(tuple(parts))

    def _chain(self, word: str, read: Callable[[], nodes.Condition]) -> list[nodes.Condition]:
        parts = [read()]
        while self._take(word):
            parts.append(read())
        return parts

    def _one(self) -> nodes.Condition:
        if self._take("not"):
            return nodes.Not(self._one())
        if self._take("true"):
            return nodes.Constant(True)
        if self._take("false"):
            return nodes.Constant(False)
        if self._peek() == "(":
            return self._bracketed()
        name = self._peek()
        if name in _CONDITION_FUNCTIONS and self._peek(1) == "(":
            return _CONDITION_FUNCTIONS[name](self)
        return self._test()

    def _bracketed(self) -> nodes.Condition:
        """A bracket may hold a condition or begin a term such as (a - b) > 2."""
        start = self._at
        try:
            self._expect("(")
            inner = self.condition()
            self._expect(")")
            return inner
        except ConditionError:
            self._at = start
            return self._comparison(self.term())

    def _test(self) -> nodes.Condition:
        if self._kind() == "name" and self._peek(1) in _SET_TESTS:
            return _SET_TESTS[self._peek(1)](self)
        if self._kind() == "name" and self._peek(1) in ("==", "!=") and self._kind(2) == "name":
            return self._equality()
        return self._comparison(self.term())

    def _equality(self) -> nodes.Condition:
        if self._peek(2).startswith("$"):
            return self._comparison(self.term())
        fact, sign, value = self._name(), self._next().text, self._next().text
        return nodes.Is(fact, {"true": True, "false": False}.get(value, value), sign == "!=")

    def _comparison(self, left: nodes.Term) -> nodes.Condition:
        token = self._next()
        if token.text not in nodes.COMPARE:
            raise ConditionError(f"expected a comparison, found '{token.text}' at position {token.at + 1}")
        return nodes.Compare(left, token.text, self.term())

    def is_in(self) -> nodes.Condition:
        fact = self._name()
        self._expect("in")
        return nodes.IsIn(fact, self._values())

    def contains(self) -> nodes.Condition:
        fact = self._name()
        if self._take("contains_any"):
            return nodes.Contains(fact, self._values())
        self._expect("contains")
        return nodes.Contains(fact, (self._name(),))

    def answered(self) -> nodes.Condition:
        self._open()
        fact = self._name()
        self._expect(")")
        return nodes.Answered(fact)

    def at_least(self) -> nodes.Condition:
        self._open()
        needed = self.term()
        parts = []
        while self._take(","):
            parts.append(self.condition())
        self._expect(")")
        return nodes.AtLeast(needed, tuple(parts))

    def record_test(self) -> nodes.Condition:
        function = self._peek()
        fact, test = self._fact_and_test()
        return EveryOrAny(fact, test, every=function == "all_record")

    def count(self) -> nodes.Term:
        return Count(*self._fact_and_test())

    def mean(self) -> nodes.Term:
        return Mean(*self._fact_and_field())

    def set_of(self) -> nodes.Term:
        return SetOf(*self._fact_and_field())

    def function(self) -> nodes.Term:
        name = self._peek()
        self._open()
        arguments = [self.term()]
        while self._take(","):
            arguments.append(self.term())
        self._expect(")")
        return terms.Function(name, tuple(arguments))

    def term(self) -> nodes.Term:
        left = self._product()
        while self._peek() in _ADDITIVE:
            left = terms.Arithmetic(left, self._next().text, self._product())
        return left

    def _product(self) -> nodes.Term:
        left = self._factor()
        while self._peek() in _MULTIPLICATIVE:
            left = terms.Arithmetic(left, self._next().text, self._factor())
        return left

    def _factor(self) -> nodes.Term:
        if self._take("("):
            inner = self.term()
            self._expect(")")
            return inner
        if self._peek() in _TERM_FUNCTIONS and self._peek(1) == "(":
            return _TERM_FUNCTIONS[self._peek()](self)
        if self._kind() == "number":
            return terms.NumberLiteral(_number(self._next().text))
        name = self._name()
        return terms.Parameter(name[1:]) if name.startswith("$") else terms.FactTerm(name)

    def _fact_and_test(self) -> tuple[str, nodes.Condition]:
        self._open()
        fact = self._name()
        self._expect(",")
        test = self.condition()
        self._expect(")")
        return fact, test

    def _fact_and_field(self) -> tuple[str, str]:
        self._open()
        fact = self._name()
        self._expect(",")
        field = self._name()
        self._expect(")")
        return fact, field

    def _values(self) -> tuple[str, ...]:
        self._expect("[")
        values = [self._name()]
        while self._take(","):
            values.append(self._name())
        self._expect("]")
        return tuple(values)

    def _open(self) -> None:
        self._next()
        self._expect("(")

    def _name(self) -> str:
        token = self._next()
        if token.kind != "name" or token.text in _WORDS:
            raise ConditionError(f"expected a name, found '{token.text}' at position {token.at + 1}")
        return token.text

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].text if at < len(self._tokens) else ""

    def _kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at].kind if at < len(self._tokens) else ""

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise ConditionError("the text ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        if self._peek() != text:
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        token = self._next()
        if token.text != text:
            raise ConditionError(f"expected '{text}', found '{token.text}' at position {token.at + 1}")


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


_SET_TESTS: dict[str, Callable[[_Parser], nodes.Condition]] = {
    "contains": _Parser.contains,
    "contains_any": _Parser.contains,
    "in": _Parser.is_in,
}
_CONDITION_FUNCTIONS: dict[str, Callable[[_Parser], nodes.Condition]] = {
    "answered": _Parser.answered,
    "at_least": _Parser.at_least,
    "any_record": _Parser.record_test,
    "all_record": _Parser.record_test,
}
_TERM_FUNCTIONS: dict[str, Callable[[_Parser], nodes.Term]] = {
    "count_record": _Parser.count,
    "mean_record": _Parser.mean,
    "set_record": _Parser.set_of,
    "min": _Parser.function,
    "max": _Parser.function,
    "abs": _Parser.function,
}
