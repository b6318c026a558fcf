"""What an answer about a contraindication closes: the whole of its part of the body, and no more."""

from functools import cache
from io import StringIO

import pytest
from django.core.management import call_command

from interventions.engine.kinds import ClosedPart, ClosingValue
from interventions.proof.closings import closings
from tests.proof.changing import RULESET

HANDS_ON = "manual_techniques_cleared"
NECK = ("neck_loading_not_contraindicated", "neck_programme_cleared", HANDS_ON)
EXERTION = ("exercise_not_contraindicated", "vigorous_exercise_cleared")


@cache
def closed() -> dict[ClosingValue, set[str]]:
    return {closing.value: set(closing.gates) for closing in closings(RULESET)}


@pytest.mark.parametrize("part", RULESET.dangers.parts, ids=lambda part: part.id)
def test_every_value_of_a_part_closes_every_gate_of_it(part: ClosedPart) -> None:
    left_open = {value: left for value in part.values if (left := set(part.gates) - closed()[value])}
    assert part.values
    assert not left_open


def test_every_gate_of_the_neck_is_a_gate_of_the_part() -> None:
    """D116, by hand: one body, one rule."""
    (neck,) = (part for part in RULESET.dangers.parts if part.id == "neck")
    assert set(neck.gates) == set(NECK)
    used = {gate for rule in RULESET.rules if rule.nature.loads for gate in rule.record.gate}
    assert used & set(NECK)


@pytest.mark.parametrize(
    ("fact", "value", "gates"),
    [
        ("manual_technique_contraindications", "osteoporosis_severe", NECK),
        ("manual_technique_contraindications", "inflammatory_arthritis_cervical", NECK),
        ("manual_technique_contraindications", "long_term_corticosteroids", (HANDS_ON,)),
        ("cad_risk_factors", "connective_tissue_disease", NECK),
        ("cad_risk_factors", "smoking", ()),
        ("cad_symptoms", "dizziness", NECK[1:]),
        ("cad_symptoms", "horner_or_ptosis", (HANDS_ON,)),
        ("cervical_instability_signs", "hyperreflexia", NECK),
        ("cardiovascular_contraindications", "chest_pain_on_exertion", EXERTION),
        ("cardiovascular_contraindications", "known_heart_disease", EXERTION[1:]),
        ("pregnant", True, EXERTION[1:]),
        ("anticoagulant_use", True, ()),
    ],
)
def test_a_value_closes_what_was_worked_out_by_hand(
    fact: str, value: bool | str, gates: tuple[str, ...]
) -> None:
    assert closed()[ClosingValue(fact, value)] == set(gates)


def test_the_command_prints_a_line_for_each_answer() -> None:
    printed = StringIO()
    call_command("knowledge", "closes", stdout=printed)
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(RULESET.dangers.judged)
    assert f"cardiovascular_contraindications: other closes {EXERTION[1]}" in lines
    assert "anticoagulant_use: true closes nothing by itself" in lines
