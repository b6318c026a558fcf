"""Keeping, and throwing away. What strangers can make us keep has limits; the oldest goes first.

A stranger has no mark, so what they send is never kept. Somebody who once opened a page here has one.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from headache_cds.accounts.models import User
from headache_cds.audit.actions import record

from .content import KEPT, OF_THE_PAGE
from .models import KeptPost
from .queries import offers_of
from .sealing import KEPT_SECONDS, seal

MOST_BYTES = 200_000  # the largest form of the product sends a tenth of this
MOST_OF_ONE = 5
MOST_FROM_ADDRESS = 50
MOST_IN_ALL = 300


@transaction.atomic
def keep_post(*, reader: User, action: str, page: str, data: QueryDict, address: str) -> bool:
    """Keep a post of this reader for a quarter of an hour; whether it could be.

    The same post again takes the place of the first, and one that had been kept before takes its own place.
    """
    delete_expired()
    kept = data.copy()
    for name in OF_THE_PAGE:
        kept.pop(name, None)
    body = kept.urlencode()
    if len(body) + len(action) + len(page) > MOST_BYTES:
        return False
    again = {data.get(KEPT, "")}
    for offer in offers_of(reader):
        if str(offer.id) in again or (offer.action, offer.data) == (action, kept):
            reader.kept_posts.filter(pk=offer.id).delete()
    sender = salted_hmac("headache_cds.kept.sender", address).hexdigest()
    KeptPost.objects.create(reader=reader, sender=sender, sealed=seal(reader.pk, [action, page, body]))
    _trim(KeptPost.objects.filter(reader=reader), MOST_OF_ONE)
    _trim(KeptPost.objects.filter(sender=sender), MOST_FROM_ADDRESS)
    _trim(KeptPost.objects.all(), MOST_IN_ALL)
    return True


def _trim(rows: QuerySet[KeptPost], most: int) -> None:
    too_many = rows.order_by("-at").values_list("pk", flat=True)[most:]
    KeptPost.objects.filter(pk__in=list(too_many)).delete()


def delete_expired() -> None:
    """Throw away what is too old; nobody can open it any more."""
    KeptPost.objects.filter(at__lte=timezone.now() - dt.timedelta(seconds=KEPT_SECONDS)).delete()


@transaction.atomic
def discard_kept(*, by: User, kept_id: UUID) -> None:
    """Throw away what its reader does not want to send; nothing happens when it is gone already."""
    row = by.kept_posts.filter(pk=kept_id).first()
    if row is not None:
        record(actor=by, action="kept_post.discard", subject=row)
        row.delete()


def forget_sent(*, by: User, kept_id: UUID) -> None:
    """It was sent again and its page has answered; the act itself is in the trail."""
    by.kept_posts.filter(pk=kept_id).delete()
