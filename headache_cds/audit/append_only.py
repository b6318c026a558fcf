"""Rows that are added and never changed: the code refuses it here.

The database does not refuse it yet: the triggers that stop raw SQL as well come with the security issue.
"""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(Exception):
    """Something tried to change or remove a row that must stay as it was written."""


def _refuse(model: type[models.Model]) -> NoReturn:
    raise AppendOnlyError(f"{model.__name__} is append-only: add a row, do not change or remove one.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Reads and creates; refuses to change or remove."""

    def update(self, **_kwargs: Any) -> int:
        _refuse(self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse(self.model)


class AppendOnly(models.Model):
    """Base of a model whose rows are written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row; raise AppendOnlyError for one that exists."""
        if not self._state.adding:
            _refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Always raise AppendOnlyError."""
        _refuse(type(self))
