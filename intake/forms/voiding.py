"""Withdrawing one record, with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from headache_cds.vocabulary.fields import WordsField
from headache_cds.vocabulary.opened import WholeForm


class VoidForm(WholeForm):
    """Why the record with this id (`item`) is withdrawn; templates/components/void_form.html draws it."""

    reason = WordsField(label=gettext_lazy("Reden"), required=False)

    def __init__(self, item: UUID, data: Any) -> None:
        super().__init__(data, auto_id=f"void_{item}_%s")
        self.item = item

    def save(self, void: Callable[..., None], **given: Any) -> bool:
        """Withdraw it; False when something cannot be, with the message beside it."""
        if not self.is_valid():
            return False
        try:
            void(reason=self.cleaned_data["reason"], **given)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
