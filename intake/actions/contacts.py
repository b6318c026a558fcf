"""Who looks after the patient outside the centre: GP, referrer, neurologist."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record
from headache_cds.vocabulary.text import clean_line, has_words
from intake.access import check_may_write
from intake.models import CareContact, ContactRole, Patient
from intake.submission import submit_once

from .voiding import mark_corrected, mark_void

CONTACT_FIELDS = ("role", "referred", "name", "agb", "practice", "practice_agb", "place", "phone")


@transaction.atomic
def add_contact(*, patient: Patient, by: User, submission: UUID, **values: Any) -> CareContact:
    """Record somebody who looks after the patient; `values` are CONTACT_FIELDS.

    The same `submission` gives the same contact. Raises ValidationError without a name or practice, for a
    second GP, and when the submission recorded somebody else before.
    """
    check_may_write(by, patient)
    return _write(CareContact(patient=patient, **_cleaned(values)), by, submission, None)


@transaction.atomic
def correct_contact(*, contact: CareContact, by: User, submission: UUID, **values: Any) -> CareContact:
    """Replace a contact by what it should have said; the old one stays readable.

    Raises ValidationError as `add_contact` does, when nothing differs, and when it was withdrawn or
    corrected already.
    """
    check_may_write(by, contact.patient)
    return _write(CareContact(patient=contact.patient, **_cleaned(values)), by, submission, contact)


@transaction.atomic
def void_contact(*, contact: CareContact, by: User, reason: str) -> None:
    """Withdraw a contact with a reason, as when the patient changed to another GP."""
    check_may_write(by, contact.patient)
    mark_void(contact, by=by, reason=reason)
    _record(contact, by, "contact.void")


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    return {name: clean_line(value) if isinstance(value, str) else value for name, value in values.items()}


def _write(contact: CareContact, by: User, submission: UUID, replaces: CareContact | None) -> CareContact:
    """Store a contact once, in the place of another one when it corrects that."""

    def create() -> CareContact:
        contact.recorded_by, contact.submission = by, submission
        contact.full_clean(validate_unique=False, validate_constraints=False)
        _check(contact, replaces)
        if replaces:
            mark_corrected(replaces, by=by, is_same=_holds_the_same(replaces, contact))
        contact.replaces = replaces
        contact.save()
        _record(contact, by, "contact.correct" if replaces else "contact.add")
        return contact

    return submit_once(
        contact.patient.contacts.all(),
        submission,
        create,
        is_same=lambda made: _holds_the_same(made, contact) and made.replaces == replaces,
        stored=lambda made: made.called,
    )


def _check(contact: CareContact, replaces: CareContact | None) -> None:
    if not has_words(contact.called):
        raise ValidationError({"name": _("Vul de naam in, of die van de praktijk.")})
    current = contact.patient.contacts.filter(role=ContactRole.GP, voided_at__isnull=True)
    others = current.exclude(pk=replaces.pk) if replaces else current
    if contact.role == ContactRole.GP and others.exists():
        raise ValidationError({"role": _("Er staat al een huisarts. Corrigeer die, of trek haar of hem in.")})


def _holds_the_same(one: CareContact, other: CareContact) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in CONTACT_FIELDS)


def _record(contact: CareContact, by: User, action: str) -> None:
    record(actor=by, action=action, subject=contact, patient_id=contact.patient_id)
