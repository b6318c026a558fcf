"""The headache diary: a month on one page, a row a day, with the totals that a doctor asks for."""

from django.template.loader import render_to_string
from django.utils import translation

from headache_cds.vocabulary.values import format_number
from interventions.plan.diary import COUNTED, UNKNOWN
from reports.documents.papers.page import page_of
from reports.documents.papers.plan import called
from reports.documents.papers.programme import Content, date_of

SHEETS = ("static:print/sheets.css", "static:print/diary.css")
LONGEST_MONTH = 31
WORST = 3


def diary_html(content: Content, language: str) -> str:
    """The whole page."""
    with translation.override(language):
        diary = content["diary"]
        context = {
            "page": page_of(content, language, SHEETS),
            "plan": content,
            "name": called(content["patient"]["name"]),
            "signed_on": date_of(content["signed_on"]),
            "days": range(1, LONGEST_MONTH + 1),
            "scale": range(WORST + 1),
            "period": diary["period"],
            # Plans signed before these two were kept count a triptan, and do not know of a pregnancy.
            "pregnancy": diary.get("pregnancy", UNKNOWN),
            "triptan": diary.get("triptan", COUNTED),
            "limits": {
                name: format_number(limit["days"], language) for name, limit in diary["limits"].items()
            },
        }
        return render_to_string("documents/print/diary.html", context)


def has_limits(content: Content) -> bool:
    """Whether the plan holds the limits that the totals name."""
    return "diary" in content
