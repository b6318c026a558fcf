"""What every paper has around it: language, style sheets, and whose it is on every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import dateparse, translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from headache_cds.vocabulary.text import isolate

# The style sheets for the PDF engine, which reads the product's own print files and nothing else.
PRINTED = ("static:print/fonts.css", "static:print/paper.css")
NAME_IN_MARGIN = 40


@dataclass(frozen=True)
class Page:
    """The frame of one paper. `who` stands on every page but the first, which says it in its title."""

    language: str
    who: str
    author: str
    sheets: tuple[str, ...]


def page_of(content: Mapping[str, Any], language: str, sheets: Sequence[str] = ()) -> Page:
    """The frame for a frozen content; `sheets` are the style sheets of the paper itself."""
    return Page(language, who(content["patient"], language), content["centre"], (*PRINTED, *sheets))


def who(patient: Mapping[str, Any], language: str) -> str:
    """Name, date of birth and number, as far as they are known: 'De Boer, M., geboren 14-3-1988'.

    A name of more than NAME_IN_MARGIN letters ends in '…': the margin has room for two lines, and the first
    page has the whole name.
    """
    with translation.override(language):
        parts = [isolate(Truncator(patient["name"]).chars(NAME_IN_MARGIN))]
        born = dateparse.parse_date(patient["birth_date"]) if patient["birth_date"] else None
        if born:
            estimated = f" ({_('geschat')})" if patient.get("birth_estimated") else ""
            parts.append(f"{_('geboren')} {date_format(born, 'j-n-Y')}{estimated}")
        if patient["number"]:
            parts.append(f"{_('nummer')} {patient['number']}")
        return ", ".join(parts)
