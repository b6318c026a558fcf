"""Django forms built from fact declarations: one field per fact, the same checks as `manage.py advise`.

Every field is optional: what is left open is 'not asked', never 'no'.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.refusal import Line
from headache_cds.vocabulary import withdrawal
from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.models import FactValue, FactValueQuerySet
from headache_cds.vocabulary.opened import (
    OPENED,
    UNSEEN,
    WHOLE,
    Basis,
    Conflict,
    print_after_refusal,
    print_of,
    prints_of_page,
    seal,
    unseal,
)
from headache_cds.vocabulary.recording import Written
from headache_cds.vocabulary.spec import FactSpec, FactType, RecordField
from headache_cds.vocabulary.values import Value, ValueProblem, as_shown, format_value, notice, parse_value
from headache_cds.vocabulary.widgets import FactWidget


@dataclass(frozen=True)
class Place:
    """Where a fact stands on a page: its condition as JSON for routing.js, and whether it is shown now."""

    fact: str
    when: str = ""
    shown: bool = True


class FactField(forms.Field):
    """One fact in a form; cleaning gives the checked value, or None for not asked."""

    def __init__(self, spec: FactSpec, widget: FactWidget | None = None) -> None:
        self.spec = spec
        super().__init__(
            required=False, widget=widget or FactWidget(spec), label=spec.question.in_language(language())
        )

    def clean(self, value: Any) -> Value | None:
        try:
            return (clean_rows if self.spec.type == FactType.RECORDS else parse_value)(self.spec, value)
        except ValueProblem as problem:
            raise ValidationError(problem.message(language()), code=problem.code) from problem

    def lines_of(self, bound: BoundField) -> Iterator[Line]:
        """For the summary over the page: every wrong cell of a row, or the question itself."""
        widget, question = bound.field.widget, str(bound.label)
        cells = wrong_cells(bound)
        for (at, name), message in cells.items():
            cell = next(field for field in self.spec.fields if field.id == name)
            place = widget.row_name(bound.value(), at)
            label = ", ".join((question, place, cell.label.in_language(language())))
            yield Line(message, label, widget.cell_id(bound.name, bound.value(), at, name))
        if own := whole_errors(bound):
            yield Line(" ".join(own), question, str(bound.auto_id))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True


def clean_rows(spec: FactSpec, rows: list[dict[str, Any]]) -> Value | None:
    """The checked rows, None when there is none. Raises one ValidationError that names every wrong cell."""
    problems = [
        ValidationError(
            _("Regel %(row)d, %(field)s: %(message)s"),
            code=problem.code,
            params={
                "row": number,
                "field": field.label.in_language(language()),
                "message": problem.message(language()),
                "cell": field.id,
            },
        )
        for number, row in enumerate(rows, start=1)
        for field in spec.fields
        if (problem := cell_problem(field, row.get(field.id)))
    ]
    if problems:
        raise ValidationError(problems)
    return parse_value(spec, rows) or None


def wrong_cells(bound: BoundField) -> dict[tuple[int, str], str]:
    """What is wrong with single cells of a question of rows, by the place of the row and the field."""
    of_cells = [error.params for error in bound.errors.as_data() if error.params and "cell" in error.params]
    return {(params["row"] - 1, params["cell"]): params["message"] for params in of_cells}


def whole_errors(bound: BoundField) -> list[str]:
    """What is wrong with a question, without what is said at its cells."""
    own = [error for error in bound.errors.as_data() if "cell" not in (error.params or {})]
    return [message for error in own for message in error.messages]


def cell_problem(field: RecordField, raw: object) -> ValueProblem | None:
    """What is wrong with one cell of a row, if anything."""
    try:
        value = parse_value(field, raw)
    except ValueProblem as problem:
        return problem
    if value is None and field.required:
        return ValueProblem(field.id, "required", value=field.label.in_language(language()))
    return None


class FactForm(forms.Form):
    """A form over a number of facts. `values` are the stored answers; absent means not asked.

    `open_label` is the word for an open answer ('Niet gevraagd'); `widgets` replaces the control of a fact.
    """

    def __init__(
        self,
        specs: Iterable[FactSpec],
        *,
        values: Mapping[str, Value],
        data: Any = None,
        open_label: str = "",
        widgets: Mapping[str, FactWidget] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data=data, initial=dict(values), **kwargs)
        for spec in specs:
            widget = (widgets or {}).get(spec.id) or FactWidget(spec, open_label=open_label)
            self.fields[spec.id] = FactField(spec, widget)

    def notices(self) -> dict[str, str]:
        """The sentence for each possible but unusual value, typed now or stored earlier."""
        found = {}
        for name, field in self.fields.items():
            if isinstance(field, FactField):
                sentence = notice(field.spec, self[name].value(), language())
                if sentence:
                    found[name] = sentence
        return found

    def asked(self, fact: str) -> dict[str, Any]:
        """What the template of a question draws: the answer, and what is to be said beside it.

        Raises TypeError for a field that is no question.
        """
        bound = self[fact]
        field = bound.field
        if not isinstance(field, FactField) or not isinstance(field.widget, FactWidget):
            raise TypeError(f"{fact} is no question")
        field.widget.wrong = wrong_cells(bound)
        return {
            "answer": bound,
            "errors": whole_errors(bound),
            "spec": field.spec,
            "widget": field.widget,
            "notice": notice(field.spec, bound.value(), language()),
        }


class StoredFactForm(FactForm):
    """A form over facts that are stored: it writes what was changed on its page, and nothing else.

    `subject` names the page, so that a page of one dossier never saves another. With `only` the form holds
    that one question, as a page sends it that saves each answer by itself.
    """

    def __init__(self, subject: str, specs: Iterable[FactSpec], *, only: str = "", **kwargs: Any) -> None:
        super().__init__([spec for spec in specs if only in ("", spec.id)], **kwargs)
        self.subject = subject
        self.only = only
        self.conflicts: dict[str, Conflict] = {}
        self.unexplained: dict[str, FactValue] = {}
        """The answers that raised an alarm and were taken back without a reason, as they stand."""
        self.news: dict[str, FactValue] = {}
        """Who changed a fact since the page was opened, and when."""
        self.touched: frozenset[str] = frozenset()
        """What was changed on the page, also when somebody else changed it to the same."""
        self.saved_rest = False
        """Whether all that was not refused was saved."""
        self._prints = {name: self._print_stored(name) for name in self.fields}

    @property
    def opened(self) -> str:
        """What this page shows, sealed, to be sent along with it."""
        return seal(self.subject, self._prints)

    @property
    def status(self) -> int:
        """How a refused post is answered: 409 when somebody else changed an answer meanwhile, else 422."""
        return HTTPStatus.CONFLICT if self.conflicts else HTTPStatus.UNPROCESSABLE_ENTITY

    def save(self, by: User) -> tuple[str, ...] | None:
        """Save what was changed on this page and can be saved; gives the facts that changed.

        None when something was refused: a value that cannot be, with the message beside it, or an answer that
        changed elsewhere meanwhile, in `conflicts`. The rest is saved all the same.
        """
        self.is_valid()
        try:
            basis = Basis.of(self.data, self.subject)
        except ValidationError as error:
            self._show_refused()
            self.add_error(None, error)
            return None
        self._prints = dict(basis.opened)
        values = basis.changes(self._arrived())
        self.touched = frozenset(values)
        if not self.only:
            self._show_stored(self.cleaned_data.keys() & basis.opened.keys() - values.keys())
        try:
            written = self.write(values, basis, by)
        except ValidationError as error:
            self.add_error(None, error)
            return None
        self.saved_rest = True
        self.conflicts = {row.fact: self._conflict(row) for row in written.conflicts}
        self.unexplained = {row.fact: row for row in written.unexplained}
        self._prints |= {
            fact: print_of(value)
            for fact, value in values.items()
            if fact not in self.conflicts and fact not in self.unexplained
        }
        return None if self.errors or self.conflicts or self.unexplained else written.changed

    def asked(self, fact: str) -> dict[str, Any]:
        asked = super().asked(fact) | {
            "conflict": self.conflicts.get(fact),
            "news": self.news.get(fact),
            "unexplained": self.unexplained.get(fact),
            "reasons": withdrawal.REASONS,
            "reason_name": withdrawal.name_of(fact),
            "reason_given": self.data.get(withdrawal.name_of(fact), ""),
            "reason_words": self.data.get(withdrawal.words_of(fact), ""),
        }
        # An answer that saves itself is not drawn again, so that its cells cannot tell what is wrong.
        return asked | {"errors": self[fact].errors} if self.only else asked

    def learn(self, opened: str, *, but: Collection[str] = ()) -> tuple[str, ...]:
        """Which facts somebody changed since a page was opened that sends this seal along; with whose it is.

        What stands in `but` is left out of it, and keeps its print in the seal: that page has typed over it.
        Raises ValidationError when the seal is not one of this page.
        """
        shown = unseal({OPENED: opened, WHOLE: "1"}, self.subject)
        self._prints = {name: now for name, now in self._prints.items() if name in shown}
        kept = {name for name, print_shown in shown.items() if name in but or print_shown == UNSEEN}
        self._prints |= {name: shown[name] for name in kept}
        changed = [name for name, now in self._prints.items() if now != shown[name]]
        rows = self.rows.current().filter(fact__in=changed).select_related("recorded_by") if changed else ()
        self.news = {row.fact: row for row in rows}
        return tuple(changed)

    @property
    def rows(self) -> FactValueQuerySet:
        """Where these facts are stored."""
        raise NotImplementedError

    def write(self, values: Mapping[str, Value | None], basis: Basis, by: User) -> Written:
        """Write these values on this basis. Raises ValidationError by fact."""
        raise NotImplementedError

    def _arrived(self) -> dict[str, Any]:
        """What was sent. A set and rows may be empty; every other question always sends something."""
        may_be_absent = (FactType.SET, FactType.RECORDS)
        absent = set(self._missing())
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in absent or self.fields[name].spec.type in may_be_absent  # type: ignore[attr-defined]
        }

    def _missing(self) -> list[str]:
        """The facts of which nothing arrived."""
        return [
            name
            for name in self.fields
            if not any(key == name or key.startswith(f"{name}-") for key in self.data)
        ]

    def _show_refused(self) -> None:
        """The page comes back with what was changed on it, and the rest as it is stored."""
        shown = prints_of_page(self.data)
        missing = set(self._missing())
        for name in self.fields:
            typed = print_of(self.cleaned_data[name]) if name in self.cleaned_data else UNSEEN
            sealed = print_after_refusal(typed, shown.get(name), self._prints[name])
            if name in missing or sealed is None:
                self._show_stored([name])
            else:
                self._prints[name] = sealed

    def _show_stored(self, names: Iterable[str]) -> None:
        """Show these as they are stored when the page comes back, so that a second try keeps them."""
        for name in names:
            self.fields[name].bound_data = lambda data, initial: initial  # type: ignore[method-assign]
            self._prints[name] = self._print_stored(name)

    def _print_stored(self, name: str) -> str:
        return print_of(as_shown(self.fields[name].spec, self.initial.get(name)))  # type: ignore[attr-defined]

    def _conflict(self, row: FactValue) -> Conflict:
        field = self.fields[row.fact]
        theirs, mine = (
            field.widget.open_label if value is None else format_value(field.spec, value, language())  # type: ignore[attr-defined]
            for value in (row.value, self.cleaned_data[row.fact])
        )
        return Conflict(
            row.fact,
            str(field.label),
            row.recorded_by.display_name,
            row.recorded_at,
            theirs,
            mine,
            replace=print_of(as_shown(field.spec, row.value)),  # type: ignore[attr-defined]
        )
