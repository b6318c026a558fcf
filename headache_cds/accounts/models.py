"""Centres and the people who sign in."""

import uuid

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from headache_cds.agb import LENGTH as AGB_LENGTH
from headache_cds.agb import check_agb
from headache_cds.keys import KeyField, plain_key


class CareSetting(models.TextChoices):
    """Values of the fact `care_setting`: who owns red-flag screening and classification (HV-S-01)."""

    PRIMARY = "primary_care", _("Eerste lijn")
    SECONDARY = "secondary_care", _("Hoofdpijncentrum (tweede lijn)")


class Role(models.TextChoices):
    """What a person is at their centre; the rights of each stand in access.py."""

    PHYSIOTHERAPIST = "physiotherapist", _("Fysiotherapeut")
    TEAM_MEMBER = "team_member", _("Teamlid")
    ADMINISTRATOR = "administrator", _("Beheerder")


class Centre(models.Model):
    """A practice or headache centre; its patients are seen by its own people only.

    Code, address and telephone are what a letter says of its sender; '' where nobody filled them in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=120, unique=True)
    care_setting = models.CharField(
        _("setting"), max_length=32, choices=CareSetting, default=CareSetting.SECONDARY
    )
    agb = models.CharField(
        _("AGB-code van de praktijk"), max_length=AGB_LENGTH, blank=True, validators=[check_agb]
    )
    street = models.CharField(_("straat en nummer"), max_length=80, blank=True)
    place = models.CharField(_("postcode en plaats"), max_length=80, blank=True)
    phone = models.CharField(_("telefoon"), max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(care_setting__in=CareSetting.values), name="centre_care_setting_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PeopleManager(UserManager["User"]):
    """Loads the centre with the person, because every page names it and every check compares it.

    A user name counts however it is written: a tablet begins it with a capital.
    """

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("centre")

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person who signs in with this name."""
        exactly = self.filter(username=username).first()
        return exactly or self.get(username_key=plain_key(username or ""))


class User(AbstractUser):
    """A person of one centre with one role.

    `must_change_password` holds as long as the password is the temporary one that an administrator saw.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Django's own way to leave out a field of the base; its types know no such thing.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    centre = models.ForeignKey(
        Centre, verbose_name=_("centrum"), on_delete=models.PROTECT, related_name="people"
    )
    role = models.CharField(_("rol"), max_length=32, choices=Role)
    display_name = models.CharField(_("naam"), max_length=120)
    registration_number = models.CharField(_("BIG- of KRF-nummer"), max_length=32, blank=True)
    must_change_password = models.BooleanField(default=False)
    username_key = KeyField(of="username", make=plain_key, unique=True)

    # The base declares its manager for its own class.
    objects = PeopleManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["centre", "role", "display_name"]

    class Meta(AbstractUser.Meta):
        abstract = False
        ordering = ["display_name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        """The name as colleagues and printed pages show it."""
        return self.display_name

    def get_short_name(self) -> str:
        """The same name: there is no shorter one."""
        return self.display_name
