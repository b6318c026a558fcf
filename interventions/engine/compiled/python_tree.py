"""Small builders for Python's own syntax tree, so that the compiler reads as what it writes."""

import ast
from collections.abc import Iterable, Sequence
from functools import reduce
from types import CodeType

KNOWN = "known"
NONE, TRUE, FALSE = ast.Constant(None), ast.Constant(value=True), ast.Constant(value=False)

ZERO, ONE = ast.Constant(0), ast.Constant(1)


def name(identifier: str) -> ast.expr:
    return ast.Name(identifier, ast.Load())


def constant(value: str | float | bool | None) -> ast.expr:
    return ast.Constant(value)


def values(items: Iterable[ast.expr]) -> ast.expr:
    """`(a, b)`"""
    return ast.Tuple(list(items), ast.Load())


def is_(left: ast.expr, right: ast.Constant) -> ast.expr:
    return ast.Compare(left, [ast.Is()], [right])


def is_not(left: ast.expr, right: ast.Constant) -> ast.expr:
    return ast.Compare(left, [ast.IsNot()], [right])


def is_in(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.Compare(left, [ast.In()], [right])


def equal(left: ast.expr, value: str | bool) -> ast.expr:
    return ast.Compare(left, [ast.Eq()], [constant(value)])


def not_(part: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), part)


def all_of(parts: Sequence[ast.expr]) -> ast.expr:
    """`a and b`"""
    return ast.BoolOp(ast.And(), list(parts)) if len(parts) > 1 else parts[0]


def any_of(parts: Sequence[ast.expr]) -> ast.expr:
    """`a or b`"""
    return ast.BoolOp(ast.Or(), list(parts)) if len(parts) > 1 else parts[0]


def choose(when: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.expr:
    """`then if when else otherwise`"""
    return ast.IfExp(when, then, otherwise)


def total(parts: Iterable[ast.expr]) -> ast.expr:
    """`a + b + c`"""
    return reduce(lambda left, right: ast.BinOp(left, ast.Add(), right), parts)


def item(pair: ast.expr, index: int) -> ast.expr:
    """`pair[index]`"""
    return ast.Subscript(pair, constant(index), ast.Load())


def call(function_name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(name(function_name), list(arguments), [])


def get(fact: str) -> ast.expr:
    """`known.get("fact")`"""
    return ast.Call(ast.Attribute(name(KNOWN), "get", ast.Load()), [constant(fact)], [])


def is_known(fact: str) -> ast.expr:
    """`"fact" in known`"""
    return is_in(constant(fact), name(KNOWN))


def assign(identifier: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(identifier, ast.Store())], value)


def function(identifier: str, body: list[ast.stmt], result: ast.expr) -> ast.FunctionDef:
    """`def identifier(known): body; return result`"""
    arguments = ast.arguments([], [ast.arg(KNOWN)], None, [], [], None, [])
    return ast.FunctionDef(identifier, arguments, [*body, ast.Return(result)], [])


def code_of(functions: list[ast.FunctionDef]) -> dict[str, CodeType]:
    """The code of each function, by name. Nothing runs here."""
    module = ast.fix_missing_locations(ast.Module(list(functions), []))
    compiled = compile(module, "<ruleset>", "exec")
    return {part.co_name: part for part in compiled.co_consts if isinstance(part, CodeType)}
