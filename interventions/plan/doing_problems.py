"""Why what a patient does cannot be signed as it is: each said of its card, to be put right there."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from interventions.knowledge import Knowledge
from interventions.models import Phase
from interventions.plan.accepted import AcceptedCard
from interventions.plan.agreed import exercise_problems
from interventions.plan.drawings import is_drawn
from interventions.plan.ladder import FieldProblem


def doing_problems(knowledge: Knowledge, cards: Sequence[AcceptedCard], first_day: dt.date) -> list[str]:
    """Everything that keeps what is agreed from being printed, in the order of the cards."""
    rules = knowledge.doing.rules
    now = [card for card in cards if card.when.phase is Phase.NOW]
    found = []
    if len(now) > rules.most_now:
        sentence = _("Nu doen: kies hooguit %(most)s dingen. Nu zijn het er %(chosen)s.")
        found.append(sentence % {"most": rules.most_now, "chosen": len(now)})
    for card in cards:
        title = card.view.card.title.in_language(language())
        found += [
            f"“{title}”: {problem.sentence}" for problem in problems_of_card(knowledge, card, first_day)
        ]
    return found


def problems_of_card(knowledge: Knowledge, card: AcceptedCard, first_day: dt.date) -> Iterator[FieldProblem]:
    """What is wrong with when and how one card is done, each at its field."""
    when = card.when
    if when.phase is Phase.NOW and card.programme is None:
        yield FieldProblem("phase", _("Hier doet de patiënt zelf niets. Kies ‘later’ of ‘om te lezen’."))
    if when.phase is Phase.LATER and when.later_from is None:
        yield FieldProblem("later_from", _("Kies vanaf welke datum."))
    if when.later_from and when.later_from < first_day:
        yield FieldProblem("later_from", _("‘Later’ begint niet voor de eerste dag van het plan."))
    if card.is_done and card.programme:
        yield from card.programme.problems
        yield from exercise_problems(card.agreed, knowledge.doing.rules.exercise_bounds)
        yield from _not_drawn(card)


def _not_drawn(card: AcceptedCard) -> Iterator[FieldProblem]:
    sentence = _("Van ‘%(name)s’ ontbreekt de tekening: kies een andere oefening.")
    for exercise in (chosen.exercise for chosen in card.exercises):
        if not is_drawn(exercise.drawing):
            name = exercise.name.in_language(language())
            yield FieldProblem("exercises", sentence % {"name": name})
