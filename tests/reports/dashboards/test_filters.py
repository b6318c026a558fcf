"""The filters: each finds what it names, and unknown is a choice of its own."""

from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from headache_cds.accounts.models import Role, User
from intake.actions import close_episode, mark_double, void_episode
from intake.models import Episode
from interventions.models import EpisodeStatus
from tests.built_once import built_once
from tests.dossiers import sign, take_over
from tests.factories import make_episode, make_episode_with, make_follow_up, make_person
from tests.people import signed_in
from tests.worked import PATIENTS

from .scenes import CASELOAD, flag, names, settled

pytestmark = pytest.mark.db

EVERYBODY = {"Migraine", "Spanning", "Gemengd", "Overgebruik", "Vlag", "Leeg"}


@pytest.fixture
def list_(alice: User, dora: User) -> Client:
    """Six patients: two types and both, one overusing, one with a red flag, one without any answer."""
    built_once("six patients", lambda: six_patients(alice, dora), alice, dora)
    return signed_in(alice)


def six_patients(alice: User, dora: User) -> Episode:
    """Make them; gives the one without any answer."""
    numbers = count(1)

    def add(name: str, facts: dict[str, object], by: User = alice) -> None:
        registered = {"family_name": name, "number": f"F{next(numbers)}"}
        made[name], _later = make_episode_with(by, facts, **registered)

    made: dict[str, Episode] = {}
    anna = make_person(dora, "anna", Role.PHYSIOTHERAPIST)
    add("Migraine", PATIENTS["V05"])
    add("Spanning", PATIENTS["V01"], anna)
    add("Gemengd", PATIENTS["V04"])
    add("Overgebruik", PATIENTS["V03"])
    add("Vlag", settled(headache_type=["migraine", "unknown"]))
    made["Leeg"] = make_episode(alice, family_name="Leeg", number="F9")
    sign(made["Migraine"], alice, evaluation_in=3)
    take_over(made["Spanning"], anna, "education")
    sign(made["Overgebruik"], alice, evaluation_in=60)
    sign(made["Vlag"], alice)
    flag(made["Vlag"], alice)
    return made["Leeg"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERYBODY),
        ("diagnosis=migraine", {"Migraine", "Gemengd", "Overgebruik", "Vlag"}),
        ("diagnosis=tth", {"Spanning", "Gemengd"}),
        ("diagnosis=tac", set()),
        ("diagnosis=unknown", {"Leeg", "Vlag"}),
        ("chronicity=chronic", {"Spanning", "Overgebruik"}),
        ("chronicity=episodic", {"Migraine", "Gemengd"}),
        ("chronicity=unknown", {"Vlag", "Leeg"}),
        ("overuse=yes", {"Overgebruik"}),
        ("overuse=no", {"Migraine", "Spanning", "Gemengd"}),
        ("overuse=unknown", {"Vlag", "Leeg"}),
        ("red_flag=open", {"Vlag"}),
        ("red_flag=settled", {"Migraine", "Spanning", "Gemengd", "Overgebruik"}),
        ("red_flag=unknown", {"Leeg"}),
        ("therapist=me", EVERYBODY - {"Spanning"}),
        ("plan=none", {"Gemengd", "Leeg"}),
        ("plan=draft", {"Spanning"}),
        ("plan=signed", {"Migraine", "Overgebruik"}),
        ("plan=paused", {"Vlag"}),
        ("evaluation=overdue", set()),
        ("evaluation=soon", {"Migraine"}),
        ("evaluation=later", {"Overgebruik", "Vlag"}),
        ("evaluation=none", {"Spanning", "Gemengd", "Leeg"}),
        ("diagnosis=migraine&chronicity=chronic", {"Overgebruik"}),
        ("diagnosis=nonsense&overuse='--", EVERYBODY),
    ],
)
def test_it_finds_what_it_names(list_: Client, query: str, found: set[str]) -> None:
    assert set(names(list_, f"?{query}")) == found


@pytest.mark.slow
def test_every_filter_divides_the_list(list_: Client) -> None:
    """Each patient stands under at least one choice of each filter, so nobody can be lost."""
    filters = list_.get(CASELOAD).context["filters"]
    dividing = [item for item in filters.all if item.name != "care"]
    assert len(dividing) == 7
    for item in dividing:
        found = {name for option in item.options for name in names(list_, f"?{item.name}={option.value}")}
        assert found == EVERYBODY, item.name


def test_who_is_not_in_the_list_stands_under_one_choice_of_care(list_: Client, alice: User) -> None:
    ended = {"closed": "Leeg", "voided": "Spanning", "double": "Gemengd"}
    rows = {name: Episode.objects.get(patient__family_name=name) for name in [*ended.values(), "Vlag"]}
    close_episode(episode=rows["Leeg"], by=alice, ended_on=timezone.localdate(), reason="Klaar.")
    void_episode(episode=rows["Spanning"], by=alice, reason="Per ongeluk.")
    mark_double(patient=rows["Gemengd"].patient, number=rows["Vlag"].patient.number, by=alice)
    assert set(names(list_, "")) == EVERYBODY - set(ended.values())
    for choice, name in ended.items():
        assert names(list_, f"?care={choice}") == [name]


def test_by_therapist(list_: Client) -> None:
    anna = User.objects.get(username="anna")
    assert names(list_, f"?therapist={anna.pk}") == ["Spanning"]
    assert "Mijn patiënten" in list_.get(CASELOAD).content.decode()


def test_a_team_member_has_no_patients_of_their_own(list_: Client, bob: User) -> None:
    page = signed_in(bob).get(f"{CASELOAD}?therapist=me")
    assert "Mijn patiënten" not in page.content.decode()
    assert len(page.context["page"].object_list) == 6


def test_never_judged_counts_as_unknown(list_: Client) -> None:
    EpisodeStatus.objects.all().delete()
    for query in ("diagnosis=unknown", "chronicity=unknown", "overuse=unknown", "red_flag=unknown"):
        assert set(names(list_, f"?{query}")) == EVERYBODY, query


def test_a_chip_drops_its_filter_and_keeps_the_others(list_: Client) -> None:
    page = list_.get(f"{CASELOAD}?diagnosis=migraine&overuse=no&sort=-days&page=2")
    chosen = {item.name: item for item in page.context["filters"].all}
    assert chosen["diagnosis"].query == "?overuse=no&sort=-days"
    assert chosen["diagnosis"].chosen_label == "Migraine"
    again = next(option for option in chosen["overuse"].options if option.value == "no")
    assert again.query == "?diagnosis=migraine&sort=-days"
    assert "Diagnose: Migraine" in page.content.decode()


def test_an_evaluation_that_was_held_is_not_overdue(list_: Client, alice: User) -> None:
    episode = EpisodeStatus.objects.get(episode__patient__family_name="Migraine").episode
    make_follow_up(episode, alice, followup_headache_days=5)
    assert "Migraine" not in names(list_, "?evaluation=soon"), "measured up to a week early"
    assert "Migraine" in names(list_, "?evaluation=none")
