"""The letter as a form: what the therapist chooses and types, bounded so that it fits one page."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import DateField, WordsField
from headache_cds.vocabulary.opened import WholeForm
from intake.models import CareContact, Episode
from intake.queries import contacts_of
from interventions.advice.board import Board

from .kinds import GoalResult, LetterKind
from .letter_content import proposed_texts, signed_plan
from .typed import FREE_PARTS, TypedLetter

LABELS = {
    "conclusion": gettext_lazy("Conclusie, in één regel"),
    "asked": gettext_lazy("Wat vraagt u, en aan wie"),
    "by_when": gettext_lazy("Wanneer moet dat"),
    "question": gettext_lazy("Vraag van de verwijzer"),
    "sessions": gettext_lazy("Aantal behandelingen tot nu toe"),
    "aftercare": gettext_lazy("Advies en nazorg"),
    "remarks": gettext_lazy("Opmerkingen"),
}
LINES = ("by_when", "sessions")
YES, NO = "yes", "no"


def goals_of(episode: Episode) -> tuple[str, ...]:
    """The goals of the plan in force, in the patient's words."""
    plan = signed_plan(episode)
    return tuple(goal["text"] for goal in (plan.content or {}).get("goals", [])) if plan else ()


def usual_kind(episode: Episode) -> str:
    """What kind of message is due, as far as the dossier says: the therapist chooses."""
    if not episode.is_writable:
        return LetterKind.END
    if signed_plan(episode) and episode.follow_ups.filter(voided_at__isnull=True).exists():
        return LetterKind.INTERIM
    referred = episode.patient.contacts.filter(referred=True, voided_at__isnull=True).exists()
    return LetterKind.REPLY if referred else LetterKind.DIRECT_ACCESS


class LetterForm(WholeForm):
    """One letter; `goals` are those of the plan in force, each with a field for its result."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Soort bericht"), choices=LetterKind.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Taal van de brief"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    to = forms.ModelChoiceField(
        label=gettext_lazy("Aan"),
        queryset=CareContact.objects.none(),
        error_messages={
            "required": gettext_lazy("Kies aan wie de brief gaat. Staat die er niet bij, leg die eerst vast.")
        },
    )
    copy_to = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Kopie aan"),
        queryset=CareContact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Geeft de patiënt toestemming voor dit bericht?"),
        choices=((YES, gettext_lazy("Ja")), (NO, gettext_lazy("Nee"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vraag het de patiënt en leg het antwoord vast.")},
    )
    consent_on = DateField(label=gettext_lazy("Gevraagd op"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, episode: Episode, board: Board, data: Any = None, kind: str = "") -> None:
        kind = kind if kind in LetterKind.values else usual_kind(episode)
        contacts = contacts_of(episode.patient)
        initial = {
            "kind": kind,
            "language": "nl",
            "to": contacts[0].pk if contacts else None,
            "consent_on": timezone.localdate(),
            **({} if data else proposed_texts(episode, board, kind, "nl")),
        }
        super().__init__(data, initial=initial, use_required_attribute=False)
        current = CareContact.objects.filter(patient=episode.patient, voided_at__isnull=True)
        for name in ("to", "copy_to"):
            self.fields[name].queryset = current  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = _contact_words  # type: ignore[attr-defined]
        self.fields["to"].widget.attrs["class"] = "form-select"
        for name, length in FREE_PARTS.items():
            self.fields[name] = _words_field(name, length)
            # Proposed in the language of the letter, which may be another than that of the screen.
            self.fields[name].widget.attrs["lang"] = initial["language"]
        self.goals = goals_of(episode)
        for at, text in enumerate(self.goals):
            self.fields[f"goal-{at}"] = forms.ChoiceField(
                label=text,
                required=False,
                choices=(("", _("niet beoordeeld")), *GoalResult.choices),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def clean_consent(self) -> str:
        """Without consent nothing leaves the house."""
        if self.cleaned_data["consent"] == NO:
            raise ValidationError(_("Zonder toestemming van de patiënt gaat er geen brief uit."))
        return YES

    def clean_consent_on(self) -> Any:
        """Asked in the past, or today."""
        day = self.cleaned_data["consent_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Deze dag moet nog komen."))
        return day

    def look_only(self) -> None:
        """For a preview nobody needs an addressee or consent yet; the rest is told at its place."""
        for name in ("to", "consent"):
            self.errors.pop(name, None)

    @property
    def goal_fields(self) -> list[forms.BoundField]:
        """The field for the result of each goal."""
        return [self[f"goal-{at}"] for at in range(len(self.goals))]

    @property
    def free_fields(self) -> list[forms.BoundField]:
        """The free parts in their order."""
        return [self[name] for name in FREE_PARTS]

    def typed(self) -> TypedLetter:
        """What was chosen and typed, as far as it can be read: for a preview of a refused form too."""
        values = getattr(self, "cleaned_data", {})
        given = {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}
        get = values.get if self.is_bound else given.get
        results = dict(GoalResult.choices)
        to = get("to")
        if to is not None and not isinstance(to, CareContact):
            to = CareContact.objects.get(pk=to)
        agreed = self.is_bound and get("consent") == YES
        return TypedLetter(
            kind=get("kind") or self.initial["kind"],
            language=get("language") or "nl",
            to=to,
            copy_to=tuple(one for one in get("copy_to") or () if one != to),
            texts={name: get(name) or "" for name in FREE_PARTS},
            goals=tuple(
                (text, str(results.get(get(f"goal-{at}") or "", ""))) for at, text in enumerate(self.goals)
            ),
            consent_on=get("consent_on") if agreed else None,
        )


def _contact_words(contact: CareContact) -> str:
    """'G. de Vries (huisarts)'."""
    return f"{contact.called} ({contact.get_role_display().lower()})"


def _words_field(name: str, length: int) -> WordsField:
    attributes = {"class": "form-control", "maxlength": length}
    widget: forms.Widget = forms.TextInput(attrs=attributes | {"autocomplete": "off"})
    if name not in LINES:
        widget = forms.Textarea(attrs=attributes | {"rows": 2})
    missing = {"required": _("Schrijf de conclusie in één regel.")}
    return WordsField(
        label=LABELS[name],
        max_length=length,
        required=name == "conclusion",
        widget=widget,
        error_messages=missing,
    )
