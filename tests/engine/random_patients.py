"""Random patients, answered in part; half of them settled enough for advice."""

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
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "patient_age_years": 40,
    "headache_type": ["migraine", "tth"],
}
ANY = st.one_of(patients(), patients(**SETTLED))


def random_facts(chance: Random) -> dict[str, Any]:
    """One random patient without hypothesis, for large numbers: nearly nothing to nearly all answered."""
    facts = get_knowledge().vocabulary.facts
    share = chance.random()
    known = {name: _random_value(spec, chance) for name, spec in facts.items() if chance.random() < share}
    return {**known, **SETTLED} if chance.random() < 0.5 else known


def _random_value(spec: FactSpec | RecordField, chance: Random) -> Any:
    if isinstance(spec, FactSpec) and spec.type == FactType.RECORDS:
        return [_random_row(spec, chance) for _row in range(chance.randint(0, 3))]
    if spec.type == FactType.SET:
        return _random_members([str(choice.value) for choice in spec.choices], chance)
    if spec.choices:
        return chance.choice(spec.choices).value
    if spec.type in NUMERIC:
        low, high = int(spec.min or 0), int(spec.max if spec.max is not None else 100)
        return chance.randint(low, high) if spec.type == FactType.INT else round(chance.uniform(low, high), 1)
    plain = {FactType.BOOL: chance.random() < 0.3, FactType.DATE: "2026-01-12"}
    return plain.get(spec.type, "words")


def _random_row(spec: FactSpec, chance: Random) -> dict[str, Any]:
    return {item.id: _random_value(item, chance) for item in spec.fields if chance.random() < 0.8}


def _random_members(choices: list[str], chance: Random) -> list[str]:
    if "none" in choices and chance.random() < 0.5:
        return ["none"]
    some = [choice for choice in choices if choice != "none"]
    return chance.sample(some, chance.randint(1, min(3, len(some))))
