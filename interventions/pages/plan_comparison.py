"""Two plans beside each other, and why they differ: decisions, agreements, answers, and rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.language import language
from interventions.advice.board import Board
from interventions.advice.compared import SHOWN, status_changes
from interventions.case.facts import decided_names
from interventions.engine import Ruleset
from interventions.knowledge import get_knowledge
from interventions.models import DecisionKind, Plan
from interventions.pages.agreed_words import agreed_words
from interventions.pages.content_words import card_lines, side
from interventions.plan.frame import content_now
from interventions.plan.queries import ruleset_of
from interventions.plan.record import record_of, recorded_rules
from interventions.plan.seen import GOAL
from interventions.words.reasons import value_words

AGREEMENTS = ("agreement", "contact", "starts_on", "evaluation_on", "appointment_on", "appointment_at")


@dataclass(frozen=True)
class Difference:
    """One thing that differs, in words: lines before and lines after. `why` says through what."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two plans: what was frozen with it, of a draft what would be frozen now."""

    plan: Plan
    facts: Mapping[str, Any]
    record: Mapping[str, Any]
    content: Mapping[str, Any]
    ruleset: Ruleset | None

    @property
    def applying(self) -> set[str]:
        """The rules that applied."""
        return {row.rule for row in recorded_rules(self.record) if row.status == SHOWN}


@dataclass(frozen=True)
class PlanComparison:
    """Two plans of one episode, the earlier first."""

    before: Side
    after: Side
    decisions: tuple[Difference, ...]
    agreements: tuple[Difference, ...]
    answers: tuple[Difference, ...]
    rules: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.decisions or self.agreements or self.answers or self.rules)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both plans."""
        return self.before, self.after

    @property
    def parts(self) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
        """What differs, under its heading."""
        return (
            (_("Besluiten"), self.decisions),
            (_("Doelen en afspraken"), self.agreements),
            (_("Waardoor: antwoorden die anders zijn"), self.answers),
            (_("Waardoor: adviezen die kwamen of gingen"), self.rules),
        )


def compare_plans(plans: tuple[Plan, Plan], board: Board, reader: User) -> PlanComparison:
    """The two plans, the earlier number first; `board` is that of now, for a draft."""
    first, second = sorted(plans, key=lambda plan: plan.number)
    before, after = _side(first, board, reader), _side(second, board, reader)
    return PlanComparison(
        before,
        after,
        decisions=tuple(_decisions(before, after)),
        agreements=tuple(_agreements(before, after)),
        answers=tuple(_answers(before, after)),
        rules=tuple(_rules(before, after)),
    )


def _side(plan: Plan, board: Board, reader: User) -> Side:
    if plan.is_draft:
        content = content_now(plan, board, reader, timezone.now())
        return Side(plan, board.facts, record_of(board.advice), content, board.advice.ruleset)
    # The database holds these for every plan that is no draft.
    facts, record, content = plan.facts or {}, plan.record or {"reasons": [], "rules": []}, plan.content or {}
    return Side(plan, facts, record, content, ruleset_of(plan))


def _version(side_of: Side) -> str:
    return side_of.plan.ruleset_sha256 or (side_of.ruleset.sha256 if side_of.ruleset else "")


def _decisions(before: Side, after: Side) -> Iterator[Difference]:
    """The cards on which was decided otherwise, in the order of the later plan."""
    old, new = _cards(before), _cards(after)
    for card in dict.fromkeys((*new, *old)):
        title_old, lines_old = old.get(card, ("", ()))
        title, lines = new.get(card, ("", ()))
        if lines != lines_old:
            absent = (_("niet in het plan"),)
            yield Difference(title or title_old, lines_old or absent, lines or absent)


def _cards(plan: Side) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Title and words of every card on which was decided."""
    titles = {card.id: card.title.in_language(language()) for card in get_knowledge().cards.cards}
    taken = (_("overgenomen"),)
    found = {
        card["id"]: (side(card["title"]), tuple(card_lines(card)) or taken) for card in plan.content["cards"]
    }
    for row in plan.plan.decisions.all():
        if row.choice == DecisionKind.DECLINED:
            reason = f"{row.get_reason_code_display()}. {row.reason}".strip(". ")
            found[row.card] = (titles.get(row.card, row.card), (f"{row.get_choice_display()}: {reason}",))
    return found


def _agreements(before: Side, after: Side) -> Iterator[Difference]:
    """Goals and agreements that differ."""
    old_goals, new_goals = (tuple(_goal_words(one.plan)) for one in (before, after))
    if old_goals != new_goals:
        yield Difference(_("Doelen"), old_goals, new_goals)
    for name in AGREEMENTS:
        old, new = (getattr(one.plan, name) for one in (before, after))
        if old != new:
            label = str(Plan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield Difference(label[:1].upper() + label[1:], (agreed_words(old),), (agreed_words(new),))


def _goal_words(plan: Plan) -> Iterator[str]:
    for goal in plan.current_goals:
        yield agreed_words({name: getattr(goal, name) for name in GOAL})


def _answers(before: Side, after: Side) -> Iterator[Difference]:
    """The answers and findings that differ; what was decided stands with the decisions."""
    knowledge = get_knowledge()
    decided = decided_names(knowledge)
    for name in dict.fromkeys((*before.facts, *after.facts)):
        old, new = before.facts.get(name), after.facts.get(name)
        if old == new or name in decided or name not in knowledge.vocabulary.facts:
            continue
        spec = knowledge.spec(name)
        unknown = _("niet bekend")
        words = [value_words(spec, value) if value is not None else unknown for value in (old, new)]
        yield Difference(spec.label.in_language(language()), (words[0],), (words[1],))


def _rules(before: Side, after: Side) -> Iterator[Difference]:
    """The advice that came or went, and whether other answers or other rules are the cause."""
    old, new = before.applying, after.applying
    by_rules = _changed_by_rules(before, after)
    came, gone = _("geldt"), _("geldt niet")
    for name in dict.fromkeys((*sorted(new - old), *sorted(old - new))):
        ruleset = after.ruleset if name in new else before.ruleset
        rule = ruleset.rules_by_id.get(name) if ruleset else None
        if rule and not (rule.record.use.offers or rule.record.use.alerts):
            continue
        label = rule.record.headline.in_language(language()) if rule else name
        why = _("andere regels") if name in by_rules else _("andere antwoorden of besluiten")
        pair = (gone, came) if name in new else (came, gone)
        yield Difference(label, (pair[0],), (pair[1],), why)


def _changed_by_rules(before: Side, after: Side) -> set[str]:
    """The rules that come out otherwise for the very same facts, because the rules themselves differ."""
    if _version(before) == _version(after) or before.ruleset is None or after.ruleset is None:
        return set()
    changes = status_changes(before.ruleset, after.ruleset, before.facts)
    return {change.rule for change in changes if change.is_shown_differently}
