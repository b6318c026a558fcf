"""Values of facts: reading them from JSON or a form, checking them, writing them for a person.

A value that is unknown is absent: there is no value for 'not asked'. The same checks serve the screens, the
documents and `manage.py advise`.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from headache_cds.vocabulary.days import TODAY, limit_day, today
from headache_cds.vocabulary.spec import NUMERIC, FactSpec, FactType, Number, RecordField, Text
from headache_cds.vocabulary.text import LONGEST_LINE, LONGEST_TEXT, MOST_ROWS, clean_line, clean_text
from headache_cds.vocabulary.typed import Unread, date_text, number_text

Value = bool | str | int | float | list[Any]
Spec = FactSpec | RecordField
NONE = "none"
# Choices that say 'not done'; an open answer says the same, so they get no button of their own.
NOT_DONE = frozenset({"not_tested", "not_assessed"})

MESSAGES: dict[str, Text] = {
    "yes_no": Text(nl="Kies ja of nee.", en="Choose yes or no."),
    "number": Text(
        nl="Vul een getal in: alleen cijfers, zoals 10 of 7,5.",
        en="Enter a number: only digits, as 10 or 7.5.",
    ),
    "whole": Text(nl="Vul een heel getal in, zonder komma.", en="Enter a whole number, without decimals."),
    "range": Text(
        nl="Vul één getal in. Is het ongeveer, neem dan het midden: {middle}.",
        en="Enter one number. If it is about that, take the middle: {middle}.",
    ),
    "every_day": Text(
        nl="Vul het aantal dagen in. Is het elke dag, vul dan 30 in.",
        en="Enter the number of days. If it is every day, enter 30.",
    ),
    "thousand": Text(
        nl="Bedoelt u {large} of {whole},{rest}? Schrijf het zo.",
        en="Do you mean {large} or {whole}.{rest}? Write it like that.",
    ),
    "clock": Text(
        nl="Bedoelt u {hours} uur en {minutes} minuten? Schrijf dan {decimal}. Of {other} uur?",
        en="Do you mean {hours} hours and {minutes} minutes? Write {decimal}. Or {other} hours?",
    ),
    "metres": Text(nl="Bedoelt u {meant} cm? Schrijf het zo.", en="Do you mean {meant} cm? Write that."),
    "low": Text(
        nl="Kan niet: lager dan {limit} {unit}. Vul {limit} of meer in.",
        en="Not possible: below {limit} {unit}. Enter {limit} or more.",
    ),
    "high": Text(
        nl="Kan niet: hoger dan {limit} {unit}. Vul {limit} of minder in.",
        en="Not possible: above {limit} {unit}. Enter {limit} or less.",
    ),
    "choice": Text(nl="'{value}' is geen mogelijk antwoord.", en="'{value}' is not a possible answer."),
    "list": Text(nl="Verwacht een lijst van antwoorden.", en="Expected a list of answers."),
    "twice": Text(nl="'{value}' staat er twee keer.", en="'{value}' stands there twice."),
    "none_alone": Text(
        nl="'Geen' kan niet samen met een ander antwoord.", en="'None' cannot stand beside another answer."
    ),
    "date": Text(nl="Vul een datum in (jjjj-mm-dd).", en="Enter a date (yyyy-mm-dd)."),
    "early": Text(
        nl="Kan niet: voor {limit}. Controleer het jaar.", en="Not possible: before {limit}. Check the year."
    ),
    "late": Text(
        nl="Kan niet: na {limit}. Controleer het jaar.", en="Not possible: after {limit}. Check the year."
    ),
    "future": Text(
        nl="Kan niet: deze datum ligt in de toekomst.", en="Not possible: this date lies in the future."
    ),
    "date_typed": Text(
        nl="Vul een datum in als dd-mm-jjjj, zoals 31-01-2026.",
        en="Enter a date as dd-mm-yyyy, as 31-01-2026.",
    ),
    "time_typed": Text(
        nl="Vul een tijd in als uren en minuten, zoals 14:30.",
        en="Enter a time as hours and minutes, as 14:30.",
    ),
    "short_year": Text(
        nl="Schrijf het jaar met vier cijfers, zoals {example}.",
        en="Write the year with four digits, as {example}.",
    ),
    "no_such_day": Text(
        nl="Deze dag bestaat niet. Schrijf eerst de dag, dan de maand: dd-mm-jjjj.",
        en="There is no such day. Write the day first, then the month: dd-mm-yyyy.",
    ),
    "text": Text(nl="Verwacht tekst.", en="Expected text."),
    "long": Text(
        nl="Te lang: ten hoogste {limit} tekens. Dit zijn er {length}.",
        en="Too long: at most {limit} characters. These are {length}.",
    ),
    "rows": Text(nl="Te veel regels: ten hoogste {limit}.", en="Too many rows: at most {limit}."),
    "row": Text(nl="Verwacht een regel met velden.", en="Expected a row with fields."),
    "field": Text(nl="'{value}' is geen veld van deze regel.", en="'{value}' is not a field of this row."),
    "required": Text(nl="Vul '{value}' in of haal de regel weg.", en="Fill in '{value}' or remove the row."),
    "unknown_fact": Text(nl="Onbekend gegeven.", en="Not a fact of the vocabulary."),
    "derived": Text(
        nl="Dit wordt berekend en kan niet worden opgegeven.", en="This is computed and cannot be given."
    ),
    "unusual": Text(
        nl="Ongebruikelijke waarde (meestal {low}-{high}). Klopt dit?",
        en="Unusual value (mostly {low}-{high}). Is this right?",
    ),
}

UNITS: dict[str, Text] = {
    "years": Text(nl="jaar", en="years"),
    "days/month": Text(nl="dagen per maand", en="days a month"),
    "attacks": Text(nl="aanvallen", en="attacks"),
    "attacks/month": Text(nl="aanvallen per maand", en="attacks a month"),
    "months": Text(nl="maanden", en="months"),
    "hours": Text(nl="uur", en="hours"),
    "hours/day": Text(nl="uur per dag", en="hours a day"),
    "min": Text(nl="minuten", en="minutes"),
    "min/week": Text(nl="minuten per week", en="minutes a week"),
    "NRS 0-10": Text(nl="(0-10)", en="(0-10)"),
    "0-10": Text(nl="(0-10)", en="(0-10)"),
    "deg": Text(nl="graden", en="degrees"),
    "s": Text(nl="seconden", en="seconds"),
    "treatments": Text(nl="behandelingen", en="treatments"),
    "sessions": Text(nl="behandelingen", en="sessions"),
    "per week": Text(nl="keer per week", en="times a week"),
    "weeks": Text(nl="weken", en="weeks"),
    "week": Text(nl="week", en="week"),
    "items": Text(nl="vragen", en="items"),
    "grade 0-3": Text(nl="(graad 0-3)", en="(grade 0-3)"),
    "days": Text(nl="dagen", en="days"),
    "points": Text(nl="punten", en="points"),
    "degrees": Text(nl="graden", en="degrees"),
    "sites": Text(nl="plekken", en="sites"),
    "directions": Text(nl="richtingen", en="directions"),
    "episodes": Text(nl="episoden", en="episodes"),
    "score": Text(nl="(score)", en="(score)"),
    "factor": Text(nl="(factor)", en="(factor)"),
}

ONE: dict[str, Text] = {
    "years": Text(nl="jaar", en="year"),
    "days/month": Text(nl="dag per maand", en="day a month"),
    "attacks": Text(nl="aanval", en="attack"),
    "attacks/month": Text(nl="aanval per maand", en="attack a month"),
    "months": Text(nl="maand", en="month"),
    "hours": Text(nl="uur", en="hour"),
    "hours/day": Text(nl="uur per dag", en="hour a day"),
    "min": Text(nl="minuut", en="minute"),
    "min/week": Text(nl="minuut per week", en="minute a week"),
    "deg": Text(nl="graad", en="degree"),
    "s": Text(nl="seconde", en="second"),
    "treatments": Text(nl="behandeling", en="treatment"),
    "sessions": Text(nl="behandeling", en="session"),
    "per week": Text(nl="keer per week", en="time a week"),
    "weeks": Text(nl="week", en="week"),
    "items": Text(nl="vraag", en="item"),
    "degrees": Text(nl="graad", en="degree"),
    "sites": Text(nl="plek", en="site"),
    "directions": Text(nl="richting", en="direction"),
    "episodes": Text(nl="episode", en="episode"),
}


DATE_LIMITS = ("early", "late", "future")


class ValueProblem(ValueError):
    """A value that is not possible for its fact; the message is for the person who gave it.

    Of a date outside its limits (`DATE_LIMITS`) the details hold it as `value`.
    """

    def __init__(self, fact: str, code: str, **details: object) -> None:
        self.fact = fact
        self.code = code
        self.details = details
        super().__init__(f"{fact}: {self.message('en')}")

    def message(self, language: str) -> str:
        details = {name: _detail(name, value, language) for name, value in self.details.items()}
        return MESSAGES[self.code].in_language(language).format(**details).replace(" .", ".")


def _detail(name: str, value: object, language: str) -> object:
    if isinstance(value, Decimal):
        return number_text(value, language)
    return unit_text(str(value) or None, language) if name == "unit" else value


OF = Text(nl="van de", en="of the")
SYMBOLS = frozenset(
    {"%", "Borg 6-20", "NRS", "SD", "cm", "kPa", "kg", "kg/m2", "mmHg"}
)  # the same in both languages
_SCORE = re.compile(r"(points|days) \d+-\d+|of \d+")


def is_unit(unit: str) -> bool:
    """Whether a reader of either language gets the unit in words, as a symbol or as a score."""
    return unit in UNITS or unit in SYMBOLS or _SCORE.fullmatch(unit) is not None


def unit_text(unit: str | None, language: str, amount: Number | None = None) -> str:
    """The unit in words beside an amount; scores ('points 0-100') and symbols (mmHg, kg) stay as they are."""
    if unit is None:
        return ""
    if amount == 1 and unit in ONE:
        return ONE[unit].in_language(language)
    if unit in UNITS:
        return UNITS[unit].in_language(language)
    kind, _, scale = unit.partition(" ")
    if scale and kind in ("points", "days"):
        return f"{UNITS[kind].in_language(language)} ({scale})"
    if scale and kind == "of":
        return f"{OF.in_language(language)} {scale}"
    return unit


def parse_value(spec: Spec, raw: object) -> Value | None:
    """The value of a fact from JSON-like input; None when nothing was answered.

    Raises ValueProblem for a wrong type, an impossible number or a value outside the vocabulary.
    An empty list of choices is no answer: 'asked, nothing applies' is the choice `none`.
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, Unread):
        raise ValueProblem(spec.id, raw.code, **raw.details)
    return _PARSERS[spec.type](spec, raw)


