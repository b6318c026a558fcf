"""A form posted twice gives one record: the second post returns what the first one made."""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, models, transaction

M = TypeVar("M", bound=models.Model)


def create_once(find: Callable[[], M | None], create: Callable[[], M]) -> M:
    """Return what `find` gives for this submission, else run `create` in a transaction of its own.

    Two posts that arrive together both find nothing; the unique constraint stops the later one, which then
    finds the first. Any other IntegrityError surfaces.
    """
    first = find()
    if first is not None:
        return first
    try:
        with transaction.atomic():
            return create()
    except IntegrityError:
        first = find()
        if first is None:
            raise
        return first
