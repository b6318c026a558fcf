"""One file per topic: what the head says for its rules, their order, and cases that do not count."""

from collections import Counter
from pathlib import Path

import pytest

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.case_files import read_derived_cases, read_rule_cases
from interventions.knowledge.ruleset_files import data_of, fingerprint, load_ruleset

TOPIC = "topics/aerobic_training.yaml"
DERIVED = "derived/medication.yaml"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TOPIC, "status: applies}", "status: suppressed}"),
        (TOPIC, "base: settled_migraine", "base: settled_tth"),
        (
            TOPIC,
            "\n  cases:\n",
            "\n  cases:\n\n  # Worked out by hand.\n  - {name: new, status: applies}\n\n",
        ),
        (DERIVED, "value: true", "value: null"),
        ("cases/bases.yaml", "patient_age_years: 40", "patient_age_years: 41"),
    ],
)
def test_a_case_does_not_count_in_the_hash(folder: Path, file: str, old: str, new: str) -> None:
    before = fingerprint(folder, ())
    replace(folder / file, old, new)
    assert fingerprint(folder, ()) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (TOPIC, "when: headache_type contains migraine", "when: headache_type contains tth"),
        (TOPIC, "review_before: ", "review_before: 2028-01-01 # was "),
        (TOPIC, "default: 40", "default: 45"),
        (TOPIC, "order: 30", "order: 31"),
        (DERIVED, "$moh_triptan_days", "$moh_nsaid_days"),
        (DERIVED, "- value: gain", "- value: loss"),
        ("statements/product_safety.yaml", "id: SF-01", "id: SF-99"),
        ("checklist.yaml", "id: teach-back", "id: teach"),
    ],
)
def test_everything_else_counts_in_the_hash(folder: Path, file: str, old: str, new: str) -> None:
    before = fingerprint(folder, ())
    replace(folder / file, old, new)
    assert fingerprint(folder, ()) != before


def test_no_case_is_left_in_what_counts() -> None:
    files = [*FOLDER.glob("topics/*.yaml"), *FOLDER.glob("derived/*.yaml")]
    assert sum(path.read_text().count("\n  cases:") for path in files) == len(read_ids())
    for path in files:
        data = data_of(path).decode()
        assert "cases:" not in data, path.name
        assert "status: applies" not in data, path.name


def read_ids() -> set[str]:
    """The rules and derived facts that have cases."""
    return {case.rule for case in read_rule_cases(FOLDER)} | {
        case.fact for case in read_derived_cases(FOLDER)
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (TOPIC, "base: settled_migraine", "base: settled_nobody", "unknown base 'settled_nobody'"),
        (TOPIC, "status: applies}", "status: fires}", "status: Input should be"),
        (TOPIC, "status: applies}", "result: applies}", "status: Field required"),
    ],
)
def test_a_mistake_in_a_case_is_refused_at_its_line(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    path = folder / file
    line = path.read_text()[: path.read_text().index(old)].count("\n") + 1
    replace(path, old, new)
    with pytest.raises(SourceError) as caught:
        read_rule_cases(folder)
    assert str(caught.value.mistakes[0]).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_a_mistake_in_a_case_of_a_derived_fact_is_refused_at_its_line(folder: Path) -> None:
    path = folder / DERIVED
    replace(path, "    value: true", "    outcome: true")
    with pytest.raises(SourceError, match=r"medication\.yaml:\d+: .*value: Field required"):
        read_derived_cases(folder)


@pytest.mark.slow
def test_a_case_knows_its_place() -> None:
    places = [case.place for case in read_rule_cases(FOLDER)[::100]]
    places += [case.place for case in read_derived_cases(FOLDER)[::100]]
    for place in places:
        name, line = place.split(":")
        text = (FOLDER / name).read_text().split("\n")[int(line) - 1]
        assert text.startswith("  - "), place


def test_rules_are_listed_by_document_then_by_group() -> None:
    knowledge = get_knowledge()
    places = [
        (
            knowledge.documents[knowledge.statements[rule.record.implements[0]].document].order,
            rule.record.group,
        )
        for rule in knowledge.ruleset.rules
        if rule.id not in LISTED_ELSEWHERE and rule.record.group != "red_flags"
    ]
    assert places == sorted(places)
    assert len(places) > 400


# Listed beside the rules that it belongs with; `listed_under` in its file says so.
LISTED_ELSEWHERE = {"report-suspected-overuse", "offer-forms-of-active-participation"}


def test_the_rules_of_a_group_stand_in_one_file_in_the_order_of_the_list() -> None:
    """A red flag is listed with those of the handvat, whatever document it comes from."""
    flags = [rule.id for rule in get_knowledge().ruleset.rules if rule.record.group == "red_flags"]
    text = (FOLDER / "topics" / "red_flags.yaml").read_text()
    assert flags == [line.removeprefix("- id: ") for line in text.split("\n") if line.startswith("- id: ")]


def test_a_rule_may_say_what_the_head_says_for_the_others(folder: Path) -> None:
    path = folder / "topics" / "scope.yaml"
    replace(path, "\n  version: 1.0.1", "\n  version: 1.0.1\n  review_before: 2030-01-02\n  status: approved")
    replace(path, "\nreview_before: ", "\nreview_before: 2031-01-02 # was ")
    rules = [
        rule.record for rule in load_ruleset(folder, get_vocabulary()).rules if rule.record.group == "scope"
    ]
    said = Counter((rule.status, rule.review_before.isoformat()) for rule in rules)
    assert said["approved", "2030-01-02"] == 1
    assert said["draft", "2031-01-02"] > 0


def test_a_sentence_of_the_only_statement_is_the_one_of_the_rule() -> None:
    knowledge = get_knowledge()
    rule = knowledge.ruleset.rules_by_id["jaw-and-headache-association"].record
    assert rule.summary == knowledge.statements["HV-O-11"].text


def test_no_sentence_is_written_twice() -> None:
    """Loading refuses it; here it is counted what was taken from a statement."""
    knowledge = get_knowledge()
    same = [
        (rule.id, language)
        for rule in knowledge.ruleset.rules
        if len(rule.record.implements) == 1
        for language in ("nl", "en")
        if getattr(rule.record.summary, language)
        == getattr(knowledge.statements[rule.record.implements[0]].text, language)
    ]
    written = "".join(path.read_text() for path in FOLDER.glob("topics/*.yaml"))
    taken = 2 * written.count("summary: statement\n") + sum(
        written.count(f"    {language}: statement\n") for language in ("nl", "en")
    )
    assert len(same) == taken > 0
