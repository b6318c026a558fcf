"""The forms of this step: the day of the examination, and one part of the battery."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import User
from headache_cds.vocabulary.fields import DateField
from headache_cds.vocabulary.models import FactValueQuerySet
from headache_cds.vocabulary.opened import Basis, WholeForm, print_of, seal, unseal
from headache_cds.vocabulary.recording import Written
from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import Text
from headache_cds.vocabulary.widgets import FactWidget, Grid, GridWidget
from intake.models import Episode
from intake.pages import (
    FieldGroup,
    QuestionPage,
    current_facts,
    has_errors,
    known_elsewhere,
    places_of,
    shown_on,
)
from intake.queries import shown_answers
from intake.routing import Question

from . import actions
from .battery import GRIDS, Part, Test
from .models import Examination
from .queries import values_of


class ExaminationDateForm(WholeForm):
    """The day on which the patient was examined."""

    examined_on = DateField(label=gettext_lazy("Onderzocht op"))

    def __init__(self, episode: Episode, examination: Examination | None, data: Any = None) -> None:
        self.stored = examination.examined_on if examination else None
        date = self.stored or timezone.localdate()
        super().__init__(data, initial={"examined_on": date}, use_required_attribute=False)
        self.episode, self.examination = episode, examination
        self.subject = f"day of {examination.pk if examination else 'a first examination'} of {episode.pk}"

    @property
    def opened(self) -> str:
        """What this page shows, sealed, to be sent along with it."""
        return seal(self.subject, {"examined_on": print_of(self.stored)})

    def start(self, by: User) -> Examination | None:
        """Start an examination on this day; None when the day cannot be, with the message beside it."""

        def start(date: dt.date) -> Examination:
            unseal(self.data, self.subject)
            return actions.start_examination(episode=self.episode, by=by, examined_on=date)

        return self._save(start)

    def correct(self, examination: Examination, by: User) -> Examination | None:
        """Correct the day of a draft; None when the day cannot be, or a colleague corrected it meanwhile."""

        def correct(date: dt.date) -> Examination:
            opened = unseal(self.data, self.subject)
            if print_of(self.stored) != opened.get("examined_on") and date != self.stored:
                day = date_format(examination.examined_on, "d-m-Y")
                raise ValidationError(
                    _(
                        "Een collega heeft de dag intussen gewijzigd in %(day)s. "
                        "Sla op als uw dag de goede is."
                    ),
                    params={"day": day},
                )
            actions.correct_examination_date(examination=examination, by=by, examined_on=date)
            return examination

        return self._save(correct)

    def _save(self, write: Callable[[dt.date], Examination]) -> Examination | None:
        if not self.is_valid():
            return None
        try:
            return write(self.cleaned_data["examined_on"])
        except ValidationError as error:
            self.add_error(None, error)
            return None


class PartForm(QuestionPage):
    """One part of the battery for one examination; what is left open is not tested."""

    def __init__(self, part: Part, examination: Examination, data: Any = None, *, only: str = "") -> None:
        self.part = part
        self.examination = examination
        self.episode = examination.episode
        known = {} if only else self.findings
        facts = get_vocabulary().facts
        open_label = _("Niet getest")
        super().__init__(
            f"part {part.id} of {examination.pk}",
            [facts[fact] for fact in part.facts],
            values={fact: known[fact] for fact in part.facts if fact in known},
            data=data,
            only=only,
            open_label=open_label,
            widgets=dict(_grids(part, open_label)),
        )

    @cached_property
    def findings(self) -> dict[str, Any]:
        """The current findings of the whole examination."""
        return values_of(self.examination)

    @cached_property
    def stored(self) -> dict[str, Any]:
        """The findings, and the answers of the anamnese."""
        return shown_answers(self.episode) | self.findings

    @property
    def rows(self) -> FactValueQuerySet:
        return self.examination.findings.all()

    @cached_property
    def blocks(self) -> list[FieldGroup]:
        """The tests of the part over what is known and typed now."""
        facts = current_facts(self, self.stored)
        return [self._block(test, facts) for test in self.part.tests]

    def _block(self, test: Test, facts: dict[str, Any]) -> FieldGroup:
        places = places_of(test.questions, facts)
        return FieldGroup(
            title=test.title,
            places=places,
            more=test.optional,
            open_now=has_errors(self, test.questions) or any(fact in facts for fact in test.facts),
            waits_for=() if any(place.shown for place in places) else _labels(test),
        )

    @property
    def known(self) -> str:
        """Answers of the anamnese that decide which tests are offered, for routing.js."""
        return known_elsewhere(self._questions, self.stored)

    @property
    def _questions(self) -> list[Question]:
        return [question for test in self.part.tests for question in test.questions]

    def write(self, values: Mapping[str, Any], basis: Basis, by: User) -> Written:
        return actions.save_findings(examination=self.examination, by=by, values=values, basis=basis)

    def opened_questions(self) -> set[str]:
        """Result fields that this post opens and that were not on the screen before it."""
        before = {place.fact for place in places_of(self._questions, self.stored) if place.shown}
        return shown_on(self.blocks) - before


def _grids(part: Part, open_label: str) -> Iterator[tuple[str, FactWidget]]:
    """The controls of the tests that are drawn as a grid."""
    facts = get_vocabulary().facts
    for test in part.tests:
        if test.layout in GRIDS:
            grid = Grid(f"examination/{test.layout}.html", test.row_fields, test.cell_fields, test.minimum)
            yield test.facts[0], GridWidget(facts[test.facts[0]], grid, open_label=open_label)


def _labels(test: Test) -> tuple[Text, ...]:
    """What the test waits for, in words."""
    facts = get_vocabulary().facts
    return tuple(facts[fact].label for fact in (test.when or {}))
