"""GP, referrer and neurologist: recorded, corrected, withdrawn, and by whom."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from headache_cds.accounts.actions import centre_print, change_centre
from headache_cds.accounts.models import Centre, User
from headache_cds.agb import AgbField
from intake import actions
from intake.models import Episode
from intake.queries import contacts_of, earlier_contacts_of
from tests.dossiers import make_contact
from tests.people import signed_in


@pytest.mark.parametrize(("typed", "kept"), [("01-012345", "01012345"), ("01 012 345", "01012345"), ("", "")])
def test_a_code_may_be_typed_with_something_between_its_digits(typed: str, kept: str) -> None:
    assert AgbField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["1234567", "123456789", "0101234a", "٠١٠١٢٣٤٥"])
def test_a_code_that_has_no_eight_digits_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="acht cijfers"):
        AgbField().clean(typed)


@pytest.mark.db
def test_a_patient_has_one_gp(episode: Episode, alice: User) -> None:
    make_contact(episode, alice)
    with pytest.raises(ValidationError, match="al een huisarts"):
        make_contact(episode, alice, name="Een ander")
    make_contact(episode, alice, role="neurologist", referred=False)
    assert [row.role for row in contacts_of(episode.patient)] == ["gp", "neurologist"]


def test_somebody_needs_a_name_or_a_practice(episode: Episode, alice: User) -> None:
    with pytest.raises(ValidationError, match="Vul de naam in"):
        make_contact(episode, alice, name="", practice="")
    assert make_contact(episode, alice, name="").called == "Huisartsen Noord"


@pytest.mark.db
def test_a_correction_keeps_what_stood_there(episode: Episode, alice: User) -> None:
    contact = make_contact(episode, alice)
    given = {name: getattr(contact, name) for name in actions.CONTACT_FIELDS}
    with pytest.raises(ValidationError, match="niets veranderd"):
        actions.correct_contact(contact=contact, by=alice, submission=uuid.uuid4(), **given)
    given["agb"] = "01099999"
    actions.correct_contact(contact=contact, by=alice, submission=uuid.uuid4(), **given)
    assert [row.agb for row in contacts_of(episode.patient)] == ["01099999"]
    assert [row.agb for row in earlier_contacts_of(episode.patient)] == ["01012345"]


def test_the_referrer_stands_first(episode: Episode, alice: User) -> None:
    make_contact(episode, alice, referred=False)
    make_contact(episode, alice, role="neurologist", name="N. Bos")
    assert [row.called for row in contacts_of(episode.patient)] == ["N. Bos", "G. de Vries"]


def test_only_a_therapist_of_the_centre_records_one(
    episode: Episode, alice: User, bob: User, charlie: User
) -> None:
    for other in (bob, charlie):
        with pytest.raises(PermissionDenied):
            make_contact(episode, other)
        contact = contacts_of(episode.patient)[0] if contacts_of(episode.patient) else None
        assert contact is None


def test_the_same_submission_gives_the_same_contact(episode: Episode, alice: User) -> None:
    token = uuid.uuid4()
    given = {
        "patient": episode.patient,
        "by": alice,
        "submission": token,
        "role": "gp",
        "name": "G. de Vries",
    }
    assert actions.add_contact(**given) == actions.add_contact(**given)  # type: ignore[arg-type]


def test_a_centre_is_changed_by_its_administrator_only(alice: User, dora: User) -> None:
    given = {"agb": "04012345", "street": "Kade 1", "place": "9711 AB Groningen", "phone": "050 - 123"}
    with pytest.raises(PermissionDenied):
        change_centre(by=alice, seen=centre_print(alice.centre), **given)
    assert change_centre(by=dora, seen=centre_print(dora.centre), **given)
    assert Centre.objects.get(pk=dora.centre_id).agb == "04012345"


def test_a_centre_that_a_colleague_changed_meanwhile_is_not_overwritten(dora: User) -> None:
    seen = centre_print(dora.centre)
    change_centre(by=dora, seen=seen, agb="", street="Kade 1", place="", phone="")
    with pytest.raises(ValidationError, match="intussen gewijzigd"):
        change_centre(by=dora, seen=seen, agb="", street="Kade 2", place="", phone="")


def test_the_page_tells_what_was_not_recorded(episode: Episode, alice: User) -> None:
    make_contact(episode, alice, agb="", practice_agb="")
    page = signed_in(alice).get(f"/episodes/{episode.pk}/huisarts/").content.decode()
    assert "G. de Vries" in page
    assert page.count("niet vastgelegd") == 2
