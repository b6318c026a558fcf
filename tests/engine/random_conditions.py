"""Random conditions of every kind over a small vocabulary, and random facts to go with them."""

from typing import Any

from hypothesis import strategies as st

from headache_cds.vocabulary.spec import Choice, FactSpec, FactType, RecordField, Text
from interventions.engine.language import nodes, terms
from interventions.engine.language.records import Count, EveryOrAny, Mean, SetOf

WORD = Text(nl="woord", en="word")
PARAMETERS = {"limit": 2, "half": 0.5}


def choices(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, nl=value, en=value) for value in values)


def fact(name: str, kind: FactType, *values: str, fields: tuple[RecordField, ...] = ()) -> FactSpec:
    return FactSpec(
        id=name,
        type=kind,
        question=WORD,
        label=WORD,
        choices=choices(*values),
        fields=fields,
        patient_can_answer=True,
        definition="",
        source=("EXT",),
    )


FIELDS = (
    RecordField(id="part", type=FactType.ENUM, label=WORD, choices=choices("x", "y", "unknown")),
    RecordField(id="hurts", type=FactType.BOOL, label=WORD),
    RecordField(id="score", type=FactType.INT, label=WORD),
)
SPECS = {
    spec.id: spec
    for spec in (
        fact("yes", FactType.BOOL),
        fact("also", FactType.BOOL),
        fact("sort", FactType.ENUM, "a", "b", "unknown"),
        fact("kind", FactType.ENUM, "a", "b"),
        fact("many", FactType.SET, "a", "b", "none", "unknown"),
        fact("some", FactType.SET, "a", "b"),
        fact("days", FactType.INT),
        fact("size", FactType.NUMBER),
        fact("rows", FactType.RECORDS, fields=FIELDS),
    )
}
SETS, ENUMS, NUMBERS = ("many", "some"), ("sort", "kind"), ("days", "size")
SIGNS = st.sampled_from(sorted(nodes.COMPARE))
VALUES = st.lists(st.sampled_from(["a", "b", "unknown"]), min_size=1, max_size=3, unique=True).map(tuple)


def _tests(flags: Any, enums: Any, values: Any, numbers: Any, anything: Any) -> st.SearchStrategy[Any]:
    """Tests over the facts of these kinds: of a patient, or of a row."""
    return st.one_of(
        st.builds(nodes.Is, flags, st.booleans(), st.booleans()),
        st.builds(nodes.Is, enums, st.sampled_from(["a", "x", "unknown"]), st.booleans()),
        st.builds(nodes.IsIn, enums, values),
        st.builds(nodes.Answered, anything),
        st.builds(
            nodes.Compare,
            st.builds(terms.FactTerm, numbers),
            SIGNS,
            st.builds(terms.NumberLiteral, st.integers(0, 3)),
        ),
    )


def _combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(nodes.And, several),
        st.builds(nodes.Or, several),
        st.builds(nodes.Not, parts),
        st.builds(nodes.AtLeast, TERMS | st.builds(terms.NumberLiteral, st.integers(0, 3)), several),
    )


ROW_TESTS = st.recursive(
    _tests(
        st.just("hurts"),
        st.just("part"),
        VALUES,
        st.just("score"),
        st.sampled_from(["part", "hurts", "score"]),
    ),
    lambda parts: st.builds(nodes.Not, parts) | st.builds(nodes.And, st.tuples(parts, parts)),
    max_leaves=3,
)
TERMS = st.recursive(
    st.one_of(
        st.builds(terms.NumberLiteral, st.integers(0, 3)),
        st.builds(terms.Parameter, st.sampled_from(sorted(PARAMETERS))),
        st.builds(terms.FactTerm, st.sampled_from(NUMBERS)),
        st.builds(Count, st.just("rows"), ROW_TESTS),
        st.builds(Mean, st.just("rows"), st.just("score")),
    ),
    lambda parts: st.one_of(
        st.builds(terms.Arithmetic, parts, st.sampled_from(sorted(terms.ARITHMETIC)), parts),
        st.builds(terms.Function, st.sampled_from(["min", "max"]), st.tuples(parts, parts)),
        st.builds(terms.Function, st.just("abs"), st.tuples(parts)),
    ),
    max_leaves=4,
)
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(nodes.Constant, st.booleans()),
        _tests(
            st.sampled_from(["yes", "also"]),
            st.sampled_from(ENUMS),
            VALUES,
            st.sampled_from(NUMBERS),
            st.sampled_from(sorted(SPECS)),
        ),
        st.builds(nodes.Contains, st.sampled_from([*SETS, "found"]), VALUES),
        st.builds(nodes.Answered, st.just("found")),
        st.builds(nodes.Compare, TERMS, SIGNS, TERMS),
        st.builds(EveryOrAny, st.just("rows"), ROW_TESTS, st.booleans()),
    ),
    _combined,
    max_leaves=6,
)
FOUND = SetOf("rows", "part")
_ROWS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "part": st.sampled_from(["x", "y", "unknown"]),
            "hurts": st.booleans(),
            "score": st.integers(0, 3),
        },
    ),
    max_size=3,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "yes": st.booleans(),
        "also": st.none() | st.booleans(),
        "sort": st.sampled_from(["a", "b", "unknown"]),
        "kind": st.none() | st.sampled_from(["a", "b"]),
        "many": st.lists(st.sampled_from(["a", "b", "unknown"]), max_size=3, unique=True),
        "some": st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True),
        "days": st.integers(0, 3),
        "size": st.sampled_from([0, 0.5, 1.5, 2]),
        "rows": _ROWS,
    },
)
