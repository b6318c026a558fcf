"""Where a statement is found in its document."""

import re

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from interventions.knowledge import Knowledge
from interventions.knowledge.records import Statement

_ONE_LINE = re.compile(r"\b(\d+)-\1\b")


def place_of(knowledge: Knowledge, statement: Statement) -> str:
    """The place of a statement; the product's own rules have no lines and are named by their id."""
    short = knowledge.documents[statement.document].short.in_language(language())
    if statement.lines is None:
        return f"{short} {statement.id}"
    lines = _ONE_LINE.sub(r"\1", str(statement.lines))
    return _("%(document)s r. %(lines)s") % {"document": short, "lines": lines}
