"""The tables of the dashboards: a mistake is refused with its line, and limits agree with the engine."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from headache_cds.vocabulary.source import SourceError
from interventions.engine.evaluate import Evaluation
from interventions.knowledge import get_knowledge
from reports.dashboards import comparisons, measures
from reports.dashboards.comparisons import COMPARISONS_FILE, read_comparisons
from reports.dashboards.measures import MEASURES_FILE, get_measures, limit, read_measures

NPRS_TICKS = "ticks: [0, 2, 4, 6, 8, 10]"


def mistakes(
    read: Callable[[Path], object], shipped: Path, folder: Path, wrong: str, right: str
) -> list[str]:
    """What is said of the shipped file with one change, as '<wrong line>: <message>'."""
    text = shipped.read_text(encoding="utf-8")
    assert wrong in text
    path = folder / shipped.name
    path.write_text(text.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    return [f"{lines[item.line - 1].strip()} <- {item.message}" for item in caught.value.mistakes]


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        (
            "days: acute_days_other,",
            "days: acute_days_odd,",
            "unknown fact 'acute_days_odd'",
        ),
        ("days: acute_days_other,", "days: hit6_score,", "is no part of 'acute_medication_days_per_month'"),
        ("limit: moh_other_days", "limit: moh_odd_days", "unknown parameter 'moh_odd_days'"),
        ("    other: {", "    odd: {", "'odd' is no class of medication"),
        ("notes:\n  - {fact: medication_overuse", "notes:\n  - {fact: hit6_score", "is not of type bool"),
        ("fact: nprs_average", "fact: nprs_now", "'nprs_now' is not measured again"),
        ("begins: [midas_ii, ", "begins: [", "'midas_grade' has 5 bands"),
        ("success: gpe_success_max", "success: gpe_max", "unknown parameter 'gpe_max'"),
        ("id: nprs", "id: hit6", "an id appears twice"),
        ("id: hit6", "id: hit", "the score 'hit6' is missing"),
        (NPRS_TICKS, "ticks: 10", "ticks"),
        (NPRS_TICKS, "ticks: [0, 2, 6, 4, 8, 10]", "8, 10] <- ticks do not rise"),
        (NPRS_TICKS, "ticks: [0, 5, 5, 10]", "ticks do not rise"),
        (NPRS_TICKS, "ticks: [0, 2, 4]", "<- ticks run from 0 to 4, 'nprs_average' from 0 to 10"),
        ("ticks: [1, 2, 3,", "ticks: [0, 2, 3,", "<- ticks run from 0 to 7, 'gpe_score' from 1 to 7"),
        (
            "begins: [hit6_some, ",
            "begins: [ndi_mild, ",
            "'ndi_mild' (5) lies outside the range",
        ),
        ("begins: [ndi_mild, ndi_moderate, ", "begins: [ndi_moderate, ndi_mild, ", "bands do not rise"),
    ],
)
def test_a_measure_with_a_mistake_is_refused(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    found = mistakes(read_measures, MEASURES_FILE, tmp_path, wrong, right)
    assert any(message in line for line in found), found


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        (
            "change: midas_change_percent",
            "change: midas",
            "change: midas <- unknown fact 'midas'",
        ),
        (
            "limit: psk_mcid",
            "limit: psk_limit",
            "limit: psk_limit <- unknown parameter 'psk_limit'",
        ),
        (
            "outcome: nprs_relevant",
            "outcome: nprs_change",
            "outcome: nprs_change <- 'nprs_change' is not of type bool",
        ),
        (
            "when: headache_type contains migraine",
            "when: headache_type contains odd",
            "when: headache_type contains odd <- 'odd' is no value of 'headache_type'",
        ),
        (
            "when: headache_type contains migraine",
            "when: headache_type contains",
            "when: headache_type contains <- ",
        ),
        ("nl: '%(limit)s of lager'", "nl: '%(limits)s of lager'", "cannot fill in '%(limits)s of lager'"),
        ("nl: '%(limit)s of lager'", "nl: of lager", "'of lager' lacks %(limit)s"),
        ("nl: 'score %(value)s van 7'", "nl: '%'", "cannot fill in '%'"),
        ("  unit: '%'\n", "", "give either unit or change_words"),
        ("  outcome: ndi_relevant\n", "", "give either outcome or no_outcome"),
        ("  fallback: true\n", "  fallback: true\n  when: hit6_score > 1\n", "no condition of its own"),
    ],
)
def test_a_comparison_with_a_mistake_is_refused(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    found = mistakes(read_comparisons, COMPARISONS_FILE, tmp_path, wrong, right)
    assert any(message in line for line in found), found


def test_a_mistake_is_an_error_at_every_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [error for error in run_checks() if error.id == "reports.E001"] == []
    for module, name in ((measures, "MEASURES_FILE"), (comparisons, "COMPARISONS_FILE")):
        monkeypatch.setattr(module, name, MEASURES_FILE.with_name("views.py"))
    measures.get_measures.cache_clear()
    comparisons.get_comparisons.cache_clear()
    found = [str(error.msg) for error in run_checks() if error.id == "reports.E001"]
    assert len(found) == 2
    assert all("views.py" in message for message in found)


def at_limit(**facts: Any) -> bool | None:
    """Whether the engine finds these days at or above a limit."""
    value: bool | None = Evaluation(get_knowledge().ruleset, facts).value("acute_days_at_limit")
    return value


def test_the_limit_of_one_drug_is_the_engine_s() -> None:
    medication = get_measures().acute_medication
    for name, drug in medication.drugs.items():
        at = limit(drug.limit) if drug.limit else 31
        for days, expected in ((at - 1, False), (at, drug.limit is not None)):
            facts = {medication.classes: [name], drug.days: days, medication.days: days}
            assert at_limit(**facts) is expected, (name, days)


def test_the_limit_of_one_class_of_drugs_is_the_engine_s() -> None:
    medication = get_measures().acute_medication
    for joint in medication.joint.values():
        assert joint.limit is not None
        at = int(limit(joint.limit))
        for days, expected in ((at - 1, False), (at, True)):
            each = {medication.drugs[name].days: at // 2 + 1 for name in joint.of}
            facts = {medication.classes: list(joint.of), joint.days: days, medication.days: days}
            assert at_limit(**facts, **each) is expected, days


def test_the_drugs_that_count_together_are_the_engine_s() -> None:
    medication = get_measures().acute_medication
    for pair in combinations(medication.drugs.items(), 2):
        days = {medication.days: limit(medication.together), **{drug.days: 1 for _name, drug in pair}}
        names = [name for name, _drug in pair]
        one_class = any(set(names) <= set(joint.of) for joint in medication.joint.values())
        together = all(drug.counts_together for _name, drug in pair) and not one_class
        assert at_limit(**{medication.classes: names}, **days) is together, names
