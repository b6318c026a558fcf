"""What a letter asks of a physician: the rules' own words for the professional, and by when."""

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from interventions.advice.board import Board
from interventions.engine import Item
from interventions.engine.urgency import Level
from interventions.words.urgency import LEVELS

from .shortening import shortened
from .typed import FREE_PARTS

MOST = 2


def asked_of_physician(board: Board) -> tuple[str, str]:
    """What to ask and by when; both '' while nothing of this patient calls for a physician."""
    items = sorted(_for_physician(board), key=lambda item: item.urgency.rank)
    texts = dict.fromkeys(_words(item) for item in items)
    if not texts:
        return "", ""
    asked = " ".join(list(texts)[:MOST])
    if len(texts) > MOST:
        asked += " " + _("En nog %(count)d in het dossier.") % {"count": len(texts) - MOST}
    level = items[0].urgency
    return shortened(asked, FREE_PARTS["asked"]), "" if level is Level.NONE else str(LEVELS[level])


def _for_physician(board: Board) -> list[Item]:
    """What stops, what alarms, and every warning that somebody has to act on."""
    return [*board.blocks, *board.flags, *board.warnings]


def _words(item: Item) -> str:
    record = item.rule.record
    texts = [record.summary, *([record.advice] if record.advice else [])]
    return " ".join(str(text.in_language(language())) for text in texts)
