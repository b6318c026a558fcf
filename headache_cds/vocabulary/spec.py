"""What a fact is: one declaration gives form, validation, summary, print and `manage.py advise`."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from headache_cds.vocabulary.days import limit_day, today
from headache_cds.vocabulary.source import Strict

Number = int | float


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Words = Annotated[str, AfterValidator(_not_empty)]


class Text(Strict):
    """One text in Dutch and in English; neither is empty."""

    nl: Words
    en: Words

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.nl


class FactType(StrEnum):
    """The kinds of value a fact can have."""

    BOOL = "bool"
    ENUM = "enum"
    SET = "set"
    INT = "int"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    RECORDS = "records"


Kind = Annotated[FactType, BeforeValidator(FactType)]
NUMERIC = (FactType.INT, FactType.NUMBER)


class Choice(Strict):
    """One allowed value of an enum, a set, or an int with fixed steps."""

    value: str | int
    nl: Words
    en: Words

    @property
    def text(self) -> Text:
        return Text(nl=self.nl, en=self.en)


Choices = Annotated[tuple[Choice, ...], BeforeValidator(_as_tuple)]
Range = Annotated[tuple[Number, Number], BeforeValidator(_as_tuple)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class HasChoices(Strict):
    """Base of everything that can have choices."""

    choices: Choices = ()

    @cached_property
    def allowed(self) -> frozenset[str | int]:
        """The values of the choices."""
        return frozenset(choice.value for choice in self.choices)


class HasLimits(HasChoices):
    """Base of what is typed in: outside its limits a value is refused.

    `min` and `max` bound a number, `earliest` and `latest` a date: a day (`'1900-01-01'`), `today`, or so
    many years ahead (`today+5y`).
    """

    min: Number | None = None
    max: Number | None = None
    earliest: str | None = None
    latest: str | None = None

    @model_validator(mode="after")
    def _has_limits(self) -> Self:
        for limit in (self.earliest, self.latest):
            if limit is not None:
                _check_day(limit, self)
        return self


def _check_day(limit: str, spec: Any) -> None:
    if spec.type != FactType.DATE:
        raise ValueError("only a date has an earliest and a latest day")
    try:
        limit_day(limit, today())
    except ValueError as error:
        raise ValueError(f"'{limit}' is no day: write '1900-01-01', today or today+5y") from error


class RecordField(HasLimits):
    """One column of a records fact, for example the class of a drug in the medication list."""

    id: str
    type: Kind
    label: Text
    unit: str | None = None
    required: bool = False

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        return check_choices(self)


class RowsAgain(Strict):
    """The columns of a records fact whose rows are scored again: what names a row, its score at the start
    and its score now."""

    name: str
    start: str
    now: str


class MemberOf(Strict):
    """The choice of a set that a count above 0 proves: days with a triptan, so a triptan is in use."""

    fact: str
    value: str


class MeasuredAgain(Strict):
    """How a quantity of the anamnese is asked again at a follow-up.

    `now` is the fact under which a follow-up records it, its own name when left out. `start` is the fact with
    which a follow-up corrects the start; then the own name carries the value of now, because that is what
    conditions ask for. `part_of` names the count that this one cannot exceed, `source` the fact that says
    where a count comes from (memory, diary). `per_visit`: it belongs to one visit and is not carried on.
    `member_of`: what a count above 0 at a follow-up adds to a set that was answered at the anamnese.
    """

    now: str | None = None
    start: str | None = None
    part_of: str | None = None
    source: str | None = None
    rows: RowsAgain | None = None
    per_visit: bool = False
    member_of: MemberOf | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The other facts that this one names."""
        return tuple(name for name in (self.now, self.start, self.part_of, self.source) if name)


class RecordOnly(Strict):
    """Why a fact is asked that nothing reads, and the pages that show it (`reports/asked.py` knows them)."""

    why: Text
    shown_on: Annotated[Names, Field(min_length=1)]


