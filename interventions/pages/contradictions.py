"""What contradicts in an episode, in words, with the places of its questions."""

from collections.abc import Iterable

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.values import format_value
from intake.contradictions import AskedQuestion, Contradiction
from intake.models import Episode
from interventions.advice.board import Board
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from interventions.pages.question_places import link_facts


def contradictions_on(episode: Episode, board: Board) -> tuple[Contradiction, ...]:
    """Those of a board, with the answers and with what does not count because of them."""
    counted, facts = board.advice.counted, get_knowledge().vocabulary.facts
    gone = counted.given.keys() - counted.facts.keys()
    found = []
    for failing in counted.failing:
        dates = get_knowledge().vocabulary.dates_by_days
        drops = [dates.get(name, name) for name in failing.constraint.record.drops if name in gone]
        labels = [facts[name].label.in_language(language()) for name in drops]
        answers = {name: format_value(facts[name], counted.given[name], language()) for name in failing.facts}
        found.append(_shown(failing.id, failing.facts, episode, answers, labels))
    return tuple(found)


def projected_contradictions(episode: Episode) -> tuple[Contradiction, ...]:
    """Those of the projection that is rewritten with every answer; nothing is evaluated.

    After a write in the same request the episode holds it already, so that no query is needed.
    """
    try:
        rows = episode.status.contradictions
    except EpisodeStatus.DoesNotExist:
        return ()
    known = get_knowledge().ruleset.constraints_by_id
    return tuple(_shown(name, facts, episode, {}, ()) for name, facts in rows if name in known)


def _shown(
    constraint: str, facts: Iterable[str], episode: Episode, answers: dict[str, str], gone: Iterable[str]
) -> Contradiction:
    message = get_knowledge().ruleset.constraints_by_id[constraint].record.message
    return Contradiction(
        message=message.in_language(language()),
        questions=tuple(
            AskedQuestion(link.question.fact, link.label, link.url, answers.get(link.question.fact, ""))
            for link in link_facts(facts, episode)
        ),
        not_counted=tuple(gone),
    )
