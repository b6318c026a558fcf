"""The urgent note: what a physician needs of somebody who is sent in now, on half a page."""

import datetime as dt
from typing import Any

from django.utils import timezone, translation

from examination.models import Finding
from headache_cds.accounts.models import User
from headache_cds.vocabulary.language import language as of_reader
from intake.follow_up import recorded_under
from intake.models import Episode
from interventions.advice.board import Board
from interventions.advice.flags import flag_list
from interventions.engine import Item
from interventions.engine.explain import raised_by
from interventions.knowledge import get_knowledge
from interventions.plan.queries import acknowledgements

from .facts import letter_facts, told
from .frame import frame_of, moment_words
from .shortening import first, shortened

MOST_FLAGS, MOST_REASONS, MOST_DONE = 4, 3, 2
LINE, PARAGRAPH = 110, 180


def urgent_content(
    episode: Episode, board: Board, by: User, at: dt.datetime, language: str
) -> dict[str, Any]:
    """The content in one language; shortened by rule to half a page."""
    with translation.override(language):
        flags = flag_list(get_knowledge(), board)
        facts = letter_facts()
        findings, medicines = told(board, facts.urgent_findings), told(board, facts.medicines)
        tier = flags.tier
        return {
            **frame_of(episode, by, at, language),
            "kind": "urgent_note",
            "urgency": {
                "title": tier.title.in_language(of_reader()),
                "action": tier.action.in_language(of_reader()),
            }
            if tier
            else None,
            "flags": first(
                [
                    {
                        "name": flag.name,
                        "extra": flag.extra.in_language(of_reader()) if flag.extra else "",
                        "since": since(episode, board, flag.id),
                    }
                    for flag in flags.unresolved
                ],
                MOST_FLAGS,
            ),
            "reasons": first([_reason(item) for item in board.pressing], MOST_REASONS),
            "findings": [{**line, "value": shortened(line["value"], LINE)} for line in findings.known],
            "not_examined": list(findings.unknown),
            "medicines": [{**line, "value": shortened(line["value"], PARAGRAPH)} for line in medicines.known],
            "medicines_unknown": list(medicines.unknown),
            "done": first(_done(episode, board), MOST_DONE),
        }


def since(episode: Episode, board: Board, flag: str) -> str:
    """When the answers that raised a flag were recorded; '' when none was, as for an age."""
    condition = get_knowledge().red_flags.open_when[flag]
    names = {name for fact in raised_by(condition, board.scope) for name in recorded_under(fact)}
    moments = [
        *episode.answers.current().filter(fact__in=names).values_list("recorded_at", flat=True),
        *Finding.objects.current()
        .filter(examination__episode=episode, fact__in=names)
        .values_list("recorded_at", flat=True),
    ]
    return moment_words(max(moments)) if moments else ""


def _reason(item: Item) -> dict[str, str]:
    """A rule in its own words for the professional."""
    record = item.rule.record
    return {
        "text": shortened(record.summary.in_language(of_reader()), PARAGRAPH),
        "advice": shortened(record.advice.in_language(of_reader()), PARAGRAPH) if record.advice else "",
    }


def _done(episode: Episode, board: Board) -> list[dict[str, str]]:
    """What was written down about the signals that stand open: who did what, and when."""
    rows = sorted(acknowledgements(episode, board).values(), key=lambda row: row.acknowledged_at)
    return [
        {
            "text": shortened(row.action_taken, PARAGRAPH),
            "by": row.acknowledged_by.display_name,
            "at": timezone.localtime(row.acknowledged_at).strftime("%H:%M"),
            "moment": moment_words(row.acknowledged_at),
        }
        for row in reversed(rows)
    ]
