"""The demo clinic: loaded once, through the actions, with what the worked patients must come to."""

import datetime as dt
import json
import stat
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from headache_cds.accounts.models import Centre, Role, User
from headache_cds.audit.models import AuditEvent
from intake.models import Episode, Patient
from interventions.case.current import current_board
from interventions.models import Plan, PlanState
from reports.demo.clock import clock_at
from reports.demo.script import load_clinic, load_facts
from tests.reports.dashboards.test_schedule import due, moments
from tests.worked import CASES, WORKED_PATIENTS

pytestmark = pytest.mark.slow

# What the edition 2026.12.5 added; each of these lines is to be looked at in the demo.
SAFETY_LINES = {
    f"SF-{number}"
    for number in (11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 24, 25, 27, 28, 29, 30, 31, 33, 35)
}
# Invented for the demo, in line with their story; the others are the worked patients.
SEEN_AT = {
    "D01-aura-four-days": {"SF-12"},
    "D02-speech-lost-three-minutes": {"SF-13"},
    "D03-sudden-vision-loss": {"SF-17"},
    "D04-temple-and-chewing": {"SF-18"},
    "D05-nsaid-in-pregnancy": {"SF-28"},
    "D06-topiramate-pill-smoking": {"SF-25", "SF-29"},
    "D07-sleep-apnoea-complete": {"SF-30"},
    "D08-botulinum-and-cluster": {"SF-33", "SF-35"},
}
ACCOUNTS = settings.VAR_DIR / "demo-accounts.txt"


@pytest.fixture(scope="class")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo clinic, loaded once; each test of the class stands in a transaction within its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", "--if-empty", verbosity=0)
        yield
        transaction.set_rollback(True)


def episode_of(case: str) -> Episode:
    """The episode of a worked patient."""
    number = next(patient.number for patient in load_clinic().patients if patient.case == case)
    return Episode.objects.select_related("patient").get(patient__number=number)


def told_to(episode: Episode) -> set[str]:
    """The statements that apply to this patient."""
    items = current_board(episode).advice.items
    return {name for item in items if item.status == "applies" for name in item.rule.record.implements}


