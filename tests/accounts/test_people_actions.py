"""Adding, deactivating and letting people in again; passwords."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from headache_cds.accounts import actions
from headache_cds.accounts.models import Centre, Role, User
from headache_cds.accounts.passwords import make_temporary_password

pytestmark = pytest.mark.db


def add(by: User, username: str = "femke", role: str = Role.TEAM_MEMBER) -> tuple[User, str]:
    return actions.add_person(by=by, username=username, display_name="Femke", role=role)


def test_a_centre_begins_with_its_administrator(db: None) -> None:
    person, password = actions.create_centre(name="Praktijk Oost", username="gijs", display_name="Gijs")
    assert person.role == Role.ADMINISTRATOR
    assert person.centre == Centre.objects.get(name="Praktijk Oost")
    assert person.must_change_password
    assert person.check_password(password)


def test_a_centre_that_exists_is_refused(dora: User) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.create_centre(name=dora.centre.name, username="gijs", display_name="Gijs")
    assert {field: errors[0].code for field, errors in refused.value.error_dict.items()} == {"name": "unique"}
    assert not User.objects.filter(username="gijs").exists()


def test_an_administrator_adds_a_person_to_the_own_centre(dora: User) -> None:
    person, password = add(dora)
    assert (person.centre, person.role, str(person)) == (dora.centre, "team_member", "Femke")
    assert person.check_password(password)
    assert person.must_change_password


@pytest.mark.parametrize("fields", [{"username": "dora"}, {"role": "doctor"}, {"username": "a b"}])
def test_a_person_that_cannot_be_is_refused(fields: dict[str, str], dora: User) -> None:
    with pytest.raises(ValidationError) as caught:
        add(dora, **fields)
    assert caught.value.message_dict.keys() == fields.keys()
    assert User.objects.count() == 1


def test_the_database_knows_the_roles(dora: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="x", display_name="X", role="doctor", centre=dora.centre)


def test_other_roles_manage_nobody(alice: User, bob: User) -> None:
    for person in (alice, bob):
        with pytest.raises(PermissionDenied, match="beheerder"):
            add(person)
        with pytest.raises(PermissionDenied):
            actions.set_person_active(by=person, person=bob, active=False)
        with pytest.raises(PermissionDenied):
            actions.renew_password(by=person, person=bob)


def test_another_centre_is_out_of_reach(dora: User, charlie: User) -> None:
    with pytest.raises(PermissionDenied, match="ander centrum"):
        actions.set_person_active(by=dora, person=charlie, active=False)
    with pytest.raises(PermissionDenied, match="ander centrum"):
        actions.renew_password(by=dora, person=charlie)


def test_nobody_shuts_themselves_out(dora: User) -> None:
    with pytest.raises(ValidationError, match="eigen account"):
        actions.set_person_active(by=dora, person=dora, active=False)
    assert User.objects.get(pk=dora.pk).is_active


def test_a_new_password_ends_the_old_one(dora: User, alice: User) -> None:
    password = actions.renew_password(by=dora, person=alice)
    alice.refresh_from_db()
    assert (alice.check_password(password), alice.must_change_password) == (True, True)
    actions.set_own_password(by=alice, password="een-eigen-wachtwoord")
    assert (alice.check_password(password), alice.must_change_password) == (False, False)


def test_temporary_passwords_differ_and_can_be_read_aloud() -> None:
    made = {make_temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 19 and not set("01lio") & set(password) for password in made)


def test_the_command_prints_the_password_once(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_centre", "Praktijk Oost", "gijs", "Gijs", setting="primary_care")
    username, password = capsys.readouterr().out.split()
    person = User.objects.get(username=username)
    assert person.check_password(password)
    assert person.centre.care_setting == "primary_care"


def test_the_command_says_what_is_wrong(dora: User) -> None:
    with pytest.raises(CommandError, match="bestaat"):
        call_command("create_centre", dora.centre.name, "gijs", "Gijs")
