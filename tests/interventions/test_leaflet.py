"""The explanation on paper: only what is true for this patient, short, and each sentence in one place."""

from typing import Any

import pytest

from interventions.knowledge import get_knowledge
from interventions.plan.leaflet import freeze_leaflet
from tests.interventions.patients import MIGRAINE, board_of

MOST_WORDS = 120


def frozen(case: str, **facts: Any) -> dict[str, Any]:
    return freeze_leaflet(get_knowledge(), board_of(case, **facts))


@pytest.mark.parametrize(
    ("types", "named", "not_named"),
    [
        (["migraine"], ["Migraine"], ["Spanningshoofdpijn"]),
        (["tth"], ["Spanningshoofdpijn"], ["Migraine"]),
        (["migraine", "tth"], ["Migraine", "Spanningshoofdpijn"], []),
    ],
)
def test_understanding_is_told_per_diagnosis_in_half_a_page(
    types: list[str], named: list[str], not_named: list[str]
) -> None:
    content = frozen(MIGRAINE, headache_type=types)
    for language in ("nl", "en"):
        text = " ".join(line[language] for line in content["understanding"]["lines"])
        assert len(text.split()) <= MOST_WORDS
    text = " ".join(line["nl"] for line in content["understanding"]["lines"])
    assert all(name in text for name in named)
    assert not [name for name in not_named if name in text]
    assert content["leaflet"]["understand"] == content["understanding"]["lines"]


def test_the_explanation_to_read_holds_what_the_rules_explain_to_this_patient() -> None:
    board = board_of(MIGRAINE)
    content = freeze_leaflet(get_knowledge(), board)
    told = [line["nl"] for section in content["reading"] for line in section["lines"]]
    applying = {
        item.rule.record.patient.nl
        for item in board.advice.items
        if item.status == "applies" and item.rule.record.use == "educate" and item.rule.record.patient
    }
    assert set(told) == applying
    assert len(told) == len(applying) > 5
    assert all(section["title"]["nl"] and section["title"]["en"] for section in content["reading"])
