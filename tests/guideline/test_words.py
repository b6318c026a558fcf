"""Conditions in plain words."""

import pytest
from django.utils.translation import override

from interventions.engine.language.syntax import parse_condition, parse_expression
from interventions.knowledge import get_knowledge
from interventions.words.conditions import ConditionText, flat


def words(condition: str) -> str:
    return flat(ConditionText(get_knowledge()).phrase(parse_condition(condition)))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "Geldt voor iedere patiënt"),
        ("neck_complaints == true", "Nekklachten: ja"),
        ("neck_complaints != true", "Nekklachten: nee"),
        ("headache_type contains_any [migraine, tth]", "Hoofdpijndiagnose: migraine of spanningshoofdpijn"),
        ("care_setting != primary_care", "Setting: niet eerste lijn"),
        ("answered(pregnant)", "Zwanger: is beantwoord"),
        ("csi_score >= $csi_cutoff", "CSI-score is 40 punten of meer"),
        ("csi_score > 12.5", "CSI-score is meer dan 12,5"),
        (
            "at_least($cs_min_signs, neck_complaints == true, pregnant == true)",
            "Minstens 2 van deze punten gelden: Nekklachten: ja; Zwanger: ja",
        ),
        ("not neck_complaints == true", "Dit geldt niet: Nekklachten: ja"),
    ],
)
def test_a_test_reads_as_a_sentence(condition: str, expected: str) -> None:
    assert words(condition) == expected


def test_parts_become_a_list() -> None:
    condition = parse_condition("neck_complaints == true and (pregnant == true or csi_score < 3)")
    phrase = ConditionText(get_knowledge()).phrase(condition)
    assert phrase.text == "Al deze punten gelden:"
    assert [part.text for part in phrase.parts] == ["Nekklachten: ja", "Minstens één van deze punten geldt:"]
    assert len(phrase.parts[1].parts) == 2


def test_rows_are_read_with_the_names_of_their_columns() -> None:
    derivation = get_knowledge().ruleset.derived["active_trigger_points"]
    assert derivation.expression is not None
    assert "regels van" in ConditionText(get_knowledge()).term(derivation.expression)


def test_every_condition_and_derivation_has_words_in_both_languages() -> None:
    knowledge = get_knowledge()
    for language in ("nl", "en"):
        with override(language):
            speller = ConditionText(knowledge)
            for rule in knowledge.ruleset.rules:
                assert flat(speller.phrase(rule.condition))
            for derivation in knowledge.ruleset.derived.values():
                for node in derivation.nodes[:1]:
                    assert flat(speller.phrase(node))


def test_a_sum_reads_from_left_to_right() -> None:
    node = parse_expression("(headache_days_per_month + 2) * 3 / 4 - 1")
    expected = "((((Hoofdpijndagen per maand plus 2) maal 3) gedeeld door 4) min 1)"
    assert ConditionText(get_knowledge()).phrase(node).text == expected
