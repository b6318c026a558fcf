"""Nothing is asked in vain: every question is read by something, or says why it is asked and who shows it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from examination.battery import load_battery
from headache_cds.vocabulary.loader import Vocabulary
from headache_cds.vocabulary.names import FOLLOW_UP_DATE
from headache_cds.vocabulary.source import Mistake
from intake.follow_up_page import follow_up_groups
from intake.sections import Section, load_sections
from interventions.advice.screened import still_decides
from interventions.engine.language.syntax import parse_condition
from interventions.knowledge import Knowledge
from interventions.knowledge.lines import facts_in
from interventions.knowledge.readers import Reading, readers_of, readings_of
from interventions.plan.queries import asked_plan_facts

from .dashboards.comparisons import COMPARISONS_FILE, get_comparisons
from .dashboards.measures import MEASURES_FILE, get_measures

# The pages that list answers one by one, whatever was derived from them, and the facts that each lists.
PAGES: Mapping[str, Callable[[], Iterable[str]]] = {
    "review": lambda: (fact for section in load_sections() for fact in section.facts),
    "examination": lambda: load_battery().facts,
    "measurements": lambda: (fact for group in follow_up_groups() for fact in group.facts),
    "plan": asked_plan_facts,
}


def readers(knowledge: Knowledge) -> Mapping[str, str]:
    """Every fact that something in the product reads, with the first of its readers."""
    return readers_of(knowledge.ruleset, (*readings_of(knowledge), *_read_by_dashboards()))


def _read_by_dashboards() -> Iterator[Reading]:
    yield FOLLOW_UP_DATE, "the schedule"
    for row in get_comparisons():
        for name in (row.change, row.outcome, *facts_in(parse_condition(row.when))):
            if name:
                yield name, COMPARISONS_FILE.name
    measures = get_measures()
    scores = [*measures.scores, measures.perceived.measure]
    medication = measures.acute_medication
    drugs, notes = (*medication.drugs.values(), *medication.joint.values()), medication.notes
    bands = [score.bands.fact for score in scores if score.bands]
    starts = [score.derived_start for score in scores if score.derived_start]
    named = [
        *(score.fact for score in scores),
        *bands,
        *starts,
        measures.activities_change,
        measures.acute_medication.days,
        measures.acute_medication.classes,
        *(drug.days for drug in drugs),
        *(note.fact for note in notes),
    ]
    yield from ((name, MEASURES_FILE.name) for name in named)


def mistakes_in_what_is_asked(
    vocabulary: Vocabulary,
    asked: Iterable[str],
    read: Mapping[str, str],
    pages: Mapping[str, Callable[[], Iterable[str]]] = PAGES,
) -> list[Mistake]:
    """A question in vain, a mark that holds no longer, a page that does not show what it is said to show."""
    listed = {page: frozenset(facts()) for page, facts in pages.items()}
    found = [(name, problem) for name in asked for problem in _problems(vocabulary, name, read, listed)]
    found += [
        (name, f"is retired, but {read[name]} reads it: it could never be answered")
        for name in sorted(vocabulary.retired & read.keys())
    ]
    return [vocabulary.mistake(name, f"'{name}' {problem}") for name, problem in found]


def mistakes_in_what_is_folded(
    knowledge: Knowledge, sections: Iterable[Section] | None = None
) -> list[Mistake]:
    """After a screening the red flags that can still decide something stand unfolded, and no others.

    A detail that waits for the yes of a flag (`when`) goes with that flag.
    """
    examples = knowledge.red_flags.record.after_screening
    decides = frozenset(fact for known in examples for fact in still_decides(knowledge, known))
    found = []
    for section in sections or load_sections():
        folding = [question.more_when for question in section.questions if question.more_when]
        asked = [question for question in section.questions if folding and question.when is None]
        for question in asked:
            folded = all(question.is_more(known) for known in examples)
            if folded and question.fact in decides:
                found.append((question.fact, "is folded after a screening, and can still decide something"))
            elif not folded and question.fact not in decides:
                found.append((question.fact, "stands unfolded after a screening, and decides nothing then"))
    return [knowledge.vocabulary.mistake(name, f"'{name}' {problem}") for name, problem in found]


def _problems(
    vocabulary: Vocabulary, name: str, read: Mapping[str, str], listed: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    mark = vocabulary.facts[name].record_only
    if mark is None:
        if name not in read:
            yield "is asked and nothing reads it: say why (record_only), or ask it no more (retired)"
        return
    if name in read:
        yield f"is record_only, but {read[name]} reads it"
    for page in mark.shown_on:
        if page not in listed:
            yield f"is shown on no known page '{page}': one of {', '.join(listed)}"
        elif name not in listed[page]:
            yield f"is not shown on the page '{page}'"
