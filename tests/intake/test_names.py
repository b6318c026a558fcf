"""Names, numbers and user names: one key for every way of writing, the same on both databases."""

import datetime as dt
import re
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.actions import add_person
from headache_cds.accounts.models import User
from headache_cds.keys import name_key, plain_key
from intake.models import Correction, Episode, Patient
from tests.factories import PASSWORD, make_episode, make_person
from tests.intake.test_views_register import ADDRESS, confirming, filled_in
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import filled, send

pytestmark = pytest.mark.db

BORN = dt.date(1990, 5, 4)
DUTCH_LIST = [
    "Aalst",
    "van der Aalst",
    "van den Berg-’t Hooft",
    "van Bergen",
    "d'Hond",
    "’t Hooft",
    "Ĳssel",
    "Ørsted",
    "Özdemir",
    "Van",
    "in 't Veld",
    "De Vries",
    "de Wit",
    "Zwart",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Özdemir", "OZDEMIR"),
        ("özdemir", "Özdemir"),
        ("Andre\u0301", "André"),
        ("Ørsted", "orsted"),
        ("’t Hooft", "'t hooft"),
        ("´t Hooft", "`t Hooft"),
        ("Ĳssel", "IJssel"),
        ("Groß", "GROSS"),
        ("Łukasz", "lukasz"),
        ("İnce", "ince"),
        ("van den Berg", "Van\u00a0den  Berg\u200b"),
        ("Berg-Hooft", "Berg Hooft"),
        ("Ｖａｎ", "van"),
    ],
)
def test_two_ways_of_writing_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_number_keeps_its_signs() -> None:
    assert plain_key(" N７7710f\u200b") == plain_key("n77710F") == "n77710f"
    assert plain_key("12-3") != plain_key("1-23")
    assert plain_key("12\u20133") == plain_key("12-3")


@pytest.fixture
def everybody(alice: User) -> list[Episode]:
    """A patient of every name, registered in another order than that of a list."""
    return [make_episode(alice, family_name=name, initials="A.") for name in reversed(DUTCH_LIST)]


def listed(client: Client, search: str = "") -> list[str]:
    """The names on the caseload, from the top."""
    client.post("/patienten/", {"search": search})
    page = client.get("/patienten/").content.decode()
    return [name.replace("&#x27;", "'") for name in re.findall(r"row-link[^>]*><bdi>([^<]*)</bdi>", page)]


def test_the_caseload_is_in_the_order_of_a_dutch_list(alice: User, everybody: list[Episode]) -> None:
    assert [name.removesuffix(", A.") for name in listed(signed_in(alice))] == DUTCH_LIST


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ozdemir", "Özdemir, A."),
        ("OZDEMIR", "Özdemir, A."),
        ("özdemir", "Özdemir, A."),
        ("O\u0308zdemir", "Özdemir, A."),
        ("orsted", "Ørsted, A."),
        ("ørsted", "Ørsted, A."),
        ("ijssel", "Ĳssel, A."),
        ("d’hond", "d'Hond, A."),
        ("van den Berg-’t Hooft, A.", "van den Berg-’t Hooft, A."),
        ("van den Berg-'t hooft, a", "van den Berg-’t Hooft, A."),
        ("A. van den Berg", "van den Berg-’t Hooft, A."),
        ("vandenberg", "van den Berg-’t Hooft, A."),
        ("zwart\u200e", "Zwart, A."),
    ],
)
def test_a_name_is_found_however_it_is_written(
    alice: User, everybody: list[Episode], typed: str, found: str
) -> None:
    assert listed(signed_in(alice), typed) == [found]


@pytest.mark.parametrize(
    "typed", ["4-5-1990", "04-05-1990", "04/05/1990", "1990-05-04", "04051990", "Zwart, 4-5-1990"]
)
def test_a_birth_date_finds_the_person(alice: User, typed: str) -> None:
    make_episode(alice, family_name="Zwart", birth_date=BORN)
    make_episode(alice, family_name="Zwarts")
    assert listed(signed_in(alice), typed) == ["Zwart, V."]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Jansen, A.", ["Jansen, A.B."]), ("A.B. Jansen", ["Jansen, A.B."]), ("jansen, b", ["Jansen, B."])],
)
def test_initials_tell_namesakes_apart(alice: User, typed: str, found: list[str]) -> None:
    for initials in ("A.B.", "B.", "Y.Th."):
        make_episode(alice, family_name="Jansen", initials=initials)
    assert listed(signed_in(alice), typed) == found


def test_a_number_is_found_and_counts_once_however_it_is_written(alice: User) -> None:
    make_episode(alice, number="N77710f", family_name="Zwart")
    client = signed_in(alice)
    assert listed(client, "n７7710F\u200b") == ["Zwart, V."]
    for number in ("n77710f", "N77710F\u200b", "Ｎ77710f", "N 77710f\u00a0", "\u202eN77710f"):
        page = client.post(ADDRESS, filled_in(alice, number=number, birth_date="04-05-1990")).content.decode()
        assert "Dit patiëntnummer bestaat al in uw centrum." in page, ascii(number)
    assert Patient.objects.count() == 1


def test_somebody_with_one_name(alice: User) -> None:
    signed_in(alice).post(ADDRESS, filled_in(alice, family_name="Suharto", initials="-"))
    assert Patient.objects.get().name == "Suharto"


