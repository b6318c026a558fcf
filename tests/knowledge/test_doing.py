"""What patients can do: every card and exercise is complete, and a mistake is refused with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import SourceError
from interventions.knowledge import FOLDER, get_knowledge, load_knowledge
from interventions.knowledge.doing_file import longest_sentence
from interventions.plan.drawings import is_drawn

Change = Callable[[str, str, str], list[str]]
AEROBIC, SELF_CARE, FEAR = (
    f"topics/{name}.yaml" for name in ("aerobic_training", "self_care", "fear_and_triggers")
)
EXERCISES, LADDER, TEXTS = "exercises.yaml", "ladder.yaml", "patient_texts.yaml"
# Cards that are only talk or are done by the therapist; the others say what the patient does.
TALK = {
    "approach",
    "care_together",
    "conversation",
    "education",
    "manual_techniques",
    "patient_asks",
    "plan",
}


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


def test_every_card_but_talk_says_what_the_patient_does() -> None:
    assert {card.id for card in get_knowledge().cards.cards if card.todo is None} == TALK


def test_every_drawing_lies_ready() -> None:
    knowledge = get_knowledge()
    named = [exercise.drawing for exercise in knowledge.doing.exercises.values()]
    named += [card.todo.drawing for card in knowledge.cards.cards if card.todo and card.todo.drawing]
    assert len(named) > 25
    assert [name for name in named if not is_drawn(name)] == []
    assert not is_drawn("handstand")


def test_a_card_without_a_drawing_has_an_exercise_that_shows_it() -> None:
    knowledge = get_knowledge()
    for card in knowledge.cards.cards:
        if card.todo and not card.todo.drawing:
            places = [place for entry in knowledge.doing.exercises_of(card.id) for place in entry.places]
            assert any(place.card == card.id and place.usual for place in places), card.id


def test_every_number_that_no_source_has_says_so() -> None:
    """Steps and repetitions are the product's own proposal; only targets and tips come from a source."""
    knowledge = get_knowledge()
    ladders = [dose.ladder for dose in knowledge.doses.values() if dose.ladder]
    ladders += [card.todo.ladder for card in knowledge.cards.cards if card.todo and card.todo.ladder]
    assert len(ladders) > 8
    assert {ladder.step.origin for ladder in ladders} == {"EXT"}
    for entry in knowledge.doing.exercises.values():
        assert (entry.origin == "DOC") is (entry.source[0] in knowledge.statements and len(entry.source) == 1)


@pytest.mark.parametrize(("text", "words"), [("Een twee. Drie!", 2), ("Een", 1), ("", 0), ("A b? C d e.", 3)])
def test_sentences_are_counted(text: str, words: int) -> None:
    assert longest_sentence(text) == words


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            AEROBIC,
            "target: {part: minutes_per_session}",
            "target: {part: minutes}",
            "'minutes' is no part of this dose",
        ),
        (
            AEROBIC,
            "target: {part: minutes_per_session}",
            "target: {part: minutes, max: 3}",
            "has a part of the dose",
        ),
        (
            AEROBIC,
            "step: {default: 5, min: 1, max: 10",
            "step: {default: 11, min: 1, max: 10",
            "lies outside 1-10",
        ),
        (AEROBIC, "step: {default: 5, min: 1, ", "step: {default: 5, ", "needs a part of the dose, or min"),
        (
            AEROBIC,
            "now: [moderate_activity",
            "now: [headache_type, moderate_activity",
            "'headache_type' is no number",
        ),
        (
            AEROBIC,
            "U hijgt een beetje. Praten gaat nog.",
            "een " * 16,
            "has a sentence of 16 words (nl): 15 at most",
        ),
        (FEAR, "    ladder:", "    most_exercises: 1\n    other:", "Extra inputs are not permitted"),
        (
            EXERCISES,
            "card: self_care, dose: chin_tuck",
            "card: education",
            "'education' is no card with something to do",
        ),
        (
            EXERCISES,
            "component: neck_exercise",
            "component: necks",
            "'necks' is no component of neck_programme",
        ),
        (EXERCISES, "loads: neck", "loads: knees", "unknown load 'knees'"),
        (EXERCISES, "source: [AC-10]", "source: [AC-99]", "unknown statement 'AC-99'"),
        (EXERCISES, "    - 'Tel tot 5 en adem door. Laat los.'\n", "", "needs 3 lines in each language"),
        (EXERCISES, "'Tel tot 5 en adem door. Laat los.'", "'Bel 112.'", "that belongs in its stop line"),
        (
            EXERCISES,
            "    triggers: [cardiovascular_contraindications, rf_thunderclap]\n",
            "",
            "name the facts that it speaks of in triggers",
        ),
        (LADDER, "share: graded_start_share", "share: half", "unknown parameter 'half'"),
        (LADDER, "cs_suspected == true", "cs_suspectd == true", "unknown fact 'cs_suspectd'"),
        (LADDER, "3: [0, 2, 5]", "3: [0, 2, 2]", "names not 3 days"),
        (LADDER, "7: [0,", "7: [7,", "names not 7 days"),
        (TEXTS, "Ga daarna verder.", "Bel 112.", "that belongs in one of the lists of calls"),
    ],
)
def test_a_mistake_names_its_file(change: Change, file: str, old: str, new: str, message: str) -> None:
    mistakes = change(file, old, new)
    name = Path(file).name
    assert any(mistake.startswith(f"{name}:") and message in mistake for mistake in mistakes), mistakes


@pytest.mark.slow
def test_a_card_that_is_done_without_a_ladder_is_refused(change: Change) -> None:
    text = (FOLDER / FEAR).read_text()
    start = text.index("    ladder:")
    ladder = text[start : text.index("  sources:", start)]
    (mistake,) = change(FEAR, ladder, "")
    assert "fear_and_triggers: has no ladder, and none of its doses has one" in mistake
