"""Random patients, answered in part; half of them settled enough for advice."""

from typing import Any

from hypothesis import strategies as st

from headache_cds.vocabulary.spec import FactSpec, FactType, RecordField
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
    """Random partial patients; half of them settled enough for advice."""
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
