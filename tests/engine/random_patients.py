"""Random patients, answered in part; half of them settled enough for advice."""

from collections.abc import Callable
from functools import cache, partial
from random import Random
from typing import Any

from hypothesis import strategies as st

from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, RecordField
from interventions.knowledge import get_knowledge


def values_of(spec: FactSpec | RecordField) -> st.SearchStrategy[Any]:
    """Possible values of a fact."""
    choices = [choice.value for choice in spec.choices]
    if spec.type == FactType.BOOL:
        return st.booleans()
    if spec.type == FactType.ENUM or (choices and spec.type == FactType.INT):
        return st.sampled_from(choices)
    if spec.type == FactType.SET:
        some = st.lists(
            st.sampled_from([c for c in choices if c != "none"]), min_size=1, max_size=3, unique=True
        )
        return st.one_of(some, st.just(["none"])) if "none" in choices else some
    if spec.type in (FactType.INT, FactType.NUMBER):
        return st.integers(int(spec.min or 0), int(spec.max if spec.max is not None else 100))
    if spec.type == FactType.RECORDS:
        assert isinstance(spec, FactSpec)
        row = st.fixed_dictionaries({}, optional={field.id: values_of(field) for field in spec.fields})
        return st.lists(row, max_size=3)
    return st.just("2026-01-12" if spec.type == FactType.DATE else "words")


def patients(**fixed: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Random partial patients, with these facts; put together when the first is drawn, not when imported."""
    return st.deferred(lambda: _patients(fixed))


def _patients(fixed: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    facts = get_knowledge().vocabulary.facts
    free = {name: values_of(spec) for name, spec in facts.items() if name not in fixed}
    names = st.lists(st.sampled_from(sorted(free)), max_size=60, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: free[n] for n in chosen})).map(
        lambda known: {**known, **fixed}
    )


SETTLED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "days_since_screening": 30,
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "patient_age_years": 40,
    "headache_type": ["migraine", "tth"],
}
ANY = st.one_of(patients(), patients(**SETTLED))


def random_facts(chance: Random) -> dict[str, Any]:
    """One random patient without hypothesis, for large numbers: nearly nothing to nearly all answered."""
    share = chance.random()
    known = {name: draw(chance) for name, draw in _draws().items() if chance.random() < share}
    return {**known, **SETTLED} if chance.random() < 0.5 else known


Draw = Callable[[Random], Any]


@cache
def _draws() -> dict[str, Draw]:
    """How to draw a value of each fact, worked out once for the ten thousand."""
    return {name: _draw_of(spec) for name, spec in get_knowledge().vocabulary.facts.items()}


def _draw_of(spec: FactSpec | RecordField) -> Draw:
    choices = [choice.value for choice in spec.choices]
    if isinstance(spec, FactSpec) and spec.type == FactType.RECORDS:
        return partial(_random_rows, {field.id: _draw_of(field) for field in spec.fields})
    if spec.type == FactType.SET:
        return partial(_random_members, [str(choice) for choice in choices])
    if choices:
        return lambda chance: chance.choice(choices)
    if spec.type in NUMERIC:
        return _draw_of_number(spec)
    if spec.type == FactType.BOOL:
        return lambda chance: chance.random() < 0.3
    return lambda _chance: "2026-01-12" if spec.type == FactType.DATE else "words"


def _draw_of_number(spec: FactSpec | RecordField) -> Draw:
    low, high = int(spec.min or 0), int(spec.max if spec.max is not None else 100)
    if spec.type == FactType.INT:
        return lambda chance: chance.randint(low, high)
    return lambda chance: round(chance.uniform(low, high), 1)


def _random_rows(fields: dict[str, Draw], chance: Random) -> list[dict[str, Any]]:
    return [
        {name: draw(chance) for name, draw in fields.items() if chance.random() < 0.8}
        for _row in range(chance.randint(0, 3))
    ]


def _random_members(choices: list[str], chance: Random) -> list[str]:
    if "none" in choices and chance.random() < 0.5:
        return ["none"]
    some = [choice for choice in choices if choice != "none"]
    return chance.sample(some, chance.randint(1, min(3, len(some))))
