"""Voiding: what was written by mistake stays readable and no longer counts."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.text import clean_line, has_words
from intake.models import Voidable

REASON_LENGTH = 200
VOID_FIELDS = ["voided_at", "voided_by", "void_reason"]


def mark_void(item: Voidable, *, by: User, reason: str) -> None:
    """Void one record with a reason; inside the transaction of an action.

    Raises ValidationError without a reason and for a record that is void already.
    """
    locked: QuerySet[Voidable] = type(item)._default_manager.select_for_update()
    item.refresh_from_db(fields=VOID_FIELDS, from_queryset=locked)
    if item.is_voided:
        raise ValidationError(_("Dit is al ingetrokken."), code="voided")
    reason = clean_line(reason)
    if not has_words(reason) or len(reason) > REASON_LENGTH:
        raise ValidationError({"reason": _("Geef een reden van ten hoogste %d tekens.") % REASON_LENGTH})
    item.voided_at = timezone.now()
    item.voided_by = by
    item.void_reason = reason
    item.save(update_fields=VOID_FIELDS)
