"""A form posted twice gives one record: the second post returns what the first one made.

The token of a form counts for the place that it was made for (a thing of a centre, of a dossier), which half
of it is a mark of, and for the content that it was first sent with. The same token with other content, or at
another place, is refused in words.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

M = TypeVar("M", bound=models.Model)
# The codes of a refusal after which a form needs a token of its own.
SENT_BEFORE, OF_ANOTHER = "sent_before", "token_of_another"
SALT = "intake.submission"
HALF = 8  # bytes of a UUID


def token_for(place: str) -> UUID:
    """A new token that counts at this place only."""
    nonce = secrets.token_bytes(HALF)
    return UUID(bytes=nonce + _mark(nonce, place))


def is_for(token: UUID, place: str) -> bool:
    """Whether the token was made for this place."""
    return constant_time_compare(token.bytes[HALF:], _mark(token.bytes[:HALF], place))


def _mark(nonce: bytes, place: str) -> bytes:
    return salted_hmac(SALT, f"{nonce.hex()} {place}", algorithm="sha256").digest()[:HALF]


def submit_once(
    rows: models.QuerySet[M],
    submission: UUID,
    create: Callable[[], M],
    *,
    is_same: Callable[[M], bool],
    stored: Callable[[M], str],
) -> M:
    """Run `create`, or return what this submission made before in `rows`, the records of its own place.

    Raises ValidationError when it made something else then (`is_same` says no; `stored` says it in words), or
    when the token was used at another place.
    """
    try:
        made, is_new = create_once(rows.filter(submission=submission).first, create)
    except IntegrityError as error:
        if not rows.model._base_manager.filter(submission=submission).exists():
            raise
        raise of_another() from error
    if not is_new and not is_same(made):
        raise ValidationError(
            _(
                "Dit formulier is al een keer opgeslagen, met: %(stored)s. "
                "Wat u nu typte is niet opgeslagen. Wilt u dit ook vastleggen, sla dan nog eens op."
            ),
            code=SENT_BEFORE,
            params={"stored": stored(made)},
        )
    return made


def of_another() -> ValidationError:
    """What is told about a token that belongs to another place."""
    return ValidationError(
        _(
            "Er is niets opgeslagen: dit formulier was van iets anders. "
            "Klopt wat hier staat, sla dan nog eens op."
        ),
        code=OF_ANOTHER,
    )


def create_once(find: Callable[[], M | None], create: Callable[[], M]) -> tuple[M, bool]:
    """Return what `find` gives, else run `create` in a transaction of its own; and whether it was made now.

    Two posts that arrive together both find nothing; the unique constraint stops the later one, which then
    finds the first. Any other IntegrityError surfaces.
    """
    first = find()
    if first is not None:
        return first, False
    try:
        with transaction.atomic():
            return create(), True
    except IntegrityError:
        first = find()
        if first is None:
            raise
        return first, False