def test_an_estimated_birth_date_is_asked_and_shown_as_such(alice: User) -> None:
    client = signed_in(alice)
    for typed in ("1950", "00-00-1950", "00-03-1950"):
        page = client.post(ADDRESS, filled_in(alice, birth_date=typed)).content.decode()
        assert "Vul 01-01-1950 in en kruis &#x27;geschat&#x27; aan." in page
        assert f'value="{typed}"' in page
    data = filled_in(alice, birth_date="01-01-1950", birth_estimated="on")
    page = client.post(ADDRESS, data, follow=True).content.decode()
    assert "01-01-1950, geschat" in page
    assert "01-01-1950, geschat" in client.get("/patienten/").content.decode()


def test_a_name_stands_apart_and_without_direction_characters(alice: User) -> None:
    data = filled_in(alice, family_name="\u202eeneJnaV\u200f", initials="B.")
    page = signed_in(alice).post(ADDRESS, data, follow=True).content.decode()
    assert "<strong><bdi>eneJnaV, B.</bdi></strong>" in page


@pytest.mark.parametrize("name", ["özdemir", "O\u0308ZDEMIR", "Ozdemir", "van Özdemir"])
def test_a_namesake_is_pointed_out_however_the_name_is_written(alice: User, name: str) -> None:
    make_episode(alice, family_name="Özdemir", number="N-1", birth_date=BORN)
    page = signed_in(alice).post(ADDRESS, filled_in(alice, family_name=name, birth_date="4-5-1990"))
    assert "(nummer N-1)" in page.content.decode()
    assert Patient.objects.count() == 1


def test_a_namesake_of_an_estimated_birth_date(alice: User) -> None:
    make_episode(alice, family_name="Yilmaz", number="N-1", birth_date=BORN)
    data = filled_in(alice, family_name="Yilmaz", birth_date="01-01-1990", birth_estimated="on")
    assert "(nummer N-1)" in signed_in(alice).post(ADDRESS, data).content.decode()


def test_confirming_one_namesake_confirms_no_other(alice: User) -> None:
    make_episode(alice, family_name="Dubbel", number="N-1", birth_date=BORN)
    make_episode(alice, family_name="Van Dalen", number="N-2", birth_date=BORN)
    client, data = signed_in(alice), filled_in(alice, family_name="Dubbel", birth_date="04-05-1990")
    seen = confirming(client.post(ADDRESS, data).content.decode())
    other = {**data, "family_name": "Van Dalen", "confirmed": seen}
    assert "(nummer N-2)" in client.post(ADDRESS, other).content.decode()
    assert Patient.objects.count() == 2
    assert client.post(ADDRESS, {**data, "confirmed": seen}).status_code == 302


def test_a_correction_into_a_namesake_is_asked_once(alice: User, episode: Episode) -> None:
    make_episode(alice, family_name="Van Dalen", number="N-2", birth_date=BORN)
    client, address = signed_in(alice), reverse("intake:correct", args=[episode.pk])
    typed = {"family_name": "van Dalen", "birth_date": "4-5-1990"}
    asked = send(client, address, typed)
    assert asked.status_code == 422
    assert "(nummer N-2)" in asked.content.decode()
    assert not Correction.objects.exists()
    again = client.post(address, filled(read(asked.content.decode()), {}))
    assert again.status_code == 302
    assert Patient.objects.get(pk=episode.patient_id).name_key == "vandalen"


def test_a_correction_of_something_else_asks_nothing(alice: User, episode: Episode) -> None:
    make_episode(alice, family_name=episode.patient.family_name, birth_date=episode.patient.birth_date)
    address = reverse("intake:correct", args=[episode.pk])
    assert send(signed_in(alice), address, {"initials": "Q."}).status_code == 302


def test_a_user_name_is_one_persons_however_it_is_written(dora: User) -> None:
    make_person(dora, "femke", "team_member")
    for username in ("Femke", "FEMKE\u200b", "ｆemke"):
        typed = {"username": username, "display_name": "Anders", "role": "team_member", "whole": "1"}
        page = signed_in(dora).post("/medewerkers/nieuw/", typed).content.decode()
        assert "Deze gebruikersnaam bestaat al." in page
    assert Client().login(username="Femke", password=PASSWORD)
    with pytest.raises(Exception, match="bestaat al"):
        add_person(by=dora, username="FEMKE", display_name="Anders", role="team_member")


def test_the_migrations_fill_the_keys_of_who_was_there(alice: User, everybody: list[Episode]) -> None:
    here = SimpleNamespace(connection=connection)
    before = list(Patient.objects.order_by("pk").values())
    for patient in Patient.objects.all():  # as they were: without keys, which are unique
        keys: dict[str, Any] = {"name_key": "", "sort_key": "", "initials_key": "", "number_key": patient.pk}
        Patient.objects.filter(pk=patient.pk).update(**keys)
    import_module("intake.migrations.0002_keys_of_names").fill(apps, here)
    assert list(Patient.objects.order_by("pk").values()) == before
    User.objects.filter(pk=alice.pk).update(username_key="")
    import_module("headache_cds.accounts.migrations.0002_user_username_key").fill(apps, here)
    assert User.objects.get(pk=alice.pk).username_key == "alice"


def test_no_page_shows_a_name_without_setting_it_apart() -> None:
    """But in an attribute, where there can be no element."""
    shown = re.compile(r"(?:\{\{ |=)[\w.]*(?:display_name|patient\.name|conflict\.who)(?!\|isolated)\b(?!\|)")
    bare = [
        f"{path.name}: {line.strip()}"
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if shown.search(line) and "aria-label" not in line
    ]
    assert bare == []
