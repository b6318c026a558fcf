"""The synthesis in words and as a picture, for the therapist and for the patient."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.synthesis import (
    DirectionState,
    DomainState,
    FactorState,
    SignState,
    SynthesisState,
    synthesis_of,
)
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.knowledge.lines import fill_limits
from interventions.models import Hypothesis
from interventions.pages.hypothesis_form import HypothesisForm
from interventions.pages.picture import Branch, Picture, draw_narrow, draw_wide
from interventions.pages.question_places import QuestionLink, link_facts
from interventions.words.reasons import Explainer, Reason
from interventions.words.sources import place_of

STATES = {True: "met", False: "unmet", None: "open"}


@dataclass(frozen=True)
class RenderedPicture:
    """The picture, twice: for a wide and for a narrow screen."""

    wide: SafeString
    narrow: SafeString


@dataclass(frozen=True)
class FactorOnPage:
    """A factor by name with what it rests on; the questions are those that would settle an unknown one."""

    text: str
    sources: str
    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class DomainOnPage:
    """One domain in words; absent factors are left out."""

    title: str
    present: tuple[FactorOnPage, ...]
    unknown: tuple[FactorOnPage, ...]


@dataclass(frozen=True)
class SignOnPage:
    """One sign behind the profile, with its value; `state` is met, unmet or open."""

    text: str
    state: str
    facts: tuple[Reason, ...]
    questions: tuple[QuestionLink, ...]


@dataclass(frozen=True)
class SignsOnPage:
    """The signs behind one derived fact."""

    fact: Reason
    needs: str
    lines: tuple[SignOnPage, ...]


@dataclass(frozen=True)
class DirectionOnPage:
    """One direction: `state` is shown, closed (a gate keeps it away), open or absent."""

    title: str
    text: str
    state: str
    reasons: tuple[Reason, ...]
    gates: tuple[Reason, ...]
    questions: tuple[QuestionLink, ...]
    sources: str


@dataclass(frozen=True)
class SynthesisPage:
    """Everything the page shows; while something blocks only the block."""

    board: Board
    picture: RenderedPicture | None
    domains: tuple[DomainOnPage, ...]
    profile: Reason | None
    csi: str
    signs: tuple[SignsOnPage, ...]
    directions: tuple[DirectionOnPage, ...]
    remarks: tuple[str, ...]
    provisional: tuple[tuple[str, str], ...]
    form: HypothesisForm | None
    hypotheses: tuple[Hypothesis, ...]


@dataclass(frozen=True)
class ShownPicture:
    """What the patient gets to see: the picture and its words, in the patient's language."""

    picture: RenderedPicture
    domains: tuple[DomainOnPage, ...]


def synthesis_page(episode: Episode, form: HypothesisForm | None = None) -> SynthesisPage:
    """The page over the current facts.

    `form` is one that was refused: it stays as it was typed, also while something blocks.
    """
    board = current_board(episode)
    if board.is_blocked:
        return SynthesisPage(board, None, (), None, "", (), (), (), (), form, ())
    return _SynthesisPageBuilder(episode, board).page(form)


def shown_picture(episode: Episode) -> ShownPicture | None:
    """The picture for the patient; None while something blocks (N04)."""
    board = current_board(episode)
    if board.is_blocked:
        return None
    maker = _SynthesisPageBuilder(episode, board)
    return ShownPicture(maker.picture(for_patient=True), maker.domains(for_patient=True))


