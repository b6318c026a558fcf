"""Voiding: what was written by mistake stays readable and no longer counts."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from intake.models import FollowUp, TeamNote

VOID_FIELDS = ["voided_at", "voided_by", "void_reason"]


def mark_void(item: FollowUp | TeamNote, *, by: User, reason: str) -> None:
    """Void one record with a reason; inside the transaction of an action.

    Raises ValidationError without a reason and for a record that is void already.
    """
    model = type(item)
    item.refresh_from_db(fields=VOID_FIELDS, from_queryset=model._default_manager.select_for_update())
    if item.is_voided:
        raise ValidationError(_("Dit is al ingetrokken."), code="voided")
    if not reason.strip():
        raise ValidationError({"reason": _("Geef een reden.")})
    item.voided_at = timezone.now()
    item.voided_by = by
    item.void_reason = reason.strip()
    item.clean_fields(exclude={field.name for field in model._meta.fields} - {"void_reason"})
    item.save(update_fields=VOID_FIELDS)
