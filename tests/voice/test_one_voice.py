"""One voice: no outlet says of a patient what another contradicts."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.engine.random_patients import random_facts
from tests.realistic import realistic_patients
from tests.voice.outlets import OUTLETS, Outlet, Patient, Said, differences, unheard
from tests.worked import CASES

RANDOM = 1000
SEED = 126


def random_patients() -> Iterator[dict[str, Any]]:
    """Half of them realistic, half anything that can be answered."""
    yield from realistic_patients(RANDOM // 2, SEED)
    chance = Random(SEED)
    yield from (random_facts(chance) for _ in range(RANDOM - RANDOM // 2))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_outlet_says_the_same_of_a_worked_patient(case: dict[str, Any]) -> None:
    assert not [*differences(Patient(case["facts"]))]


@pytest.mark.slow
def test_every_outlet_says_the_same_of_random_patients() -> None:
    found = [
        f"{number}: {text}"
        for number, raw in enumerate(random_patients())
        for text in differences(Patient(raw))
    ]
    assert not found, "\n".join(found[:20])


def test_nothing_urgent_is_missing_on_the_advice_page() -> None:
    everybody = [*(case["facts"] for case in CASES), *realistic_patients()]
    assert not [name for raw in everybody for name in unheard(Patient(raw))]


def changed(outlet: Outlet) -> Outlet:
    """The outlet with one conclusion changed by hand."""

    def wrong(patient: Patient) -> Said:
        said = outlet(patient)
        name = next(iter(said), None)
        return said if name is None else {**said, name: "something else"}

    return wrong


@pytest.mark.parametrize("name", OUTLETS)
def test_an_outlet_with_another_voice_is_found(name: str) -> None:
    patients = [Patient(case["facts"]) for case in CASES]
    heard = [
        outlet for patient in patients for outlet in differences(patient, {name: changed(OUTLETS[name])})
    ]
    assert heard, f"{name} says nothing about anybody"
