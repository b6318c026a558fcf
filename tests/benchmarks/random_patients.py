"""Varied patients from a seed: what is answered, and what, differs from one to the next."""

import random
from collections.abc import Iterator, Mapping
from typing import Any

from headache_cds.vocabulary.spec import FactSpec, FactType, RecordField

DENSITIES = (0.05, 0.2, 0.4, 0.7)  # part of the questions that a patient answered
SETTLED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "days_since_screening": 30,
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "patient_age_years": 40,
    "headache_type": ["migraine", "tth"],
}


def random_patients(
    specs: Mapping[str, FactSpec], count: int, seed: int, *, complete: bool = False
) -> Iterator[dict[str, Any]]:
    """The facts of `count` patients, half of them settled enough for advice; `complete`: nothing is open."""
    chance = random.Random(seed)
    for number in range(count):
        density = 1 if complete else chance.choice(DENSITIES)
        facts = dict(SETTLED) if number % 2 else {}
        for name, spec in specs.items():
            if name not in facts and chance.random() < density:
                facts[name] = _value(spec, chance, complete=complete)
        yield facts


def _value(spec: FactSpec | RecordField, chance: random.Random, *, complete: bool) -> Any:
    choices = [choice.value for choice in spec.choices if not (complete and choice.value == "unknown")]
    if spec.type == FactType.BOOL:
        return chance.random() < 0.3
    if spec.type == FactType.SET:
        some = [choice for choice in choices if choice != "none"]
        nothing = "none" in choices and chance.random() < 0.3
        return ["none"] if nothing else chance.sample(some, chance.randint(1, min(3, len(some))))
    if choices:
        return chance.choice(choices)
    if spec.type in (FactType.INT, FactType.NUMBER):
        return chance.randint(int(spec.min or 0), int(spec.max if spec.max is not None else 100))
    if spec.type == FactType.RECORDS and isinstance(spec, FactSpec):
        return [_row(spec, chance, complete=complete) for _ in range(chance.randint(0, 3))]
    return "2026-01-12" if spec.type == FactType.DATE else "in eigen woorden"


def _row(spec: FactSpec, chance: random.Random, *, complete: bool) -> dict[str, Any]:
    return {
        field.id: _value(field, chance, complete=complete)
        for field in spec.fields
        if complete or chance.random() < 0.9
    }