@pytest.mark.db
@pytest.mark.usefixtures("demo", "db")
class TestDemo:
    def test_it_loads_thirty_patients_in_two_centres(self) -> None:
        assert Centre.objects.count() == 2
        assert Patient.objects.count() == 30
        assert set(Patient.objects.values_list("centre__name", flat=True)) == {
            "Fysiotherapie Zuid (demo)",
            "Hoofdpijncentrum Noord (demo)",
        }
        assert {*User.objects.values_list("role", flat=True)} == {*Role.values}

    def test_a_hypothesis_is_frozen_with_its_plan(self) -> None:
        plan = Plan.objects.get(episode=episode_of("V01-ctth-neck-desk"), state=PlanState.SIGNED)
        assert plan.content is not None
        assert plan.content["hypothesis"]["approach"] == "bottom_up"

    def test_a_second_run_changes_nothing(self) -> None:
        before = ACCOUNTS.read_text(), AuditEvent.objects.count()
        call_command("demo", "--if-empty", verbosity=0)
        assert (ACCOUNTS.read_text(), AuditEvent.objects.count()) == before

    def test_it_refuses_a_database_with_data(self) -> None:
        with pytest.raises(CommandError, match="empty database"):
            call_command("demo")

    def test_everybody_signs_in_with_the_written_password(self) -> None:
        for line in ACCOUNTS.read_text().splitlines()[1:]:
            username, password = line.split()[:2]
            answer = Client().post("/inloggen/", {"username": username, "password": password})
            assert answer.status_code == 302, username
            assert not User.objects.get(username=username).must_change_password

    def test_only_the_owner_reads_the_accounts(self) -> None:
        assert stat.S_IMODE(ACCOUNTS.stat().st_mode) == 0o600

    def test_every_worked_patient_comes_to_the_expected(self) -> None:
        for case in CASES:
            advice = current_board(episode_of(case["id"])).advice
            assert bool(advice.blocked_by) == case["expect"]["blocked"], case["id"]
            for fact, value in case["expect"]["derived"].items():
                expected = pytest.approx(value, abs=0.05) if isinstance(value, float) else value
                assert advice.derived[fact] == expected, (case["id"], fact)

    def test_every_safety_line_of_the_edition_is_seen_at_somebody(self) -> None:
        seen = {name for episode in Episode.objects.all() for name in told_to(episode)}
        assert SAFETY_LINES - seen == set()

    def test_an_invented_patient_is_told_what_is_his_story(self) -> None:
        for case, lines in SEEN_AT.items():
            assert lines <= told_to(episode_of(case)), case

    def test_somebody_contradicts_himself(self) -> None:
        advice = current_board(episode_of("V20-impossible-answers")).advice
        assert "C-migraine-above-headache-days" in advice.contradictions

    def test_everybody_is_as_old_as_the_story_says(self) -> None:
        facts = load_facts()
        for patient in load_clinic().patients:
            age = Patient.objects.get(number=patient.number).age_on(timezone.localdate())
            assert age == facts[patient.case]["patient_age_years"], patient.case

    def test_nothing_lies_in_the_future(self) -> None:
        assert not AuditEvent.objects.filter(at__gt=timezone.now()).exists()
        assert not Episode.objects.filter(started_on__gt=timezone.localdate()).exists()

    def test_a_plan_was_signed_on_its_day(self) -> None:
        plan = Plan.objects.get(episode=episode_of("V12-followup-responder"))
        assert plan.state == PlanState.SIGNED
        assert plan.signed_at is not None
        assert (timezone.localdate() - timezone.localdate(plan.signed_at)).days == 87

    def test_database_and_words_agree_on_when_an_evaluation_is_due(self) -> None:
        for episode in Episode.objects.all():
            open_moments = [
                moment.on for moment in moments(episode) if moment.state in ("overdue", "soon", "later")
            ]
            assert due(episode) == min(open_moments, default=None)

    def test_a_blocked_patient_has_no_plan(self) -> None:
        for case in CASES:
            if case["expect"]["blocked"]:
                assert not episode_of(case["id"]).plans.exists()


@pytest.mark.parametrize(
    "moment",
    [
        "2027-04-01T22:30+00:00",  # past midnight in Amsterdam, days after the clocks went forward
        "2026-10-25T00:30+00:00",  # the hour that comes twice
        "2028-02-29T12:00+00:00",
        "2026-01-01T07:00+00:00",
    ],
)
def test_it_loads_on_any_day(db: None, moment: str) -> None:
    with time_machine.travel(moment):
        call_command("demo", verbosity=0)
        assert current_board(episode_of("V12-followup-responder")).advice.derived["responder_50"] is True
        assert current_board(episode_of("V09-seventeen")).is_blocked, "seventeen on any day"


@pytest.mark.db
@pytest.mark.usefixtures("short_clinic")
def test_a_failure_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ACCOUNTS.unlink(missing_ok=True)

    def broken(*_args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("reports.management.commands.demo.write_private", broken)
    with pytest.raises(OSError, match="disk full"):
        call_command("demo")
    assert not Centre.objects.exists()
    assert not ACCOUNTS.exists()


def test_the_patients_are_the_worked_ones_and_those_invented_for_the_demo() -> None:
    lines = WORKED_PATIENTS.read_text(encoding="utf-8").splitlines()
    worked = {case["id"]: case["facts"] for case in map(json.loads, lines)}
    assert {case: facts for case, facts in load_facts().items() if case not in SEEN_AT} == worked
    assert {patient.case for patient in load_clinic().patients} == worked.keys() | SEEN_AT.keys()


def test_the_clock_stands_at_the_moment_and_goes_on() -> None:
    moment = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    with clock_at(moment):
        assert timezone.now() == moment
        assert timezone.localdate() == dt.date(2026, 3, 1)
    assert timezone.now() > moment
