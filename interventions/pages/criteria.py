"""The criteria board in words: per class what is met, what is not, what is still to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary import names
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.spec import Text
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.criteria import ClassState, CriterionState, PartState, criteria_board
from interventions.case.current import current_board
from interventions.knowledge import get_knowledge
from interventions.knowledge.lines import facts_in, fill_limits
from interventions.pages.question_places import QuestionLink, link_facts
from interventions.words.reasons import Explainer, Reason
from interventions.words.sources import place_of

STATES = {True: "met", False: "unmet", None: "open"}
BY_PHYSICIAN = "physician"
DIAGNOSIS = (names.HEADACHE_TYPE, names.DIAGNOSIS_SOURCE, names.DIAGNOSIS_DATE)


@dataclass(frozen=True)
class Standing:
    """A sentence of the sources that stands on the page whatever the outcome."""

    text: str
    place: str


@dataclass(frozen=True)
class LineOnPage:
    """A criterion or one of its features: `state` is met, unmet, open or physician."""

    text: str
    state: str
    facts: tuple[Reason, ...]
    questions: tuple[QuestionLink, ...]
    letter: str = ""
    is_judgement: bool = False
    parts: tuple["LineOnPage", ...] = ()


@dataclass(frozen=True)
class ClassOnPage:
    """One class with its outcome in words; `lacking` names the criterion that makes it a probable one."""

    id: str
    code: str
    title: str
    state: str
    verdict: str
    on_file: bool
    is_list: bool
    note: str
    lacking: tuple[str, ...]
    criteria: tuple[LineOnPage, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CriteriaPage:
    """Everything the page shows; while something blocks without verdicts and unranked."""

    board: Board
    standing: tuple[Standing, ...]
    diagnosis: tuple[Reason, ...]
    diagnosis_is_input: bool
    questions: tuple[str, ...]
    classes: tuple[ClassOnPage, ...]


def criteria_page(episode: Episode) -> CriteriaPage:
    """The page over the current facts."""
    return _CriteriaPageBuilder(episode, current_board(episode)).page()


class _CriteriaPageBuilder:
    def __init__(self, episode: Episode, board: Board) -> None:
        self.episode = episode
        self.board = board
        self.knowledge = get_knowledge()
        self.explainer = Explainer(self.knowledge, board.scope)

    def page(self) -> CriteriaPage:
        blocked = self.board.is_blocked
        criteria = self.knowledge.criteria
        found = criteria_board(criteria, self.board.scope, in_order=blocked)
        return CriteriaPage(
            board=self.board,
            standing=tuple(self._standing(name) for name in criteria.beside),
            diagnosis=self._facts(DIAGNOSIS),
            diagnosis_is_input=found.diagnosis_is_input,
            questions=tuple(row.record.text.in_language(language()) for row in found.questions),
            classes=tuple(self._class(state, found.diagnosis_is_input) for state in found.classes),
        )

    def _standing(self, name: str) -> Standing:
        statement = self.knowledge.statements[name]
        return Standing(statement.text.in_language(language()), place_of(self.knowledge, statement))

    def _class(self, state: ClassState, is_input: bool) -> ClassOnPage:
        record = state.of.record
        differs = record.kind == "class" and is_input and state.truth is True and state.on_file is False
        return ClassOnPage(
            id=record.id,
            code=record.code,
            title=record.title.in_language(language()),
            state="counted" if self.board.is_blocked or differs else self._state(state),
            verdict=self._counts(state) if self.board.is_blocked else self._verdict(state, differs),
            on_file=state.on_file is True,
            is_list=record.kind == "features",
            note=record.note.in_language(language()) if record.note else "",
            lacking=() if self.board.is_blocked else tuple(self._lacking(state)),
            criteria=tuple(self._criterion(row) for row in state.criteria),
            sources=record.sources,
        )

    def _state(self, state: ClassState) -> str:
        """A list of features has an outcome only when it fits."""
        is_list = state.of.record.kind == "features"
        return "counted" if is_list and state.truth is not True else STATES[state.truth]

    def _verdict(self, state: ClassState, differs: bool) -> str:
        record = state.of.record
        if differs:
            return _("Kenmerken aanwezig, maar niet de diagnose in het dossier: vraag na bij de arts")
        if state.truth is True and record.fits:
            return record.fits.in_language(language())
        if record.kind == "features":
            return self._features(state)
        if state.having(False):
            return _("Past niet: %(letters)s niet vervuld") % {"letters": _letters(state.having(False))}
        return _("Nog open: %(letters)s") % {"letters": _letters(state.having(None))}

    def _features(self, state: ClassState) -> str:
        decided = [row for row in state.criteria if row.is_decided_here]
        outcomes = [part.truth for row in decided for part in row.parts or (row,)]
        return _("%(present)d van %(total)d kenmerken aanwezig, %(open)d nog onbekend; geen conclusie") % {
            "present": outcomes.count(True),
            "total": len(outcomes),
            "open": outcomes.count(None),
        }

    def _counts(self, state: ClassState) -> str:
        return _("%(met)d vervuld, %(unmet)d niet vervuld, %(open)d open") % {
            "met": len(state.having(True)),
            "unmet": len(state.having(False)),
            "open": len(state.having(None)),
        }

    def _lacking(self, state: ClassState) -> Iterable[str]:
        for of, criterion in state.lacking:
            yield _("Er ontbreekt één criterium van %(code)s: %(letter)s, %(text)s") % {
                "code": of.record.code,
                "letter": criterion.record.letter,
                "text": self._text(criterion.record.text),
            }

    def _criterion(self, state: CriterionState) -> LineOnPage:
        criterion = state.criterion
        facts = criterion.record.shows
        if not facts and criterion.condition and not criterion.parts:
            facts = facts_in(criterion.condition)
        return LineOnPage(
            text=self._text(criterion.record.text),
            state=STATES[state.truth] if state.is_decided_here else BY_PHYSICIAN,
            facts=self._facts(facts),
            questions=() if criterion.parts else link_facts(state.missing, self.episode),
            letter=criterion.record.letter,
            is_judgement=state.is_judgement,
            parts=tuple(self._part(part) for part in state.parts),
        )

    def _part(self, part: PartState) -> LineOnPage:
        return LineOnPage(
            text=self._text(part.line.record.text),
            state=STATES[part.truth],
            facts=self._facts(part.line.facts),
            questions=link_facts(part.missing, self.episode),
        )

    def _text(self, text: Text) -> str:
        return fill_limits(text, self.board.scope.ruleset.parameters, language())

    def _facts(self, names: Iterable[str]) -> tuple[Reason, ...]:
        """The facts that are known, with their value; an unknown one stands as a question."""
        known = (name for name in names if self.board.scope.value(name) is not None)
        return tuple(self.explainer.fact(name) for name in known)


def _letters(states: Iterable[CriterionState]) -> str:
    return ", ".join(state.criterion.record.letter for state in states)
