"""Loading the knowledge: every mistake is refused with file and line."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import load_knowledge

Change = Callable[[str, str, str], list[str]]


@pytest.fixture
def change(folder: Path) -> Change:
    """Change one text in a copy of the knowledge and give the mistakes of loading it."""

    def load_changed(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(SourceError) as caught:
            load_knowledge(folder, get_vocabulary())
        return [f"{mistake.path.name}:{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]

    return load_changed


SCOPE = "topics/scope.yaml"
PLAN = "topics/plan.yaml"
LEAFLET = "patient_texts.yaml"
MEDICATION = "topics/medication.yaml"
AEROBIC = "topics/aerobic_training.yaml"
BREATHING = "topics/self_care.yaml"
JAW = "topics/jaw.yaml"
BUILD_UP = "topics/plan.yaml"
CRITERIA = "criteria.yaml"
SYNTHESIS = "synthesis.yaml"
MINORS_SENTENCE = (
    "  patient:\n    nl: Ga met deze hoofdpijn naar uw huisarts of kinderarts.\n"
    "    en: See your GP or a paediatrician about this headache.\n"
)
OTHER_TYPE_SENTENCE = (
    "  patient:\n    nl: Bespreek uw andere soort hoofdpijn met uw arts.\n"
    "    en: Talk to your doctor about your other type of headache.\n"
)
CHEST_PAIN = "  triggers: [cardiovascular_contraindications, rf_thunderclap]\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (SCOPE, "when: in_scope == false", "when: in_skope == false", "unknown fact 'in_skope'"),
        (SCOPE, "when: in_scope == false", "when: in_scope == maybe", "'in_scope' is no enum"),
        (SCOPE, "when: in_scope == false", "when: sex == boat", "'boat' is no value of 'sex'"),
        (SCOPE, "when: in_scope == false", "when: sex contains male", "'sex' is no set"),
        (SCOPE, "when: in_scope == false", "when: sex > 3", "'sex' is no number"),
        (SCOPE, "when: in_scope == false", "when: bmi > $nothing", "unknown parameter '$nothing'"),
        (SCOPE, "when: in_scope == false", "when: in_scope is false", "expected a comparison"),
        (SCOPE, "when: in_scope == false", "when: 'false'", "can never hold"),
        (SCOPE, "gate: []", "gate: [bmi]", "'bmi' is no yes/no derived fact"),
        (SCOPE, "implements: [HV-S-05]", "implements: [HV-S-99]", "unknown statement 'HV-S-99'"),
        (SCOPE, "implements: [HV-S-05]", "implements: []", "names no statement"),
        (
            SCOPE,
            "id: check-scope",
            "id: outside-scope-refer-back",
            "'outside-scope-refer-back' appears twice",
        ),
        (SCOPE, "use: block", "use: stop", "use: Input should be"),
        (SCOPE, "version: 1.0.1", "version: one", "version: String should match"),
        (
            CRITERIA,
            "when: headache_side == bilateral",
            "when: head_side == bilateral",
            "unknown fact 'head_side'",
        ),
        (CRITERIA, "when: headache_side == bilateral", "when: headache_side ==", "ends too early"),
        (
            CRITERIA,
            "needs: $ichd_pain_features_min",
            "needs: some",
            "'some' is not all, any or a known $parameter",
        ),
        (CRITERIA, "nl: Minstens $ichd_1_1_min_attacks", "nl: Minstens 5", "names other limits in Dutch"),
        (
            CRITERIA,
            "$ichd_1_2_min_attacks aanvallen",
            "$ichd_none aanvallen",
            "unknown parameter '$ichd_none'",
        ),
        (CRITERIA, "beside: [HV-O-06", "beside: [HV-O-99", "unknown statement 'HV-O-99'"),
        (
            CRITERIA,
            "[migraine-without-aura, ",
            "[migraine-without-end, ",
            "unknown class 'migraine-without-end'",
        ),
        (CRITERIA, "fact: ichd_1_1_a", "fact: ichd_9", "unknown fact 'ichd_9'"),
        (CRITERIA, "- letter: B", "- letter: A", "criterion A appears twice"),
        (SYNTHESIS, "when: cs_suspected == true", "when: cs_suspected == maybe", "'cs_suspected' is no enum"),
        (SYNTHESIS, "score $csi_cutoff of hoger", "score 40 of hoger", "names other limits in Dutch"),
        (SYNTHESIS, "id: stress", "id: sleep", "'sleep' appears twice"),
        (SYNTHESIS, "gate: [advice_allowed", "gate: [headache_type", "'headache_type' is no yes/no fact"),
        (SYNTHESIS, "sources: [HV-B-70]", "sources: [HV-B-99]", "unknown statement 'HV-B-99'"),
        (
            PLAN,
            "\n  strength:",
            "\n  while_blocked: true\n  strength:",
            "a rule to advise never stays while blocked",
        ),
        (
            "derived/life_and_instruments.yaml",
            "expr: bmi >= $bmi_overweight",
            "expr: overweight == true",
            "stands in a circle: overweight -> overweight",
        ),
        ("parameters.yaml", "unit: degrees", "unit: grades", "unknown unit 'grades'"),
        (
            "derived/life_and_instruments.yaml",
            "unit: kg/m2",
            "unit: stones",
            "unknown unit 'stones'",
        ),
        (
            PLAN,
            "\n  strength:",
            "\n  withholds: [nobody]\n  strength:",
            "unknown rule 'nobody'",
        ),
        (
            PLAN,
            "\n  strength:",
            "\n  withholds: [outside-scope-refer-back]\n  strength:",
            "'outside-scope-refer-back' stays while blocked; nothing withholds it",
        ),
        (
            AEROBIC,
            "\n  strength:",
            "\n  withholds: [aerobic-training-migraine]\n  strength:",
            "contradictory pair: 'aerobic-training-migraine'",
        ),
        (
            SCOPE,
            "\n  strength:",
            "\n  withholds: [aerobic-training-migraine, aerobic-training-dose]\n  strength:",
            "contradictory pair",
        ),
        (AEROBIC, "  sources: [HV-", "  sources: [HV-X-1, HV-", "unknown statement 'HV-X-1'"),
        (AEROBIC, "  source: [HV-", "  source: [HV-X-1, HV-", "unknown statement 'HV-X-1'"),
        (AEROBIC, "  source: [HV-", "  source: ['EXT:', HV-", "unknown statement 'EXT:'"),
        ("checklist.yaml", "sources: [", "sources: [HV-X-1, ", "unknown statement 'HV-X-1'"),
        ("patient_texts.yaml", "sources: [", "sources: [HV-X-1, ", "unknown statement 'HV-X-1'"),
        (LEAFLET, "[rf_fever_with_neck_stiffness]", "[rf_fever]", "call_now: 'rf_fever' is no fact"),
        (
            LEAFLET,
            "[rf_fever_with_neck_stiffness]",
            "[rf_thunderclap]",
            "call_now: no line speaks of 'rf_fever_with_neck_stiffness', which acute_flag_unresolved reads",
        ),
        (
            LEAFLET,
            "[rf_persistent_vomiting]",
            "[rf_thunderclap]",
            "call_today: no line speaks of 'rf_persistent_vomiting', which red_flag_tier reads",
        ),
        (LEAFLET, "{fact: acute_flag_unresolved}", "{fact: acute}", "call_now: 'acute' is no derived fact"),
        (LEAFLET, "value: same_day", "value: same_week", "'same_week' is no value of 'red_flag_tier'"),
        (LEAFLET, "triggers: [suicide_risk_signal]", "triggers: []", "at least 1 item"),
        (LEAFLET, "    triggers: [suicide_risk_signal]\n", "", "triggers: Field required"),
        (LEAFLET, "nl: Uw pijnalarm", "nl: Bel 112. Uw pijnalarm", "belongs in one of the lists of calls"),
        (LEAFLET, "en: Your pain alarm", "en: Call your GP. Your pain alarm", "in one of the lists of calls"),
        (
            AEROBIC,
            "    triggers: [cardiovascular_contraindications, rf_thunderclap]\n",
            "",
            "aerobic_training: sends the patient to 112, 113 or a physician: name the facts",
        ),
        (AEROBIC, "[cardiovascular_contraindications, rf_", "[heart, rf_", "'heart' is no fact"),
        (AEROBIC, "    - Begin en eindig elke keer rustig.", "    - Bel 112.", "a text with triggers"),
        (MEDICATION, "[interaction-risk-to-gp]", "[no-such-rule]", "unknown rule 'no-such-rule'"),
        (MEDICATION, "[interaction-risk-to-gp]", "[report-opioid-use]", "does not tell the patient itself"),
        (LEAFLET, "not_for: sex == male", "not_for: sex == boat", "'boat' is no value of 'sex'"),
        (LEAFLET, "headache_types: [tth]", "headache_types: [flu]", "unknown headache type 'flu'"),
        (LEAFLET, "headache-is-common,", "check-scope,", "unknown rule that educates 'check-scope'"),
        (
            LEAFLET,
            "[why-exercise-helps, ",
            "[what-headache-is, why-exercise-helps, ",
            "stands under two headings",
        ),
        (AEROBIC, "nl: Begin met wat nu goed lukt.", "nl: Bel uw huisarts.", "a text with triggers"),
        (AEROBIC, "headache_types: [migraine]", "headache_types: [megrim]", "'megrim' is no headache type"),
        (
            "topics/patient_asks.yaml",
            "  triggers: [considered_interventions]\n",
            "",
            "acupuncture-elsewhere: sends the patient to 112, 113 or a physician: name the facts",
        ),
        ("derived/examination.yaml", "source: [HV-B-31]", "source: [HV-B-99]", "unknown statement 'HV-B-99'"),
        ("not_used.yaml", "id: CP-117", "id: CP-999", "unknown statement"),
        (AEROBIC, "  order: 30", "  order: 50", "50 is the order of jaw too"),
        (BREATHING, "\n  dose: slow_breathing", "", "slow_breathing: no rule says 'dose: slow_breathing'"),
        (AEROBIC, "default: 3", "default: 99", "default 99 lies outside"),
        (AEROBIC, "value: aerobic_training", "value: swimming", "'swimming' is no value of"),
        (SCOPE, "when: in_scope == false", "when: bmi > $bmi_overweight", "$bmi_overweight is a threshold"),
        (SCOPE, "when: in_scope == false", "when: bmi > 25", "25 is a threshold"),
        (SCOPE, "\n  cases:", "\n  'cases':", "cases: Extra inputs"),
        (SCOPE, "status: draft", "status: signed", "status: Input should be"),
        (SCOPE, "group: scope", "group: jaw", "'jaw' is no group of this file"),
        (SCOPE, "groups: [scope]", "groups: [scope, jaw]", "the rules of group 'jaw' stand in jaw.yaml"),
        (
            SCOPE,
            "\n  gate: []",
            "\n  gate: []\n  listed_under: [leaflet, scope]",
            "unknown document 'leaflet'",
        ),
        (SCOPE, "\n  gate: []", "\n  gate: []\n  listed_under: [handvat]", "listed_under"),
        (PLAN, "\n  id: plan", "\n  id: jaw", "'jaw' appears twice"),
        (JAW, "implements: [HV-O-11]", "implements: [HV-O-11, HV-O-12]", "only a rule with one statement"),
        (
            JAW,
            "en: statement",
            "en: 'Propose the jaw module: relaxed mouth position and mouth behaviour through awareness,"
            " behaviour change and exercise.'",
            "en repeats HV-I-002",
        ),
        (SCOPE, MINORS_SENTENCE, "", "is urgent: needs a sentence for the patient"),
        (SCOPE, OTHER_TYPE_SENTENCE, "", "refers: needs a sentence for the patient"),
        (
            SCOPE,
            MINORS_SENTENCE,
            f"{MINORS_SENTENCE}  not_for_patient: {{nl: geen, en: none}}\n",
            "has a sentence for the patient as well",
        ),
        (SCOPE, "  triggers: [is_adult]\n", "", "is urgent: names no fact that makes it so"),
        (SCOPE, "[is_adult]", "[is_grown_up]", "'is_grown_up' is no fact"),
        (BUILD_UP, CHEST_PAIN, "", "sends to 112 or 113: names no fact that makes it so"),
        (SCOPE, "urgency: this_week", "urgency: soon", "urgency"),
        (SCOPE, "urgency: this_week", "urgency: [{level: now, when: sex == boat}]", "'boat' is no value of"),
        (PLAN, "\n  strength:", "\n  urgency: now\n  strength:", "a rule to advise is never urgent"),
        (PLAN, "tier: universal", "tier: general", "tier: Input should be 'universal'"),
        (AEROBIC, "to: [activity-norm-moderate", "to: [activity-norm", "unknown rule 'activity-norm'"),
        (AEROBIC, "to: [activity-norm-moderate", "to: [aerobic-dose-migraine", "names itself"),
    ],
)
def test_a_mistake_is_refused_where_it_stands(
    change: Change, file: str, old: str, new: str, message: str
) -> None:
    mistakes = change(file, old, new)
    assert any(mistake.startswith(f"{Path(file).name}:") and message in mistake for mistake in mistakes), (
        mistakes
    )


@pytest.mark.parametrize("fact", ["snoring", "frt_left_deg", "planned_interventions"])
def test_a_fact_names_statements_that_exist(folder: Path, fact: str) -> None:
    vocabulary = get_vocabulary()
    source = ("HV-A-999", *vocabulary.facts[fact].source, "D07", "EXT: a book (Author, 2020)")
    facts = {**vocabulary.facts, fact: vocabulary.facts[fact].model_copy(update={"source": source})}
    with pytest.raises(SourceError) as caught:
        load_knowledge(folder, replace(vocabulary, facts=facts))
    (mistake,) = caught.value.mistakes
    assert mistake.path == vocabulary.declared_in[fact]
    assert mistake.path.read_text().splitlines()[mistake.line - 1] == f"- id: {fact}"
    assert mistake.message == f"{fact}: unknown statement 'HV-A-999'"


def test_a_sentence_that_explains_without_a_heading_is_refused(change: Change) -> None:
    mistakes = change(LEAFLET, "rules: [what-headache-is, ", "rules: [")
    assert [mistake.partition(": ")[2] for mistake in mistakes] == [
        "what-headache-is: stands under no heading of reading in patient_texts.yaml"
    ]


@pytest.mark.slow
def test_all_mistakes_come_at_once(change: Change) -> None:
    mistakes = change(SCOPE, "when: in_scope == false", "when: a == true and b == true and bmi > $c")
    assert len(mistakes) == 3


def test_a_double_id_hides_no_other_mistake(change: Change) -> None:
    record = (
        "id: {id}\n  version: 1.0.0\n  group: novel\n  use: warn\n  when: no_such_fact == true\n"
        "  summary: {{nl: x, en: x}}\n  strength: {{nl: x, en: x}}\n  implements: [HV-S-99]\n"
        "  withholds: [nobody]\n  status: draft\n  review_before: 2027-11-22\n\n- "
    )
    two = record.format(id="novel-rule") + record.format(id="novel-rule")
    mistakes = change(SCOPE, "id: check-scope", f"{two}id: check-scope")
    for message in ("appears twice", "no_such_fact", "HV-S-99", "'nobody'", "group 'novel'"):
        assert any(message in mistake for mistake in mistakes), message


@pytest.mark.parametrize("name", ["aerobic_training", "daily_life", "manual_techniques"])
def test_a_card_with_an_exercise_tells_when_to_stop(folder: Path, name: str) -> None:
    """One that is exercise itself, one with an exercise in a group of it, one with it in a component."""
    path = folder / f"topics/{name}.yaml"
    card, rest = re.split(r"(?=^doses:|^rules:)", path.read_text(), maxsplit=1, flags=re.MULTILINE)
    path.write_text(re.sub(r"^  stop:\n(    .*\n)+", "", card, flags=re.MULTILINE) + rest)
    with pytest.raises(SourceError) as caught:
        load_knowledge(folder, get_vocabulary())
    (mistake,) = caught.value.mistakes
    assert (mistake.path, mistake.message) == (
        path,
        f"{name}: exercise asks for exertion: needs a stop text",
    )
    assert path.read_text().splitlines()[mistake.line - 1].startswith("  kind: ")


def test_a_group_without_card_or_reason_is_refused(change: Change) -> None:
    mistakes = change(SCOPE, "group: scope", "group: novel")
    assert any("group 'novel' needs exactly one card or reason" in mistake for mistake in mistakes)


def test_the_hash_follows_every_data_file(folder: Path) -> None:
    before = load_knowledge(folder, get_vocabulary()).ruleset.sha256
    path = folder / "patient_texts.yaml"
    path.write_text(path.read_text() + "# changed\n")
    assert load_knowledge(folder, get_vocabulary()).ruleset.sha256 != before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("statements: [HV-A-01]", "statements: [HV-A-999]", "unknown statement 'HV-A-999'"),
        ("document: handvat", "document: leaflet", "unknown document 'leaflet'"),
        (
            "document: handvat",
            "document: botox_interview",
            "'HV-A-01' stands in handvat, not in botox_interview",
        ),
        ("- id: D03", "- id: D01", "'D01' appears twice"),
    ],
)
def test_a_conflict_names_what_exists(change: Change, old: str, new: str, message: str) -> None:
    mistakes = change("conflicts.yaml", old, new)
    assert any(m.startswith("conflicts.yaml:") and message in m for m in mistakes), mistakes


def test_a_conflict_has_two_sides(folder: Path) -> None:
    one_sided = "- {id: D01, title: {nl: a, en: a}, positions: [], decision: {nl: a, en: a}}\n"
    (folder / "conflicts.yaml").write_text(one_sided)
    with pytest.raises(SourceError, match="at least two positions"):
        load_knowledge(folder, get_vocabulary())


def test_a_limit_that_the_text_does_not_tell_is_refused(change: Change) -> None:
    mistakes = change(
        CRITERIA,
        "when: ichd_attack_count >= $ichd_1_1_min_attacks",
        "when: ichd_attack_count >= $ichd_2_min_episodes",
    )
    assert any("does not tell its limit '$ichd_2_min_episodes'" in mistake for mistake in mistakes)
