"""What is chosen of one accepted card: what the patient prefers, and when it begins."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.names import FOLLOW_UP_DATE
from headache_cds.vocabulary.opened import print_of
from headache_cds.vocabulary.registry import get_vocabulary
from interventions.knowledge import get_knowledge
from interventions.models import Decision, Phase
from interventions.pages.agreed_words import agreed_words
from interventions.pages.ahead import check_ahead
from interventions.pages.forms import PlainForm
from interventions.plan.seen import CHOSEN, WHEN, choice_cells


@dataclass(frozen=True)
class Choosable:
    """An accepted card with what may be chosen of it: as it is stored, else as it is proposed."""

    card: str
    title: str
    stored: Mapping[str, Any]
    proposed: Mapping[str, Any]
    does_something: bool

    @classmethod
    def of(
        cls, title: str, decision: Decision, proposed: Mapping[str, Any], *, does_something: bool
    ) -> "Choosable":
        """The card of this decision; `does_something` says whether the patient has anything to do of it."""
        stored = {name: getattr(decision, name) for name in CHOSEN}
        return cls(decision.card, title, stored, proposed, does_something)

    @property
    def is_proposed(self) -> bool:
        """Whether nobody has said yet when it begins."""
        return not self.stored["phase"]

    @property
    def shown(self) -> dict[str, Any]:
        """What stands in the fields when the page is opened."""
        return {**self.stored, **self.proposed} if self.is_proposed else dict(self.stored)

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"card-{self.card}"


class CardChoiceForm(PlainForm):
    """The choice on one card. A place counts for what begins now, a date for what begins later."""

    preference = WordsField(
        label=gettext_lazy("Voorkeur van de patiënt"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Dit leest de patiënt niet."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Wanneer"),
        choices=[
            (Phase.NOW, gettext_lazy("Nu")),
            (Phase.LATER, gettext_lazy("Later")),
            (Phase.READING, gettext_lazy("Lezen")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("Volgorde"),
        choices=[],
        coerce=int,
        empty_value=None,
        required=False,
    )
    later_from = DateField(label=gettext_lazy("Vanaf"), required=False)
    # A print of what was proposed when the page was opened: who leaves that as it was chose nothing.
    proposed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, choosable: Choosable, data: Any = None) -> None:
        self.choosable = choosable
        self.group_label = choosable.title
        shown = choosable.shown
        proposed = print_of(_when(shown)) if choosable.is_proposed else ""
        super().__init__(data, prefix=choosable.prefix, initial={**shown, "proposed": proposed})
        self.fields["place"].widget.attrs["class"] = "form-select"
        place: Any = self.fields["place"]
        place.choices = [("", "–"), *((at, str(at)) for at in range(1, most_now() + 1))]
        if not choosable.does_something:
            phase: Any = self.fields["phase"]
            phase.choices = [choice for choice in phase.choices if choice[0] != Phase.NOW]
            del self.fields["place"]

    def clean_later_from(self) -> dt.date | None:
        """What begins later begins in the days to come; the day of another choice is not read."""
        day: dt.date | None = self.cleaned_data["later_from"]
        if self.cleaned_data.get("phase") != Phase.LATER or day == self.choosable.stored["later_from"]:
            return day
        return check_ahead(get_vocabulary().facts[FOLLOW_UP_DATE], day)

    def clean(self) -> dict[str, Any]:
        """A day belongs to what begins later."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("phase") != Phase.LATER:
            self.errors.pop("later_from", None)
            values["later_from"] = None
        elif not values.get("later_from") and "later_from" not in self.errors:
            self.add_error("later_from", _("Kies bij 'later' vanaf welke datum."))
        if values.get("phase") != Phase.NOW:
            values["place"] = None
        return {"place": None, **values}

    @property
    def typed(self) -> dict[str, Any]:
        """What was chosen, with the card; empty while something of it cannot be."""
        if self.errors:
            return {}
        values = {name: self.cleaned_data[name] for name in CHOSEN}
        is_left = self.cleaned_data["proposed"] == print_of(_when(values))
        if is_left and not self.choosable.is_proposed:  # a colleague has chosen since
            values |= _when(self.choosable.stored)
        return {"card": self.choosable.card, **values}


def _when(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in WHEN}


def choice_forms(cards: Sequence[Choosable], data: Any = None) -> list[CardChoiceForm]:
    """One form for every accepted card, in the order of the page."""
    return [CardChoiceForm(card, data) for card in cards]


def check_together(rows: Sequence[CardChoiceForm]) -> bool:
    """Whether the choices go together; the message stands at the first card that is too many."""
    now = [row for row in rows if row.typed.get("phase") == Phase.NOW]
    if len(now) <= most_now():
        return True
    sentence = _("Kies hooguit %(most)d adviezen voor nu; zet de andere op later of om te lezen.")
    now[most_now()].add_error("phase", sentence % {"most": most_now()})
    return False


def most_now() -> int:
    """With how many things a patient begins at once."""
    return get_knowledge().doing.rules.most_now


def with_cards_of_others(cards: Sequence[Choosable], data: Any) -> tuple[Any, dict[str, str]]:
    """What was sent, with the cards that were accepted since the page was opened; and the prints of those."""
    missing = [card for card in cards if data is not None and f"{card.prefix}-preference" not in data]
    if not missing:
        return data, {}
    data = data.copy()
    for card in missing:
        form = CardChoiceForm(card)
        for name in form.fields:
            value = form[name].value()
            data[form[name].html_name] = agreed_words(value) if value else ""
    cells = choice_cells({"card": card.card, **card.stored} for card in missing)
    return data, {name: print_of(cell) for name, cell in cells.items()}
