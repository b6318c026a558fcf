"""What each filter of the caseload offers, and which episodes a choice lets through.

Unknown is a choice of its own and never part of 'no'; an episode that was never judged counts as unknown.
"""

import datetime as dt
import re
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from headache_cds.keys import name_key, plain_key
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import HEADACHE_CHRONICITY, HEADACHE_TYPE
from headache_cds.vocabulary.typed import read_date
from interventions.knowledge import get_knowledge
from interventions.models import PlanState

UNKNOWN = "unknown"
INITIALS = re.compile(r"(?:[^\W\d_]\.)+|(?:[^\W\d_]{1,2}\.){2,}")
COMPACT_DATE = re.compile(r"(\d\d)(\d\d)(\d{4})")
Choices = Iterable[tuple[str, str]]


def search_condition(words: str) -> Q:
    """Every word is part of the name or the number, or is the birth date (dd-mm-jjjj, also without signs)."""
    condition = Q()
    for word in words.split():
        condition &= _found_by(word.strip(",;"))
    return condition


def _found_by(word: str) -> Q:
    name, born = name_key(word), _as_date(word)
    if INITIALS.fullmatch(word):
        return Q(patient__initials_key__startswith=name)
    part = "contains" if len(name) > 1 else "startswith"  # nearly every name holds an e
    found = Q(**{f"patient__number_key__{part}": plain_key(word)})
    if name:
        found |= Q(patient__initials_key__startswith=name)
        found |= Q(**{f"patient__name_key__{part}": name}) | Q(**{f"patient__sort_key__{part}": name})
    if born:
        found |= Q(patient__birth_date=born)
    return found


def _as_date(word: str) -> dt.date | None:
    digits = COMPACT_DATE.fullmatch(word)
    date = read_date("-".join(digits.groups()) if digits else word)
    return date if isinstance(date, dt.date) else None


def diagnoses() -> Choices:
    """The headache types on file."""
    return [*_values_of(HEADACHE_TYPE), _not_known()]


def has_diagnosis(value: str) -> Q:
    """Needs the annotation `types_text`: the list of types as JSON text."""
    if value == UNKNOWN:
        return Q(status__isnull=True) | Q(types_text="[]") | Q(types_text__contains=f'"{UNKNOWN}"')
    return Q(types_text__contains=f'"{value}"')


def chronicities() -> Choices:
    """Episodic or chronic."""
    return [*_values_of(HEADACHE_CHRONICITY), _not_known()]


def has_chronicity(value: str) -> Q:
    """The chronicity as the engine derived it."""
    if value == UNKNOWN:
        return Q(status__isnull=True) | Q(status__chronicity="")
    return Q(status__chronicity=value)


def overuse() -> Choices:
    """A suspicion of medication overuse; never a diagnosis (N09)."""
    return [("yes", _("Vermoeden")), ("no", _("Geen vermoeden")), _not_known()]


def has_overuse(value: str) -> Q:
    """The suspicion as the engine derived it."""
    return _is("status__medication_overuse", {"yes": True, "no": False}.get(value))


def red_flags() -> Choices:
    """Never 'no red flags': only that the screening left none open (N05)."""
    return [
        ("open", _("Staat open")),
        ("settled", _("Gescreend, niets open")),
        (UNKNOWN, _("Niet volledig gevraagd")),
    ]


def has_red_flag(value: str) -> Q:
    """Whether a red flag is unresolved without a work-up."""
    return _is("status__red_flag_unresolved", {"open": True, "settled": False}.get(value))


def plans() -> Choices:
    """How far the plan is; paused while something blocks."""
    return [
        ("none", _("Nog geen plan")),
        (PlanState.DRAFT.value, _("In voorbereiding")),
        (PlanState.SIGNED.value, _("Ondertekend")),
        ("paused", _("Gepauzeerd")),
    ]


def has_plan(value: str) -> Q:
    """Needs the annotations `has_draft` and `has_signed`."""
    if value == "none":
        return Q(has_draft=False, has_signed=False)
    if value == "paused":
        return Q(status__blocked=True) & (Q(has_draft=True) | Q(has_signed=True))
    return Q(status__blocked=False, **{f"has_{value}": True})


def evaluations() -> Choices:
    """When the next evaluation is."""
    return [
        ("overdue", _("Te laat")),
        ("soon", _("Binnen 2 weken")),
        ("later", _("Later")),
        ("none", _("Niet gepland")),
    ]


def _is(field: str, value: bool | None) -> Q:
    """Three values: true, false, and null for unknown."""
    return Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})


def _values_of(fact: str) -> Choices:
    """The values of a fact in words, without the one that says it is unknown."""
    for choice in get_knowledge().spec(fact).choices:
        if choice.value != UNKNOWN:
            words = choice.text.in_language(language())
            yield str(choice.value), words[:1].upper() + words[1:]


def _not_known() -> tuple[str, str]:
    return UNKNOWN, _("Niet bekend")
