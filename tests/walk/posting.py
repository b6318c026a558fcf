"""Sends a form and undoes it again: what was answered, what was told, and which rows it changed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from tests.people import signed_in
from tests.walk.found_forms import Found

Rows = Counter[tuple[str, str]]
# What a reading, a search or a session leaves behind is no change.
READINGS = ("dossier.read", "patients.look_up")
SESSIONS = "django_session"
# Ids, moments, hashes of passwords and packed content are new each time.
MADE_ANEW = re.compile(
    r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|datetime\.datetime\([^)]*\)"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:[\d.]+|md5\$[^']*|b'.*'"
)


@dataclass(frozen=True)
class Answer:
    """What came of a form. `changed` are the rows that came and went, by table."""

    response: HttpResponse
    messages: list[str]
    changed: Rows

    @property
    def tables(self) -> list[str]:
        """The tables that changed."""
        return sorted({table for table, _row in self.changed})

    @property
    def content(self) -> set[tuple[str, str]]:
        """What changed, without what is new each time."""
        return {(table, MADE_ANEW.sub("new", row)) for table, row in self.changed}


class Post:
    """These people at work; each has a session already, which is no change any more."""

    def __init__(self, people: Iterable[User]) -> None:
        name = settings.SESSION_COOKIE_NAME
        self.sessions = {person.pk: signed_in(person).cookies[name].value for person in people}
        self.look()

    def look(self) -> None:
        """From now on a change is one of what stands now."""
        self.before = kept_rows()

    def __call__(self, form: Found, sent: str) -> Answer:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies[settings.CSRF_COOKIE_NAME] = form.csrf_cookie
        if form.who:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[form.who.pk]
        with transaction.atomic():
            response: Any = client.post(form.address, sent, content_type="application/x-www-form-urlencoded")
            after = kept_rows()
            transaction.set_rollback(True)
        return Answer(response, told(response), (after - self.before) + (self.before - after))


def told(response: Any) -> list[str]:
    """The kinds of message that go to the person with this answer."""
    request = response.wsgi_request
    return [message.level_tag for message in get_messages(request)] if hasattr(request, "_messages") else []


def kept_rows() -> Rows:
    """All rows of every table that are no reading."""
    found: Rows = Counter()
    with connection.cursor() as cursor:
        for table in tables():
            where = f" WHERE action NOT IN {READINGS}" if table == AuditEvent._meta.db_table else ""
            cursor.execute(f"SELECT * FROM {table}{where}")  # noqa: S608  (names of our own tables)
            found.update((table, repr(row)) for row in cursor.fetchall())
    return found


@cache
def tables() -> tuple[str, ...]:
    return tuple(sorted({*connection.introspection.table_names()} - {SESSIONS}))
