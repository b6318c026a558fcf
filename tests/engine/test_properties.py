"""What must hold for every patient, tried on random ones."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from headache_cds.vocabulary.spec import FactSpec, FactType, RecordField
from interventions.engine import advise
from interventions.engine.as_json import advice_as_json
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


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_every_patient_gets_an_answer_with_reasons(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    for item in advice.items:
        assert item.because
        assert (item.status == "insufficient_data") <= bool(item.missing)
        assert (item.status == "suppressed") <= bool(item.gates_failed)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_a_block_empties_every_advice(facts: dict[str, Any]) -> None:
    advice = advise(get_knowledge().ruleset, facts)
    if advice.blocked_by:
        assert advice.derived["advice_allowed"] is False
        assert not [
            item.rule.id
            for item in advice.items
            if item.status == "applies" and item.rule.record.use in ("advise", "dose")
        ]


@settings(max_examples=100, deadline=None)
@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(facts: dict[str, Any], random: Any) -> None:
    shuffled = list(facts.items())
    random.shuffle(shuffled)
    first = advise(get_knowledge().ruleset, facts)
    assert advice_as_json(advise(get_knowledge().ruleset, dict(shuffled))) == advice_as_json(first)


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_unknown_and_absent_are_the_same(facts: dict[str, Any]) -> None:
    unknown = dict.fromkeys(get_knowledge().vocabulary.facts)
    assert advice_as_json(advise(get_knowledge().ruleset, {**unknown, **facts})) == advice_as_json(
        advise(get_knowledge().ruleset, facts)
    )


@settings(max_examples=100, deadline=None)
@given(ANY)
def test_adding_an_acute_flag_always_blocks(facts: dict[str, Any]) -> None:
    with_flag = {**facts, "rf_thunderclap": True, "red_flags_investigated": ["none"]}
    advice = advise(get_knowledge().ruleset, with_flag)
    assert advice.blocked_by
    assert advice.derived["red_flag_tier"] == "acute"
