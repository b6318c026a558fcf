"""What each role may do: every right against every role, and the reason of a refusal."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from headache_cds.accounts import access
from headache_cds.accounts.models import Role, User

RIGHTS = {
    "read_dossier": {Role.PHYSIOTHERAPIST, Role.TEAM_MEMBER},
    "write_clinical": {Role.PHYSIOTHERAPIST},
    "write_team_note": {Role.PHYSIOTHERAPIST, Role.TEAM_MEMBER},
    "manage_people": {Role.ADMINISTRATOR},
}


def pair(right: str) -> tuple[Callable[[object], bool], Callable[[object], None]]:
    return getattr(access, f"user_can_{right}"), getattr(access, f"check_user_can_{right}")


def test_every_right_is_in_the_table() -> None:
    rights = {name.removeprefix("user_can_") for name in vars(access) if name.startswith("user_can_")}
    assert rights == RIGHTS.keys()


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("right", RIGHTS)
def test_a_role_has_its_rights_and_no_other(right: str, role: str) -> None:
    allowed, check = pair(right)
    user = User(role=role)
    assert allowed(user) is (role in RIGHTS[right])
    if not allowed(user):
        with pytest.raises(PermissionDenied) as caught:
            check(user)
        assert str(caught.value).endswith(".")


@pytest.mark.parametrize("right", RIGHTS)
def test_nobody_and_the_deactivated_have_no_right(right: str) -> None:
    allowed, check = pair(right)
    for user in (AnonymousUser(), *(User(role=role, is_active=False) for role in Role.values)):
        assert not allowed(user)
        with pytest.raises(PermissionDenied):
            check(user)


def test_a_superuser_flag_opens_no_dossier() -> None:
    assert not access.user_can_read_dossier(User(role=Role.ADMINISTRATOR, is_superuser=True))
