"""What can be given along with a signed plan, and the calendar as a file: asked for, made, blocked."""

import re

import pytest
from django.urls import reverse
from icalendar import Calendar

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent, Outcome
from interventions.models import Plan
from reports.documents.offers import offers_of
from reports.models import Document, DocumentKind, DocumentState
from tests.people import signed_in
from tests.reports.documents.conftest import raise_red_flag

pytestmark = [pytest.mark.db, pytest.mark.slow]


def page_of(plan: Plan, user: User) -> str:
    """The page of the signed plan."""
    address = reverse("interventions:signed_plan", args=[plan.episode_id, plan.pk])
    return signed_in(user).get(address).content.decode()


def test_every_paper_of_the_plan_is_offered_in_each_language(plan: Plan, alice: User) -> None:
    offers = offers_of(plan)
    kinds = [offer.kind for offer in (offers.plan, *offers.others)]
    assert kinds[0] == DocumentKind.PATIENT_PLAN
    assert {DocumentKind.CALENDAR, DocumentKind.DIARY, DocumentKind.READING} <= set(kinds)
    html = page_of(plan, alice)
    asked = re.findall(
        r'name="kind" value="(\w+)">\s*<input type="hidden" name="language" value="(\w+)"', html
    )
    expected = {(str(kind), language) for kind in kinds for language in ("nl", "en")}
    assert set(asked) == expected - {("patient_plan", "nl")}
    assert html.count("Plan voor de patiënt maken") == 1


def test_what_was_made_is_a_link_with_its_state(plan: Plan, alice: User) -> None:
    made = Document.objects.create(
        plan=plan, episode=plan.episode, kind=DocumentKind.DIARY, language="en", requested_by=alice
    )
    html = page_of(plan, alice)
    assert reverse("documents:document", args=[made.pk]) in html
    assert "in de wachtrij" in html
    (offer,) = [offer for offer in offers_of(plan).others if offer.kind == DocumentKind.DIARY]
    assert [copy.document for copy in offer.copies] == [None, made]
    assert made.state == DocumentState.QUEUED


def test_the_calendar_is_a_file_without_a_name_and_stands_in_the_trail(plan: Plan, bob: User) -> None:
    answer = signed_in(bob).get(reverse("documents:calendar_file", args=[plan.pk]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    name = f"kalender-{str(plan.pk)[:8]}.ics"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert Calendar.from_ical(answer.content).walk("VEVENT")
    event = AuditEvent.objects.get(actor=bob, action="document.download")
    assert event.details == {"plan": str(plan.pk), "kind": "ics", "language": "nl"}
    assert not Document.objects.exists()
    english = signed_in(bob).get(reverse("documents:calendar_file", args=[plan.pk]) + "?language=en")
    assert "calendar-" in english.headers["Content-Disposition"]


def test_while_something_blocks_there_is_no_file(plan: Plan, alice: User, bob: User) -> None:
    raise_red_flag(plan, alice)
    address = reverse("documents:calendar_file", args=[plan.pk])
    answer = signed_in(bob).get(address)
    assert answer.status_code == 409
    assert "alarmsignaal" in answer.content.decode()
    event = AuditEvent.objects.get(action="document.download")
    assert event.outcome == Outcome.REFUSED
    # Whoever has to act on the alarm is led to it first.
    assert signed_in(alice).get(address).status_code == 302
    assert "Om mee te geven" not in page_of(plan, bob)


def test_a_draft_has_no_file(draft: Plan, alice: User) -> None:
    answer = signed_in(alice).get(reverse("documents:calendar_file", args=[draft.pk]))
    assert answer.status_code == 409
    assert "ondertekend plan" in answer.content.decode()
