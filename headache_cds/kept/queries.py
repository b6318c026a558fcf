"""Reads on what is kept."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from headache_cds.accounts.models import User

from .content import Content, content_of
from .models import KeptPost
from .sealing import KEPT_SECONDS, CannotOpen, unseal


@dataclass(frozen=True)
class Offer:
    """A kept post as its reader gets to see it."""

    id: UUID
    at: dt.datetime
    action: str
    """Where it is sent to."""
    page: str
    """The page on which its form stood."""
    data: QueryDict

    @property
    def until(self) -> dt.datetime:
        """When it is thrown away."""
        return self.at + dt.timedelta(seconds=KEPT_SECONDS)

    @property
    def content(self) -> Content:
        """What was typed, in words."""
        return content_of(self.data)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values as they are sent again."""
        return [(name, value) for name, values in self.data.lists() for value in values]

    def belongs_on(self, request: HttpRequest) -> bool:
        """Whether this is its page, or another page of its episode: who it is about stands there."""
        if urlsplit(self.page).path == request.path:
            return True
        here = request.resolver_match.kwargs.get("episode_id") if request.resolver_match else None
        return here is not None and here == _episode_in(self.action)


def _episode_in(address: str) -> UUID | None:
    try:
        return resolve(urlsplit(address).path).kwargs.get("episode_id")
    except Resolver404:
        return None


def fresh() -> QuerySet[KeptPost]:
    """What is not too old, the newest first."""
    return KeptPost.objects.filter(at__gt=timezone.now() - dt.timedelta(seconds=KEPT_SECONDS))


def has_kept(user: User) -> bool:
    """Whether something of this person is kept."""
    return fresh().filter(reader=user).exists()


def offers_of(user: User) -> list[Offer]:
    """What is kept of this person, the newest first."""
    return list(_opened(user))


def _opened(user: User) -> Iterator[Offer]:
    for row in fresh().filter(reader=user):
        try:
            action, page, body = unseal(user.pk, bytes(row.sealed))
        except CannotOpen:
            continue
        yield Offer(row.pk, row.at, action, page, QueryDict(body))
