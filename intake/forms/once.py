"""A form that makes one record, however often it is sent."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from headache_cds.vocabulary.opened import WholeForm
from intake.submission import OF_ANOTHER, SENT_BEFORE, is_for, of_another, token_for


class OnceForm(WholeForm):
    """Carries the token of its record; after a refusal of the token, sending it once more makes another.

    `place` names what is made and where (a centre, a dossier); a token of another place is refused.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.initial["submission"] = token_for(place)

    def clean(self) -> dict[str, Any]:
        token = self.cleaned_data.get("submission")
        is_of_here = token is not None and is_for(token, self.place)
        if not is_of_here:
            self._renew()
        values = super().clean()
        if not is_of_here:
            raise of_another()
        return values

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused, with everything typed kept."""
        self.add_error(None, error)
        if any(self.has_error(NON_FIELD_ERRORS, code) for code in (SENT_BEFORE, OF_ANOTHER)):
            self._renew()

    def _renew(self) -> None:
        renewed = QueryDict(mutable=True)
        renewed.update(self.data)
        renewed[self.add_prefix("submission")] = str(token_for(self.place))
        self.data = renewed
