"""Which red flags there are is data, and held against the derived fact that one of them stands open."""

from pathlib import Path
from typing import Any

import pytest

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.engine import Evaluation
from interventions.knowledge import get_knowledge, load_knowledge

DERIVED, URGENCY = "derived/safety_and_scope.yaml", "urgency.yaml"
VOMITING = (
    "    or (rf_persistent_vomiting == true\n"
    "    and not (answered(red_flags_investigated) and red_flags_investigated"
    " contains rf_persistent_vomiting))\n"
)
# The part of one flag that a headache that is known and unchanged settles it (D118).
UNCHANGED = "\n    and pattern_known_unchanged == false)"
NEW_ONSET = (
    "    rf_new_onset_reported: physician_screening_without_flags == false or screening_current == false\n"
)


def mistakes(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SourceError) as caught:
        load_knowledge(folder, get_vocabulary())
    return [f"{found.path.name}:{found.line}: {found.message}" for found in caught.value.mistakes]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (DERIVED, VOMITING, "", "only the list of flags reads 'rf_persistent_vomiting'"),
        (
            DERIVED,
            VOMITING,
            VOMITING.replace("rf_persistent_vomiting == true", "rf_persistent_vomiting == false"),
            "red_flag_open_item: gives another result for 'rf_",
        ),
        (DERIVED, UNCHANGED, ")", "gives another result for 'rf_immunodeficiency'"),
        (URGENCY, NEW_ONSET, "", "gives another result for 'rf_new_onset_reported'"),
        (
            URGENCY,
            "old_trauma_settled == false",
            "old_trauma_settled == true",
            "result for 'rf_after_trauma'",
        ),
        (URGENCY, " and older_onset_settled == false", "", "only the derivation reads 'older_onset_settled'"),
        (URGENCY, "    rf_after_trauma: old", "    rf_nothing: old", "'rf_nothing' is no flag"),
        (URGENCY, "rf_after_trauma: old_trauma_settled", "rf_after_trauma: old_trauma", "fact 'old_trauma'"),
        (URGENCY, "open_when: FLAG ==", "open_when: rf_x and FLAG ==", "expected a comparison"),
        (URGENCY, "named_by: red_flags_", "named_by: blue_flags_", "unknown fact 'blue_flags_investigated'"),
        (URGENCY, "complete: red_flags", "complete: blue_flags", "'blue_flags_complete' is no derived fact"),
        (URGENCY, "  rf_painful_eye", "  rf_nothing_eye", "'rf_nothing_eye_autonomic' is no flag"),
    ],
)
def test_flags_that_disagree_are_refused(folder: Path, file: str, old: str, new: str, message: str) -> None:
    found = mistakes(folder, file, old, new)
    assert any(message in line and ":1:" not in line for line in found), found


@pytest.mark.parametrize(
    ("facts", "unresolved"),
    [
        ({"rf_thunderclap": True}, {"rf_thunderclap"}),
        ({"rf_thunderclap": True, "red_flags_investigated": ["rf_thunderclap"]}, set()),
        ({"rf_thunderclap": True, "red_flags_investigated": ["rf_positional"]}, {"rf_thunderclap"}),
        ({"rf_thunderclap": False}, set()),
        ({}, set()),
    ],
)
def test_a_flag_stands_open_until_it_is_worked_up(facts: dict[str, Any], unresolved: set[str]) -> None:
    knowledge = get_knowledge()
    assert knowledge.red_flags.unresolved(Evaluation(knowledge.ruleset, facts)) == unresolved
