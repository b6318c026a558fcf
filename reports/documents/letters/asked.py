"""What a letter asks of a physician: red flags by name, warnings in the words of their rules, and by when."""

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from interventions.advice.board import Board
from interventions.advice.flags import flag_list
from interventions.engine import Item
from interventions.engine.urgency import Level
from interventions.knowledge import get_knowledge
from interventions.words.urgency import LEVELS

from .shortening import shortened
from .typed import FREE_PARTS

MOST = 2


def asked_of_physician(board: Board) -> tuple[str, str]:
    """What to ask and by when; both '' while nothing of this patient calls for a physician.

    A red flag is named, because its rule speaks to the therapist; a warning is told in the words of its rule.
    """
    items = [*board.blocks, *board.flags, *board.warnings]
    texts = list(dict.fromkeys([*_flags(board), *map(_words, (*board.pressing, *board.warnings))]))
    if not texts:
        return "", ""
    asked = " ".join(texts[:MOST])
    if len(texts) > MOST:
        asked += " " + _("En nog %(count)d in het dossier.") % {"count": len(texts) - MOST}
    level = min((item.urgency for item in items), key=lambda found: found.rank)
    return shortened(asked, FREE_PARTS["asked"]), "" if level is Level.NONE else str(LEVELS[level])


def _flags(board: Board) -> list[str]:
    names = [flag.name for flag in flag_list(get_knowledge(), board).unresolved]
    return [_("Beoordeling van: %(flags)s.") % {"flags": "; ".join(names)}] if names else []


def _words(item: Item) -> str:
    record = item.rule.record
    texts = [record.summary, *([record.advice] if record.advice else [])]
    return " ".join(str(text.in_language(language())) for text in texts)
