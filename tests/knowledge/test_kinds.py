"""What is added without the gates of its kind is refused at loading, with file and line."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from headache_cds.vocabulary.spec import Choice
from interventions.engine.kinds import Demand, Kinds, TreatmentKind
from interventions.engine.uses import Use
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from interventions.knowledge.kinds_file import KINDS
from interventions.knowledge.reading import KnowledgeFiles

TOPIC = """
groups: [{group}]
status: draft
review_before: 2027-11-21
card:
  id: {group}
  groups: [{group}]
  {said}
  order: 200
  title: {{nl: Nieuw, en: Novel}}
  patient_title: {{nl: Nieuw, en: Novel}}
  components:
  - {{value: novel_training, label: {{nl: Nieuw, en: Novel}}, default: true}}
  why: {{nl: Nieuw., en: Novel.}}
  how: {{nl: [Nieuw.], en: [Novel.]}}
  stop: {{nl: Stop., en: Stop.}}
  sources: [HV-I-032]
doses:
- id: {group}_dose
  title: {{nl: Nieuw, en: Novel}}
  status: {{nl: voorstel, en: proposal}}
  source: [HV-I-032]
rules:
- id: {group}-rule
  version: 1.0.0
  group: {group}
  use: {use}
  when: headache_type contains migraine
  gate: [{gates}]
  summary: {{nl: Nieuw., en: Novel.}}
  strength: {{nl: zwak, en: weak}}
  dose: {group}_dose
  implements: [HV-I-032]
