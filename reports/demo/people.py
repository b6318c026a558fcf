"""The centres of the demo and the people who can sign in."""

from dataclasses import dataclass

from headache_cds.accounts.actions import add_person, create_centre, set_own_password
from headache_cds.accounts.models import User

from .script import DemoCentre, Person


@dataclass(frozen=True)
class Account:
    """A person with the password that was made for them."""

    user: User
    password: str


def open_centre(plan: DemoCentre) -> list[Account]:
    """Make a centre with its people; each keeps the random password, so that the demo opens at once."""
    first, *others = plan.people
    administrator, password = create_centre(
        name=plan.name, username=first.username, display_name=first.name, care_setting=plan.care_setting
    )
    accounts = [Account(administrator, password)]
    accounts += [Account(*_add(person, administrator)) for person in others]
    for account in accounts:
        set_own_password(by=account.user, password=account.password)
    return accounts


def _add(person: Person, administrator: User) -> tuple[User, str]:
    return add_person(
        by=administrator,
        username=person.username,
        display_name=person.name,
        role=person.role,
        registration_number=person.registration,
    )