# A version of the whole knowledge, as ruleset.yaml writes it.
Edition = Annotated[str, Field(pattern=r"^\d{4}\.\d{1,2}\.\d+$")]
AskedAgain = Annotated[tuple[bool | int | str, ...], BeforeValidator(_as_tuple), Field(min_length=1)]


def in_order(edition: str) -> tuple[int, ...]:
    """What editions are compared by; '' is before all of them. Raises ValueError for anything else."""
    return tuple(int(part) for part in edition.split(".")) if edition else ()


class Reworded(Strict):
    """Since an edition the question asks something else than before.

    An answer of before is never converted: it goes on counting. One that holds a value of `asked_again` is
    marked until it is answered again, also with the same value; `why` says so to the therapist.
    """

    edition: Edition
    asked_again: AskedAgain
    why: Text

    def is_due(self, value: object, edition: str) -> bool:
        """Whether an answer that was given under an edition has to be asked again."""
        if in_order(edition) >= in_order(self.edition):
            return False
        values = value if isinstance(value, list | tuple) else [value]
        return any(one == asked and type(one) is type(asked) for one in values for asked in self.asked_again)


class FactSpec(HasLimits):
    """One collected fact.

    The limits bound what is possible (outside: refused); `usual` bounds what is common (outside: warned,
    stored). `source` names the statements that ask for it, or EXT with the publication.

    `decided`: filled in by decisions, goals and consent, so nobody is asked. `fixed`: what a person is, has
    on file or where he is seen. `common`: nearly everybody shares it, so it makes no advice more relevant.
    `days_since`: the days from this date to the day of evaluation, so nobody is asked; negative when the date
    lies in the future. `record_only`: nothing reads it, and this is why it is asked. `retired`: asked no
    more; an answer of before stays readable. `settled_when`: a condition in the statement language; while it
    holds for certain the question cannot apply, and it is not among those still open. `new_in`: the edition
    that first asks it, so that a record of before was not careless.
    """

    id: str
    type: Kind
    question: Text
    label: Text
    help: Text | None = None
    unit: str | None = None
    usual: Range | None = None
    fields: Annotated[tuple[RecordField, ...], BeforeValidator(_as_tuple)] = ()
    patient_can_answer: bool
    decided: bool = False
    fixed: bool = False
    common: bool = False
    repeat: str | None = None
    measured_again: MeasuredAgain | None = None
    days_since: str | None = None
    record_only: RecordOnly | None = None
    retired: bool = False
    settled_when: str | None = None
    new_in: Edition | None = None
    reworded: Reworded | None = None
    definition: str
    source: Names
    note: str = Field(default="", repr=False)

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.type == FactType.RECORDS and not self.fields:
            raise ValueError("a records fact needs fields")
        if self.retired and self.record_only:
            raise ValueError("a retired fact is not asked, so it needs no record_only")
        if self.usual and not _inside(self.usual, self.min, self.max):
            raise ValueError("usual range lies outside min and max")
        rows = self.measured_again.rows if self.measured_again else None
        if rows and not {rows.name, rows.start, rows.now} <= self.fields_by_id.keys():
            raise ValueError("measured_again.rows names a field that this fact does not have")
        return check_choices(self)

    @cached_property
    def fields_by_id(self) -> dict[str, RecordField]:
        """The columns of a records fact."""
        return {field.id: field for field in self.fields}

    def choice(self, value: str | int) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


def check_choices(spec: Any) -> Any:
    """Refuse an enum or set without choices, or with a choice twice."""
    if spec.type in (FactType.ENUM, FactType.SET) and not spec.choices:
        raise ValueError("an enum or set needs choices")
    values = [choice.value for choice in spec.choices]
    if len(values) != len(set(values)):
        raise ValueError("a choice appears twice")
    return spec


def _inside(inner: tuple[Number, Number], low: Number | None, high: Number | None) -> bool:
    return (low is None or inner[0] >= low) and (high is None or inner[1] <= high)