def as_shown(spec: Spec, value: Any) -> Any:
    """The value as a form shows it: an explicit 'not done' among the choices is an open answer there."""
    if isinstance(spec, FactSpec) and spec.type == FactType.RECORDS and isinstance(value, list):
        return [_row_as_shown(spec, row) for row in value]
    return None if spec.type == FactType.ENUM and value in NOT_DONE else value


def _row_as_shown(spec: FactSpec, row: dict[str, Any]) -> dict[str, Any]:
    fields = spec.fields_by_id
    cells = {name: as_shown(fields[name], cell) for name, cell in row.items() if name in fields}
    return {name: cell for name, cell in cells.items() if cell is not None}


def unusual(spec: FactSpec, value: object) -> str | None:
    """The code of the notice for a possible but uncommon number, else None."""
    if spec.usual is None or not isinstance(value, int | float) or isinstance(value, bool):
        return None
    low, high = spec.usual
    return None if low <= value <= high else "unusual"


def notice(spec: FactSpec, value: object, language: str) -> str | None:
    """The sentence beside the field for a possible but uncommon number."""
    if unusual(spec, value) is None or spec.usual is None:
        return None
    low, high = spec.usual
    return MESSAGES["unusual"].in_language(language).format(low=low, high=high)


def _parse_bool(spec: Spec, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise ValueProblem(spec.id, "yes_no")


def _parse_number(spec: Spec, raw: object) -> Number:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not _is_finite(raw):
        raise ValueProblem(spec.id, "number")
    if spec.type == FactType.INT:
        if raw != int(raw):
            raise ValueProblem(spec.id, "whole")
        raw = int(raw)
    if spec.min is not None and raw < spec.min:
        if spec.unit == "cm" and spec.min <= 100 * raw <= (spec.max or math.inf):
            raise ValueProblem(spec.id, "metres", meant=round(100 * raw))
        raise ValueProblem(spec.id, "low", limit=spec.min, unit=spec.unit or "")
    if spec.max is not None and raw > spec.max:
        raise ValueProblem(spec.id, "high", limit=spec.max, unit=spec.unit or "")
    if spec.choices and raw not in spec.allowed:
        raise ValueProblem(spec.id, "choice", value=raw)
    return raw


def _is_finite(number: Number) -> bool:
    """Whether it can be computed with; a whole number may be larger than any that can."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _parse_choice(spec: Spec, raw: object) -> str:
    if not isinstance(raw, str) or raw not in spec.allowed:
        raise ValueProblem(spec.id, "choice", value=raw)
    return raw


def _parse_set(spec: Spec, raw: object) -> list[str] | None:
    if not isinstance(raw, list | tuple | set | frozenset):
        raise ValueProblem(spec.id, "list")
    values = [_parse_choice(spec, item) for item in raw]
    for value in values:
        if values.count(value) > 1:
            raise ValueProblem(spec.id, "twice", value=value)
    if NONE in values and len(values) > 1:
        raise ValueProblem(spec.id, "none_alone")
    return values or None


def _parse_date(spec: Spec, raw: object) -> str:
    day = _read_date(spec, raw)
    on = today()
    earliest, latest = (limit_day(limit, on) if limit else None for limit in (spec.earliest, spec.latest))
    if earliest and day < earliest:
        raise ValueProblem(spec.id, "early", limit=f"{earliest:%d-%m-%Y}", value=day.isoformat())
    if latest and day > latest:
        code = "future" if spec.latest == TODAY else "late"
        raise ValueProblem(spec.id, code, limit=f"{latest:%d-%m-%Y}", value=day.isoformat())
    return day.isoformat()


def _read_date(spec: Spec, raw: object) -> dt.date:
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw
    try:
        return dt.date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError as error:
        raise ValueProblem(spec.id, "date") from error


def _parse_text(spec: Spec, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise ValueProblem(spec.id, "text")
    text = clean_line(raw) if isinstance(spec, RecordField) else clean_text(raw)
    limit = longest(spec)
    if len(text) > limit:
        raise ValueProblem(spec.id, "long", limit=limit, length=len(text))
    return text or None


def longest(spec: Spec) -> int:
    """The most characters that a text fact, or a cell of a row, can have."""
    return LONGEST_LINE if isinstance(spec, RecordField) else LONGEST_TEXT


def _parse_records(spec: Spec, raw: object) -> list[dict[str, Value]]:
    if not isinstance(spec, FactSpec) or not isinstance(raw, list | tuple):
        raise ValueProblem(spec.id, "list")
    if len(raw) > MOST_ROWS:
        raise ValueProblem(spec.id, "rows", limit=MOST_ROWS)
    return [_parse_row(spec, row) for row in raw]


def _parse_row(spec: FactSpec, row: object) -> dict[str, Value]:
    if not isinstance(row, dict):
        raise ValueProblem(spec.id, "row")
    fields = spec.fields_by_id
    values: dict[str, Value] = {}
    for name, raw in row.items():
        if name not in fields:
            raise ValueProblem(spec.id, "field", value=name)
        try:
            value = parse_value(fields[name], raw)
        except ValueProblem as problem:
            raise ValueProblem(spec.id, problem.code, **problem.details) from problem
        if value is not None:
            values[name] = value
    return values


_PARSERS: dict[FactType, Callable[[Any, object], Any]] = {
    FactType.BOOL: _parse_bool,
    FactType.ENUM: _parse_choice,
    FactType.SET: _parse_set,
    FactType.INT: _parse_number,
    FactType.NUMBER: _parse_number,
    FactType.DATE: _parse_date,
    FactType.TEXT: _parse_text,
    FactType.RECORDS: _parse_records,
}

UNKNOWN = Text(nl="onbekend", en="unknown")
YES_NO = {True: Text(nl="ja", en="yes"), False: Text(nl="nee", en="no")}


def format_value(spec: Any, value: object, language: str) -> str:
    """A value in words: choices by their label, numbers with their unit, dates dd-mm-jjjj, decimal comma."""
    if value is None:
        return UNKNOWN.in_language(language)
    if isinstance(value, bool):
        return YES_NO[value].in_language(language)
    if isinstance(value, list | tuple | set | frozenset):
        return _format_many(spec, value, language)
    if spec.type in NUMERIC and isinstance(value, int | float):
        return f"{format_number(value, language)} {unit_text(spec.unit, language, value)}".strip()
    if spec.type == FactType.DATE:
        return date_text(dt.date.fromisoformat(str(value)))
    return choice_text(spec, value, language)


def _format_many(spec: Any, values: Iterable[Any], language: str) -> str:
    if spec.type == FactType.RECORDS:
        return "; ".join(format_row(spec, row, language) for row in values)
    return ", ".join(choice_text(spec, value, language) for value in values)


def format_row(spec: FactSpec, row: dict[str, Any], language: str) -> str:
    """One row of a records fact on one line."""
    fields = {item.id: item for item in spec.fields}
    return ", ".join(
        f"{fields[name].label.in_language(language)}: {format_value(fields[name], value, language)}"
        if fields[name].type in (FactType.BOOL, *NUMERIC)
        else format_value(fields[name], value, language)
        for name, value in row.items()
    )


def choice_text(spec: Any, value: object, language: str) -> str:
    """The label of one choice; the value itself when the fact has no such choice."""
    for choice in spec.choices:
        if choice.value == value:
            return str(choice.text.in_language(language))
    return str(value)


def within_sentence(words: str) -> str:
    """A label inside a sentence: without its first capital, unless that is an abbreviation's."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def format_number(value: Number, language: str) -> str:
    """One decimal, or the two that somebody gave; a comma in Dutch."""
    if value == int(value):
        text = str(int(value))
    else:
        text = f"{value:.2f}".rstrip("0") if value == round(value, 2) else f"{value:.1f}"
    return text if language.startswith("en") else text.replace(".", ",")
