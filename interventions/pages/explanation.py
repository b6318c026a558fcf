"""The full explanation of one rule for one patient: why, why not, what would change it, what it rests on."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.questions import waits_for
from interventions.engine import Item
from interventions.engine.explain import because
from interventions.knowledge import get_knowledge
from interventions.pages.cards import CardWriter, Sentence, SourceLine
from interventions.pages.question_places import QuestionLink, link_facts
from interventions.pages.questioned import ExplanationInWords, ExplanationWriter
from interventions.words.reasons import Reason


@dataclass(frozen=True)
class Contra:
    """A contra-advice that wins, with what decided it."""

    sentence: Sentence
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ExplanationPage:
    """Everything the page of one rule shows. `sentence` is None while its text may not be read yet."""

    board: Board
    rule: str
    version: str
    title: str
    status: str
    state: str
    sentence: Sentence | None
    why: tuple[Reason, ...]
    holds: bool
    tests: tuple[Reason, ...]
    gates: tuple[Reason, ...]
    contra: tuple[Contra, ...]
    asked: ExplanationInWords
    questions: tuple[QuestionLink, ...]
    sources: tuple[SourceLine, ...]
    incomplete: str


def explanation_page(episode: Episode, board: Board, rule_id: str) -> ExplanationPage:
    """The page of one rule of the board."""
    item = next(item for item in board.advice.items if item.rule.id == rule_id)
    return _page(board, item, episode)


def may_be_read(board: Board, rule_id: str) -> bool:
    """Whether this rule may be shown now: while anything blocks only what stays visible (N04)."""
    rule = board.advice.ruleset.rules_by_id[rule_id]
    return not board.is_blocked or rule.record.while_blocked


def _page(board: Board, item: Item, episode: Episode) -> ExplanationPage:
    knowledge = get_knowledge()
    writer = CardWriter(knowledge, board, {})
    items = {other.rule.id: other for other in board.advice.items}
    record = item.rule.record
    holds = item.status in ("applies", "suppressed")
    card = knowledge.card_of(item.rule)
    names = (*record.implements, *record.explains)
    cleared = not item.gates_failed
    return ExplanationPage(
        board=board,
        rule=item.rule.id,
        version=record.version,
        title=card.title.in_language(language()) if card else "",
        status=status_words(item),
        state=item.status,
        sentence=writer.sentence(item) if cleared else None,
        why=writer.explainer.reasons(because(item.rule.condition, board.scope)) if holds else (),
        holds=holds,
        tests=() if holds else writer.explainer.reasons(item.because),
        gates=writer.explainer.closed_gates(item),
        contra=tuple(
            Contra(writer.sentence(items[name]), writer.explainer.reasons(items[name].because))
            for name in item.withheld_by
        ),
        asked=ExplanationWriter(knowledge, board, episode).about(item),
        questions=link_facts(
            item.missing if item.status == "applies" else waits_for(item, board.scope), episode
        ),
        sources=tuple(writer.source(knowledge.statements[name], (item,)) for name in names if cleared),
        incomplete=knowledge.urgency.incomplete.in_language(language()) if item.rule.is_alarm else "",
    )


def status_words(item: Item) -> str:
    """Where the rule stands for this patient, as a sentence."""
    if item.status == "applies":
        return _("Geldt voor deze patiënt.")
    if item.status == "insufficient_data":
        return _("Wacht op een antwoord: er is nog niet genoeg bekend.")
    if item.status == "does_not_apply":
        return _("Geldt niet voor deze patiënt.")
    if item.withheld_by:
        return _("Past bij deze patiënt, maar een waarschuwing gaat voor.")
    return _("Past bij deze patiënt, maar wordt achtergehouden tot het is vrijgegeven.")