class _SynthesisPageBuilder:
    def __init__(self, episode: Episode, board: Board) -> None:
        self.episode = episode
        self.board = board
        self.knowledge = get_knowledge()
        self.explainer = Explainer(self.knowledge, board.scope)
        self.state: SynthesisState = synthesis_of(self.knowledge.synthesis, board.scope)

    def page(self, form: HypothesisForm | None) -> SynthesisPage:
        synthesis = self.knowledge.synthesis
        hypotheses = tuple(self.episode.hypotheses.select_related("written_by"))
        return SynthesisPage(
            board=self.board,
            picture=self.picture(for_patient=False),
            domains=self.domains(for_patient=False),
            profile=self.explainer.fact(synthesis.record.profile.fact),
            csi=self._text(synthesis.record.profile.csi),
            signs=tuple(
                SignsOnPage(
                    self.explainer.fact(signs.record.fact),
                    self._text(signs.record.needs),
                    tuple(self._sign(state) for state in states),
                )
                for signs, states in self.state.signs
            ),
            directions=tuple(self._direction(state) for state in self.state.directions),
            remarks=tuple(self._text(line.record.text) for line in self.state.remarks),
            provisional=tuple(self._standing(name) for name in synthesis.record.provisional),
            form=form or HypothesisForm(hypotheses[0] if hypotheses else None),
            hypotheses=hypotheses,
        )

    def picture(self, *, for_patient: bool) -> RenderedPicture:
        """The picture in both shapes."""
        branches = tuple(self._branch(state, for_patient) for state in self.state.domains)
        found = [f"{branch.title}: {', '.join(branch.found)}" for branch in branches if branch.found]
        picture = Picture(
            id="patient-picture" if for_patient else "picture",
            title=_("Wat meespeelt bij de hoofdpijn"),
            summary="; ".join(found) or _("Er is nog niets gevonden."),
            centre=self.knowledge.synthesis.record.whole.in_language(language()),
            branches=branches,
        )
        return RenderedPicture(draw_wide(picture), draw_narrow(picture))

    def domains(self, *, for_patient: bool) -> tuple[DomainOnPage, ...]:
        """The same picture in words."""
        return tuple(
            DomainOnPage(
                title=self._title(state, for_patient),
                present=tuple(self._factor(row, for_patient) for row in state.present),
                unknown=tuple(self._factor(row, for_patient) for row in state.unknown),
            )
            for state in self.state.domains
        )

    def _branch(self, state: DomainState, for_patient: bool) -> Branch:
        count = len(state.unknown)
        words = ngettext("nog onbekend: %(count)d punt", "nog onbekend: %(count)d punten", count)
        return Branch(
            title=self._title(state, for_patient),
            found=tuple(self._name(row, for_patient) for row in state.present),
            unknown=words % {"count": count} if count else "",
            nothing=_("niets gevonden in wat is gevraagd"),
        )

    def _title(self, state: DomainState, for_patient: bool) -> str:
        record = state.domain.record
        return str((record.patient if for_patient else record.title).in_language(language()))

    def _name(self, state: FactorState, for_patient: bool) -> str:
        record = state.factor.record
        return self._text(record.patient if for_patient else record.text)

    def _factor(self, state: FactorState, for_patient: bool) -> FactorOnPage:
        return FactorOnPage(
            text=self._name(state, for_patient),
            sources=", ".join(state.factor.record.sources),
            questions=link_facts(state.missing, self.episode),
        )

    def _sign(self, state: SignState) -> SignOnPage:
        known = (name for name in state.line.facts if self.board.scope.value(name) is not None)
        return SignOnPage(
            text=self._text(state.line.record.text),
            state=STATES[state.truth],
            facts=tuple(self.explainer.fact(name) for name in known),
            questions=link_facts(state.missing, self.episode),
        )

    def _direction(self, state: DirectionState) -> DirectionOnPage:
        record = state.direction.record
        name = "shown" if state.is_shown else {True: "closed", None: "open", False: "absent"}[state.truth]
        return DirectionOnPage(
            title=record.title.in_language(language()),
            text=record.text.in_language(language()),
            state=name,
            reasons=self.explainer.reasons(state.because),
            gates=tuple(self.explainer.fact(gate) for gate in state.closed_gates),
            questions=link_facts(state.missing, self.episode),
            sources=", ".join(record.sources),
        )

    def _standing(self, name: str) -> tuple[str, str]:
        statement = self.knowledge.statements[name]
        return statement.text.in_language(language()), place_of(self.knowledge, statement)

    def _text(self, text: Text) -> str:
        return fill_limits(text, self.board.scope.ruleset.parameters, language())
