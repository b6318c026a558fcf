"""Voiding: what was written by mistake stays readable and no longer counts.

Correcting is voiding with a reason of its own, and a new row that points to what it replaces.
"""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.text import clean_line, has_words, isolate
from intake.models import Voidable

REASON_LENGTH = 200
CORRECTED = "gecorrigeerd"
VOID_FIELDS = ["voided_at", "voided_by", "void_reason"]


def mark_void(item: Voidable, *, by: User, reason: str) -> None:
    """Void one record with a reason; inside the transaction of an action.

    Raises ValidationError without a reason and for a record that is void already.
    """
    locked: QuerySet[Voidable] = type(item)._default_manager.select_for_update()
    item.refresh_from_db(fields=VOID_FIELDS, from_queryset=locked)
    if item.is_voided:
        raise ValidationError(
            _("%(name)s heeft dit al ingetrokken of gecorrigeerd. Bekijk eerst wat er nu staat."),
            code="voided",
            params={"name": isolate(item.voided_by.display_name) if item.voided_by else ""},
        )
    reason = clean_line(reason)
    if not has_words(reason) or len(reason) > REASON_LENGTH:
        raise ValidationError({"reason": _("Geef een reden van ten hoogste %d tekens.") % REASON_LENGTH})
    item.voided_at = timezone.now()
    item.voided_by = by
    item.void_reason = reason
    item.save(update_fields=VOID_FIELDS)


def mark_corrected(item: Voidable, *, by: User, is_same: bool) -> None:
    """Void one record because a new row takes its place; inside the transaction that makes the new row.

    Raises ValidationError when the new row would hold the same, and for a record that is void already.
    """
    if is_same:
        raise ValidationError(_("Er is niets veranderd ten opzichte van wat er stond."), code="same")
    mark_void(item, by=by, reason=CORRECTED)
