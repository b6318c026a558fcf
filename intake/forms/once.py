"""A form that makes one record, however often it is sent."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from intake.submission import OF_ANOTHER, SENT_BEFORE


class OnceForm(forms.Form):
    """Carries the token of its record; after a refusal of the token, sending it once more makes another."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["submission"] = uuid.uuid4()

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused, with everything typed kept."""
        self.add_error(None, error)
        if any(self.has_error(NON_FIELD_ERRORS, code) for code in (SENT_BEFORE, OF_ANOTHER)):
            renewed = QueryDict(mutable=True)
            renewed.update(self.data)
            renewed[self.add_prefix("submission")] = str(uuid.uuid4())
            self.data = renewed
