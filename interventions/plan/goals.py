"""Whether a goal can be seen to be reached."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from headache_cds.vocabulary.text import has_words

# A number as people write it in a goal: in digits, or the small ones in words.
_NUMBER = re.compile(
    r"\d|\b(een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|half|halve|dubbel|elke|iedere|geen|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|every|no)\b",
    re.IGNORECASE,
)


def goal_hint(text: str, measure: str, due_on: dt.date | None) -> str:
    """What a goal lacks before somebody can say that it was reached; '' when nothing. It blocks nothing."""
    if not has_words(text):
        return ""
    if not has_words(measure):
        return _("Hier staat nog niet waaraan u het merkt.")
    if due_on is None and not _NUMBER.search(measure):
        return _("Noem een getal of een datum: dan is te zien of het lukt.")
    return ""