"""
# The lists that name treatments one by one: file, how the list begins, and the kinds that count there.
EXERTION = ("derived/plan_and_evaluation.yaml", "planned_interventions contains_any [aerobic_training,")
ACTIVE = (
    "derived/plan_and_evaluation.yaml",
    "and not (planned_interventions contains_any [aerobic_training,",
)
BESIDE_EDUCATION = (
    "topics/education.yaml",
    "education and not (planned_interventions contains_any [aerobic_training,",
)

Load = Callable[..., list[str]]


def shipped() -> tuple[TreatmentKind | Demand, ...]:
    """Every kind, intensity and load, as the product ships them."""
    kinds: Kinds = KnowledgeFiles(FOLDER).one(KINDS, Kinds)
    return (*kinds.kinds, *kinds.intensities, *kinds.loads)


SHIPPED = {demand.id: demand for demand in shipped()}


def with_component(vocabulary: Vocabulary, value: str) -> Vocabulary:
    """The vocabulary with one more treatment that can be planned."""
    fact = vocabulary.facts["planned_interventions"]
    more = fact.model_copy(update={"choices": (*fact.choices, Choice(value=value, nl="nieuw", en="novel"))})
    return replace(vocabulary, facts={**vocabulary.facts, fact.id: more})


def add(folder: Path, group: str, said: str, gates: list[str], use: Use = Use.DOSE) -> None:
    """Add an intervention by the recipe: a topic with a card, its component, a dose and a rule."""
    topic = TOPIC.format(group=group, said=said, gates=", ".join(gates), use=use)
    (folder / f"topics/{group}.yaml").write_text(topic)


@pytest.fixture
def load(folder: Path) -> Load:
    """Add one intervention, with its dose, and give the mistakes of loading."""

    def added(
        said: str,
        gates: list[str],
        *,
        use: Use = Use.DOSE,
        named: tuple[tuple[str, str], ...] = (ACTIVE, BESIDE_EDUCATION),
    ) -> list[str]:
        add(folder, "novel", said, gates, use)
        for file, begin in named:
            change(folder / file, begin, f"{begin} novel_training,")
        return mistakes(folder, with_component(get_vocabulary(), "novel_training"))

    return added


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def mistakes(folder: Path, vocabulary: Vocabulary) -> list[str]:
    try:
        load_knowledge(folder, vocabulary)
    except SourceError as error:
        return [f"{found.path.name}:{found.line}: {found.message}" for found in error.mistakes]
    return []


def words(name: str) -> str:
    """How a card says that it is of this kind, or has this intensity or load."""
    if name in ("light", "moderate", "vigorous"):
        return f"kind: exercise\n  intensity: {name}"
    if name == "neck":
        return "kind: self_care\n  loads: neck"
    return "kind: exercise\n  intensity: light" if name == "exercise" else f"kind: {name}"


GATED = [(name, gate) for name, demand in SHIPPED.items() for gate in demand.gates]


def test_the_kinds_that_have_gates_are_tried() -> None:
    assert {"exercise", "hands_on", "needling", "self_care", "vigorous", "neck"} <= {
        name for name, _ in GATED
    }


def test_a_rule_without_a_gate_of_its_kind_is_refused(folder: Path) -> None:
    """For every kind, intensity and load with gates: one rule for each gate that it leaves out."""
    for at, (name, gate) in enumerate(GATED):
        others = {*SHIPPED[name].gates, "advice_allowed", "exercise_not_contraindicated"} - {gate}
        add(folder, f"novel{at}", words(name), sorted(others))
    found = mistakes(folder, get_vocabulary())
    for at, (name, gate) in enumerate(GATED):
        text = (folder / f"topics/novel{at}.yaml").read_text()
        place = f"novel{at}.yaml:{text[: text.index('  gate:')].count(chr(10)) + 1}"
        lines = [line for line in found if line.startswith(f"{place}: novel{at}-rule: ")]
        assert any("of kind" in line and gate in line for line in lines), (name, gate, lines)


def test_a_rule_with_the_gates_of_its_kind_is_taken(load: Load) -> None:
    gates = ["advice_allowed", "exercise_not_contraindicated"]
    assert load(words("exercise"), gates, named=(EXERTION, ACTIVE, BESIDE_EDUCATION)) == []


def test_a_stricter_gate_is_enough(load: Load) -> None:
    assert load(words("neck"), ["advice_allowed", "manual_techniques_cleared"]) == []


def test_exercise_that_the_derived_fact_leaves_out_is_refused(load: Load) -> None:
    found = load(words("exercise"), ["advice_allowed", "exercise_not_contraindicated"])
    (line,) = found
    assert line.startswith("plan_and_evaluation.yaml:")
    assert "exercise_planned: leaves out 'novel_training'" in line


def test_exercise_that_another_list_leaves_out_is_refused(load: Load) -> None:
    """Or a plan with it would count as passive, or as education alone."""
    gates = ["advice_allowed", "exercise_not_contraindicated"]
    passive, alone = load(words("exercise"), gates, named=(EXERTION,))
    assert passive.startswith("plan_and_evaluation.yaml:")
    assert "passive_only_plan: leaves out 'novel_training', which is of kind exercise" in passive
    assert alone.startswith("education.yaml:")
    assert "education-not-alone: leaves out 'novel_training', which is of kind exercise" in alone


def test_what_is_no_exercise_does_not_count_as_exercise(load: Load) -> None:
    (line,) = load("kind: skills", ["advice_allowed"], named=(EXERTION, BESIDE_EDUCATION))
    assert "exercise_planned: counts 'novel_training', which is not of kind exercise" in line


def test_a_treatment_that_is_ticked_needs_no_more_than_its_card(load: Load) -> None:
    found = load(
        "kind: skills\n  group_kinds: {novel: {kind: talk}}", ["no_unresolved_red_flag"], use=Use.ADVISE
    )
    assert any("novel_training needs advice_allowed" in line for line in found), found


def test_everything_that_lacks_comes_at_once(load: Load) -> None:
    found = load("kind: [exercise, juggling]", [])
    for message in ("'juggling' is no kind", "needs an intensity", "needs advice_allowed", "leaves out"):
        assert any(message in line for line in found), (message, found)


VIGOROUS, DANGERS = "topics/activity.yaml", "dangers.yaml"
PARAMETERS = "parameters.yaml"
CLOSED_NECK = "neck_programme_cleared, manual_techniques_cleared]"
FIRST = (
    ("topics/education.yaml", "  kind: education\n", "", "education: needs a kind"),
    ("topics/red_flags.yaml", "{kind: alarm, why", "{why", "red_flags: needs a kind"),
    ("topics/conversation.yaml", "{kind: teamwork}", "{kind: play}", "communication: 'play' is no kind"),
    (
        "topics/approach.yaml",
        "  intensity: moderate\n",
        "",
        "approach: exercise asks for exertion: needs an intensity",
    ),
    (
        "topics/aerobic_training.yaml",
        "intensity: moderate",
        "intensity: hard",
        "aerobic_training: 'hard' is no intensity",
    ),
    ("topics/neck_programme.yaml", "loads: neck", "loads: ankle", "neck_programme: 'ankle' is no loads"),
    ("topics/fear_and_triggers.yaml", "    kind: skills", "    kind: luck", "lct: 'luck' is no kind"),
    ("topics/daily_life.yaml", "    weight: {", "    novel: {", "'novel' is no group of daily_life"),
    (VIGOROUS, "intensity: vigorous", "intensity: hard", "activity-norm-vigorous: 'hard' is no intensity"),
    (KINDS, "[advice_allowed, manual", "[advice_alowed, manual", "hands_on: 'advice_alowed' is no yes/no"),
    (KINDS, "educate: education", "educate: luck", "'educate: luck' is no use with a kind"),
    (KINDS, "place: passive_only_plan", "place: passive_plan", "'passive_plan' is no derived fact or rule"),
    (DANGERS, "when: in_scope == false", "when: in_skope == false", "unknown fact 'in_skope'"),
    (DANGERS, "{kind: reassurance}", "{kind: luck}", "a red flag may stand open: 'luck' is no kind"),
    (DANGERS, ", HV-I-074]", ", HV-I-999]", "unknown statement 'HV-I-999'"),
    (
        DANGERS,
        "recent_neck_surgery, ",
        "",
        "'recent_neck_surgery' of manual_technique_contraindications neither",
    ),
    (DANGERS, "part: neck\n", "part: knee\n", "the neck may not be loaded: 'knee' is no part"),
    (DANGERS, "  part: exertion\n", "", "a contraindication of exertion: give 'when' or 'part'"),
)
SECOND = (
    ("topics/education.yaml", "kind: education", "kind: juggling", "education: 'juggling' is no kind"),
    (VIGOROUS, "intensity: vigorous", "kind: luck", "activity-norm-vigorous: 'luck' is no kind"),
    (KINDS, "planned: exercise_planned", "planned: bmi", "exercise: 'bmi' is no yes/no derived fact"),
    (KINDS, "kinds: [exercise, hands_on", "kinds: [luck, hands_on", "passive_only_plan: 'luck' is no kind"),
    (KINDS, "educate: education", "teach: education", "'teach: education' is no use with a kind"),
    (DANGERS, "when: in_scope == false", "when: in_scope ==", "ends too early"),
    (
        DANGERS,
        CLOSED_NECK,
        "manual_techniques_cleared]",
        "no part of that name closes 'neck_programme_cleared'",
    ),
    (
        DANGERS,
        "[hypertension, ",
        "[recent_infection, ",
        "'recent_infection' of cad_risk_factors closes a part",
    ),
    (DANGERS, "pregnant: [true]", "pregnant: [twins]", "vigorous: "),
    (
        DANGERS,
        "    cervical_instability_signs: [bilateral_limb_paraesthesia, gait_disturbance, hyperreflexia, "
        "lump_in_throat,\n      facial_lip_paraesthesia, severe_protective_spasm]\n",
        "",
        "neck: 'cervical_instability_signs' is read by its gates, and no value of it stands here",
    ),
    ("topics/scope.yaml", "groups: [scope]", "groups: [scope, novel]", "novel: has no rules"),
    (PARAMETERS, "headache_days_source == recall}", "headache_days_source == dream}", "'dream' is no value"),
    (PARAMETERS, "{of: acute_medication_days_per_month", "{of: nothing", "unknown fact 'nothing'"),
    ("rail.yaml", "cleared: manual", "cleared: nothing", "'nothing_techniques_cleared' is no derived fact"),
)


@pytest.mark.parametrize("wrong", [FIRST, SECOND])
def test_mistakes_are_refused_at_once(folder: Path, wrong: tuple[tuple[str, ...], ...]) -> None:
    for file, old, new, _ in wrong:
        change(folder / file, old, new)
    found = mistakes(folder, get_vocabulary())
    for file, _, _, message in wrong:
        lines = [line for line in found if line.startswith(f"{Path(file).name}:") and ":1:" not in line]
        assert any(message in line for line in lines), (message, found)


def test_every_shipped_rule_has_a_kind() -> None:
    assert not [rule.id for rule in get_knowledge().ruleset.rules if not rule.nature.kinds]


def test_what_an_english_summary_calls_vigorous_is_said_so() -> None:
    """The words decide nothing; they show a rule that was forgotten."""
    for rule in get_knowledge().ruleset.rules:
        if rule.record.use.treats and "vigorous" in rule.record.summary.en.lower():
            assert rule.nature.intensity == SHIPPED["vigorous"], rule.id
