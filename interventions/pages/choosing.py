"""The accepted cards beside each other: what each asks, what may be expected, how sure that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import HEADACHE_TYPE
from interventions.advice.board import Board
from interventions.models import Decision, Phase
from interventions.pages.cards import CardOnPage, CardWriter
from interventions.pages.choosing_forms import CardChoiceForm, Choosable
from interventions.pages.doing_words import ladder_line, often_words
from interventions.plan.accepted import AcceptedCard
from interventions.plan.dosing import is_left_out, missing_parts


@dataclass(frozen=True)
class ChosenCard:
    """One accepted card as it stands beside the others.

    `asks` are lines: how often, how much, where, how hard. `expects` is what the sources found for this type
    of headache. `form` is None for what the therapist works with and the patient does not read.
    """

    card: CardOnPage
    accepted: AcceptedCard
    asks: tuple[str, ...]
    expects: tuple[str, ...]
    missing: tuple[str, ...]
    form: CardChoiceForm | None

    @property
    def has_programme(self) -> bool:
        """Whether the patient does something of it, so that there is a dose to agree on."""
        return self.accepted.programme is not None


def choosables_of(accepted: Iterable[AcceptedCard], decisions: dict[str, Decision]) -> tuple[Choosable, ...]:
    """What can be chosen of each accepted card that the patient reads, in the order of the board."""
    return tuple(
        Choosable.of(
            entry.view.card.title.in_language(language()),
            decisions[entry.view.card.id],
            {"phase": entry.when.phase.value, "place": entry.when.place, "later_from": entry.when.later_from},
            does_something=entry.programme is not None,
        )
        for entry in accepted
        if entry.view.card.on_paper
    )


def chosen_cards(
    writer: CardWriter, accepted: Iterable[AcceptedCard], forms: Iterable[CardChoiceForm]
) -> tuple[ChosenCard, ...]:
    """The cards with their forms: what is done now first, in its order, then as the board has them."""
    by_card = {form.choosable.card: form for form in forms}
    entries = sorted(accepted, key=_in_order)
    return tuple(_chosen(writer, entry, by_card.get(entry.view.card.id)) for entry in entries)


def _in_order(entry: AcceptedCard) -> tuple[bool, bool, int]:
    """What is done now first, what is for the therapist alone last."""
    return not entry.view.card.on_paper, entry.when.phase is not Phase.NOW, entry.when.place or 0


def _chosen(writer: CardWriter, entry: AcceptedCard, form: CardChoiceForm | None) -> ChosenCard:
    return ChosenCard(
        card=writer.card(entry.view),
        accepted=entry,
        asks=tuple(_asks(entry)),
        expects=tuple(_expects(writer.board, entry)),
        missing=missing_parts(entry.view) if entry.view.doses and entry.programme is None else (),
        form=form,
    )


def _asks(entry: AcceptedCard) -> Iterator[str]:
    programme = entry.programme
    if programme is None:
        yield _("In de praktijk, samen met u") if entry.components else _("Samen bespreken en lezen")
        return
    yield often_words(programme)
    yield ladder_line(programme)
    yield _("Zelf, thuis of buiten")
    feels = programme.ladder.feels or programme.todo.feels
    if feels:
        yield feels.in_language(language())


def _expects(board: Board, entry: AcceptedCard) -> Iterator[str]:
    types = tuple(board.scope.value(HEADACHE_TYPE) or ())
    for dose in entry.view.doses:
        told = dose.expect.for_types(types) if dose.expect and not is_left_out(entry.dose, dose.id) else None
        if told:
            yield told.in_language(language())
