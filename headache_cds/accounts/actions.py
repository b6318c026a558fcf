"""Every write on centres and people; each is atomic and leaves its audit row."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.audit.actions import record
from headache_cds.keys import plain_key
from headache_cds.vocabulary.opened import print_of
from headache_cds.vocabulary.text import clean_line

from .access import check_user_can_manage_people
from .models import CareSetting, Centre, Role, User
from .passwords import make_temporary_password


@transaction.atomic
def create_centre(
    *,
    name: str,
    username: str,
    display_name: str,
    care_setting: str = CareSetting.SECONDARY,
) -> tuple[User, str]:
    """Create a centre with its first administrator; return that person and the temporary password.

    The administrator stands as the actor in the trail: before the first person there is nobody else.
    """
    centre = Centre(name=clean_line(name), care_setting=care_setting)
    centre.full_clean()
    centre.save()
    administrator, password = _create_person(
        centre=centre, username=username, display_name=display_name, role=Role.ADMINISTRATOR
    )
    record(actor=administrator, action="centre.create", subject=centre)
    return administrator, password


CENTRE_FIELDS = ("agb", "street", "place", "phone")


def centre_print(centre: Centre) -> str:
    """A print of what a page about the centre shows, for `change_centre`."""
    return print_of({name: getattr(centre, name) for name in CENTRE_FIELDS})


@transaction.atomic
def change_centre(*, by: User, seen: str, **values: str) -> bool:
    """Change code, address or telephone of the administrator's centre; whether anything differed.

    Raises ValidationError when somebody changed them after the page with the print `seen` was opened.
    """
    check_user_can_manage_people(by)
    centre = Centre.objects.select_for_update().get(pk=by.centre_id)
    if seen != centre_print(centre):
        raise ValidationError(
            _("Een collega heeft dit intussen gewijzigd. Open de pagina opnieuw en kijk wat er nu staat."),
            code="changed",
        )
    before = centre_print(centre)
    for name in CENTRE_FIELDS:
        setattr(centre, name, clean_line(values[name]))
    centre.full_clean()
    if centre_print(centre) == before:
        return False
    centre.save(update_fields=CENTRE_FIELDS)
    record(actor=by, action="centre.change", subject=centre)
    return True


@transaction.atomic
def add_person(
    *, by: User, username: str, display_name: str, role: str, registration_number: str = ""
) -> tuple[User, str]:
    """Add a person to the centre of the administrator `by`; return the person and the temporary password.

    Raises PermissionDenied for another role, ValidationError for a name that is taken or an unknown role.
    """
    check_user_can_manage_people(by)
    person, password = _create_person(
        centre=by.centre,
        username=username,
        display_name=display_name,
        role=role,
        registration_number=registration_number,
    )
    record(actor=by, action="person.add", subject=person, details={"role": person.role})
    return person, password


def _create_person(*, centre: Centre, **fields: str) -> tuple[User, str]:
    password = make_temporary_password()
    cleaned = {name: clean_line(value) for name, value in fields.items()}
    person = User(centre=centre, must_change_password=True, **cleaned)
    person.set_password(password)
    person.full_clean()
    check_username(person.username)
    person.save()
    return person, password


def check_username(username: str) -> None:
    """Raise ValidationError when somebody has this user name already, however it is written."""
    if User.objects.filter(username_key=plain_key(username)).exists():
        raise ValidationError({"username": _("Deze gebruikersnaam bestaat al.")}, code="unique")


@transaction.atomic
def set_person_active(*, by: User, person: User, active: bool) -> None:
    """Deactivate a person (who is signed out at the next click) or let them in again.

    Nobody is deleted: what they wrote keeps its author. Raises ValidationError for oneself, so that a centre
    cannot lock out its last administrator.
    """
    _check_manages(by, person)
    if person == by:
        raise ValidationError(_("Uw eigen account kunt u niet uitzetten."), code="own_account")
    person.is_active = active
    person.save(update_fields=["is_active"])
    record(actor=by, action="person.activate" if active else "person.deactivate", subject=person)


@transaction.atomic
def renew_password(*, by: User, person: User) -> str:
    """Give a person a new temporary password and return it; the old one and open sessions end."""
    _check_manages(by, person)
    password = make_temporary_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record(actor=by, action="person.renew_password", subject=person)
    return password


@transaction.atomic
def set_own_password(*, by: User, password: str) -> None:
    """Replace one's own password; the caller has checked its strength."""
    by.set_password(password)
    by.must_change_password = False
    by.save(update_fields=["password", "must_change_password"])
    record(actor=by, action="person.change_password", subject=by)


def _check_manages(by: User, person: User) -> None:
    check_user_can_manage_people(by)
    if person.centre_id != by.centre_id:
        raise PermissionDenied(_("Deze medewerker hoort bij een ander centrum."))
