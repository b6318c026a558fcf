"""The forms of this step: registration, one page of the anamnese, a repeat measurement."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.accounts.models import CareSetting, User
from headache_cds.vocabulary.forms import FactForm
from headache_cds.vocabulary.registry import get_vocabulary

from . import actions
from .follow_up import PSK
from .follow_up_page import FOLLOW_UP_GROUPS, FollowUpGroup
from .models import Episode, Sex
from .pages import Block, current_facts, has_errors, known_elsewhere, places_of, shown_on
from .queries import answers_of, namesakes, patient_facts, therapists_of
from .routing import Question
from .sections import Section

YOUNG, OLD = 6, 100  # years: outside, the birth date is more often a slip of the finger than true


class DateInput(forms.DateInput):
    """The browser's own date control; it reads and writes yyyy-mm-dd."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "form-control"}, format="%Y-%m-%d")


class RegistrationForm(forms.Form):
    """A new patient with a first episode. `confirmed` holds the warnings that were already seen."""

    number = forms.CharField(label=gettext_lazy("Patiëntnummer"), max_length=32)
    family_name = forms.CharField(label=gettext_lazy("Achternaam"), max_length=120)
    initials = forms.CharField(label=gettext_lazy("Voorletters"), max_length=20)
    birth_date = forms.DateField(label=gettext_lazy("Geboortedatum"), widget=DateInput())
    sex = forms.ChoiceField(label=gettext_lazy("Geslacht"), choices=Sex.choices, widget=forms.RadioSelect)
    care_setting = forms.ChoiceField(
        label=gettext_lazy("Setting"), choices=CareSetting.choices, widget=forms.RadioSelect
    )
    therapist = forms.ModelChoiceField(
        label=gettext_lazy("Behandelaar"), queryset=User.objects.none(), empty_label=None
    )
    started_on = forms.DateField(label=gettext_lazy("Begonnen op"), widget=DateInput())
    submission = forms.UUIDField(widget=forms.HiddenInput)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        initial = {
            "care_setting": user.centre.care_setting,
            "therapist": user.pk,
            "started_on": timezone.localdate(),
            "submission": uuid.uuid4(),
        }
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.user = user
        self.warnings: dict[str, str] = {}
        cast("forms.ModelChoiceField[User]", self.fields["therapist"]).queryset = therapists_of(user)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div(
                *(Div(*pair, css_class="form-pair") for pair in PAIRS),
                "submission",
                css_class="form-columns",
            )
        )

    def save(self) -> Episode | None:
        """Register, once every warning was seen; None while something has to be looked at."""
        if not self.is_valid() or self._unseen_warnings():
            return None
        fields = {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}
        try:
            return actions.register_patient(by=self.user, **fields)
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def _unseen_warnings(self) -> bool:
        self.warnings = self._find_warnings()
        seen = set(self.cleaned_data["confirmed"].split())
        return bool(self.warnings.keys() - seen)

    def _find_warnings(self) -> dict[str, str]:
        birth_date = self.cleaned_data["birth_date"]
        age = timezone.localdate().year - birth_date.year
        found = {}
        if not YOUNG <= age <= OLD:
            found["birth_date"] = _("Ongebruikelijke leeftijd. Klopt de geboortedatum?")
        others = namesakes(
            self.user, self.cleaned_data["family_name"], birth_date, self.cleaned_data["submission"]
        )
        if others:
            numbers = ", ".join(others)
            found["family_name"] = _(
                "Er is al een patiënt met deze achternaam en geboortedatum (nummer %(numbers)s)."
            ) % {"numbers": numbers}
        return found


PAIRS = (
    ("family_name", "initials"),
    ("birth_date", "number"),
    ("sex", "care_setting"),
    ("therapist", "started_on"),
)


class SectionForm(FactForm):
    """One page of the anamnese of one episode."""

    def __init__(self, section: Section, episode: Episode, data: Any = None) -> None:
        self.section = section
        self.episode = episode
        answers = answers_of(episode)
        self.stored = answers | patient_facts(episode)
        facts = get_vocabulary().facts
        values = {fact: answers[fact] for fact in section.facts if fact in answers}
        super().__init__([facts[fact] for fact in section.facts], values=values, data=data)

    @cached_property
    def blocks(self) -> list[Block]:
        """The groups of the page over what is known and typed now."""
        facts = current_facts(self, self.stored)
        return [
            Block(
                title=group.title,
                places=places_of(group.questions, facts),
                more=group.more,
                open_now=has_errors(self, group.questions)
                or any(question.fact in facts for question in group.questions),
            )
            for group in self.section.groups
        ]

    @property
    def known(self) -> str:
        """Facts of other pages that decide what is asked here, for routing.js."""
        return known_elsewhere(self.section.questions, self.stored)

    def save(self, by: User) -> tuple[str, ...] | None:
        """Save and return the changed facts; None when something cannot be, with the message beside it."""
        if not self.is_valid():
            return None
        try:
            return actions.save_answers(episode=self.episode, by=by, values=self.answers())
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def opened_questions(self) -> set[str]:
        """Questions that the answers of this post open and that were not on the screen before it."""
        before = {place.fact for place in places_of(self.section.questions, self.stored) if place.shown}
        return shown_on(self.blocks) - before


class FollowUpForm(FactForm):
    """One repeat measurement; the patient's activities come from the anamnese."""

    measured_on = forms.DateField(label=gettext_lazy("Gemeten op"), widget=DateInput())
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, episode: Episode, data: Any = None) -> None:
        self.episode = episode
        facts = get_vocabulary().facts
        values: dict[str, Any] = {}
        activities = answers_of(episode).get(PSK)
        if activities:
            values[PSK] = activities
        specs = [facts[fact] for group in FOLLOW_UP_GROUPS for fact in group.facts]
        super().__init__(specs, values=values, data=data, open_label=_("Niet gemeten"))
        self.initial.update(measured_on=timezone.localdate(), submission=uuid.uuid4())

    @cached_property
    def blocks(self) -> list[Block]:
        """The groups of the page; every measurement may be left out."""
        return [self._block(group) for group in FOLLOW_UP_GROUPS]

    def _block(self, group: FollowUpGroup) -> Block:
        questions = [Question(fact=fact) for fact in group.facts]
        return Block(
            title=group.title,
            places=places_of(questions, {}),
            more=group.more,
            open_now=has_errors(self, questions),
        )

    def measured(self) -> Mapping[str, Any]:
        """What was measured now; activities without a score of now were not."""
        skip = {"measured_on", "submission"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in skip}
        if not any("score_followup" in row for row in values.get(PSK) or []):
            values.pop(PSK, None)
        return values

    def save(self, by: User) -> bool:
        """Record the measurement; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        try:
            actions.record_follow_up(
                episode=self.episode,
                by=by,
                submission=self.cleaned_data["submission"],
                measured_on=self.cleaned_data["measured_on"],
                values=self.measured(),
            )
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
