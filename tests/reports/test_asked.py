"""Nothing is asked in vain: the shipped questions, and every way in which a mark can be wrong."""

from pathlib import Path

import pytest

from headache_cds.vocabulary.loader import Vocabulary, load_vocabulary
from intake.sections import load_sections
from interventions.knowledge import get_knowledge
from reports.asked import PAGES, mistakes_in_what_is_asked, mistakes_in_what_is_folded, readers

FACT = """\
- id: naps
  type: bool
  label: {{nl: Dutjes, en: Naps}}
  question: {{nl: Slaapt u overdag?, en: Do you sleep by day?}}
  patient_can_answer: true
  {mark}
  definition: Sleeps by day.
  source: [HV-A-67]
"""
WHY = "why: {nl: Daarom., en: Therefore.}"
READ = {"naps": "the rule nap-less"}


def found(folder: Path, mark: str, read: dict[str, str], *, shown: tuple[str, ...] = ("naps",)) -> list[str]:
    """The mistakes about one question, as '<line>: <message>'."""
    (folder / "facts.yaml").write_text("# Questions.\n" + FACT.format(mark=mark))
    vocabulary: Vocabulary = load_vocabulary([folder])
    asked = [name for name, spec in vocabulary.facts.items() if not spec.retired]
    mistakes = mistakes_in_what_is_asked(vocabulary, asked, read, {"review": lambda: shown})
    return [f"{mistake.line}: {mistake.message}" for mistake in mistakes]


def test_no_question_of_the_product_is_asked_in_vain() -> None:
    knowledge = get_knowledge()
    assert not mistakes_in_what_is_asked(knowledge.vocabulary, knowledge.asked_facts, readers(knowledge))


def test_a_question_that_nothing_reads(tmp_path: Path) -> None:
    (message,) = found(tmp_path, "fixed: false", {})
    assert message == (
        "2: 'naps' is asked and nothing reads it: say why (record_only), or ask it no more (retired)"
    )


@pytest.mark.parametrize(
    ("mark", "read"),
    [("fixed: false", READ), (f"record_only: {{{WHY}, shown_on: [review]}}", {}), ("retired: true", {})],
)
def test_a_question_that_is_accounted_for(tmp_path: Path, mark: str, read: dict[str, str]) -> None:
    assert not found(tmp_path, mark, read)


def test_a_mark_that_holds_no_longer(tmp_path: Path) -> None:
    assert found(tmp_path, f"record_only: {{{WHY}, shown_on: [review]}}", READ) == [
        "2: 'naps' is record_only, but the rule nap-less reads it"
    ]


def test_a_page_that_does_not_show_it_and_one_that_does_not_exist(tmp_path: Path) -> None:
    assert found(tmp_path, f"record_only: {{{WHY}, shown_on: [review, letter]}}", {}, shown=()) == [
        "2: 'naps' is not shown on the page 'review'",
        "2: 'naps' is shown on no known page 'letter': one of review",
    ]


def test_a_retired_fact_that_is_still_read(tmp_path: Path) -> None:
    assert found(tmp_path, "retired: true", READ) == [
        "2: 'naps' is retired, but the rule nap-less reads it: it could never be answered"
    ]


def test_every_way_to_be_read_counts() -> None:
    read = readers(get_knowledge())
    assert read["rf_thunderclap"].startswith("the rule ")
    assert read["acute_days_gepant_or_ditan"] == "constraints.yaml"
    assert read["cto_mobility_restricted"] == "synthesis.yaml"
    assert read["tmdh_location_confirmed"] == "criteria.yaml"
    assert read["midas_followup"] == "comparisons.yaml"
    assert read["follow_up_date"] == "the schedule"
    assert read["botox_last_date"].startswith("the rule ")  # through the days since


def test_each_page_lists_facts_of_its_own() -> None:
    listed = {page: set(facts()) for page, facts in PAGES.items()}
    assert "main_request" in listed["review"]
    assert "harris_seconds" in listed["examination"]
    assert "pain_response_to_exercise" in listed["measurements"]
    assert "needling_sessions_done" in listed["plan"]
    assert "harris_seconds" not in listed["review"] | listed["measurements"] | listed["plan"]


def test_after_a_screening_just_what_can_still_decide_stands_unfolded() -> None:
    assert not mistakes_in_what_is_folded(get_knowledge())


def test_a_red_flag_that_is_folded_in_vain_or_left_unfolded_is_named() -> None:
    knowledge = get_knowledge()
    (page,) = [section for section in load_sections() if any(one.more_when for one in section.questions)]
    fold = next(question.more_when for question in page.questions if question.more_when)
    other = {"rf_thunderclap": fold, "rf_fever_or_chills": None}
    groups = tuple(
        group.model_copy(
            update={
                "questions": tuple(
                    one.model_copy(update={"more_when": other.get(one.fact, one.more_when)})
                    for one in group.questions
                )
            }
        )
        for group in page.groups
    )
    found = mistakes_in_what_is_folded(knowledge, [page.model_copy(update={"groups": groups})])
    assert {mistake.message for mistake in found} == {
        "'rf_thunderclap' is folded after a screening, and can still decide something",
        "'rf_fever_or_chills' stands unfolded after a screening, and decides nothing then",
    }
    assert {mistake.path.name for mistake in found} == {"red_flags.yaml"}
