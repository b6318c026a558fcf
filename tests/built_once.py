"""Scenes that many tests begin with: built once through the actions, then written again row for row.

The first test that asks for a scene builds it, and the statements that wrote it are kept: statements and not
rows, so that triggers and constraints see the same order. Every later test executes them in a transaction of
its own. All ids are made in Python, so a statement holds no number that the database gave out.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

Made = TypeVar("Made")
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Scene:
    """What building came to (pickled, so that each test gets objects of its own) and how it was written."""

    made: bytes
    row: models.Model
    statements: tuple[tuple[str, Any, bool], ...]

    @property
    def stands(self) -> bool:
        """Whether this test has the scene already; a second one must have ids of its own."""
        return type(self.row)._base_manager.filter(pk=self.row.pk).exists()

    def write(self) -> Any:
        """Execute the statements again; gives what building gave."""
        with connection.cursor() as cursor:
            for statement, values, many in self.statements:
                (cursor.executemany if many else cursor.execute)(statement, values)
        return pickle.loads(self.made)  # noqa: S301  (pickled by this process)


_kept_scenes: dict[tuple[Any, ...], Scene] = {}


def built_once(
    name: str,
    build: Callable[[], Made],
    *on: Any,
    row: Callable[[Made], models.Model] = lambda made: made,  # type: ignore[assignment,return-value]
) -> Made:
    """What `build` makes, which must depend on nothing but `on` and the date.

    `row` takes something from it that is new in the database. Outside a transaction, where what happens on
    commit belongs to the scene, it is built each time.
    """
    key = (
        name,
        timezone.localdate(),
        *(one.pk if isinstance(one, models.Model) else repr(one) for one in on),
    )
    kept = _kept_scenes.get(key)
    if not connection.in_atomic_block or (kept and kept.stands):
        return build()
    if kept is None:
        return _build_and_keep(key, build, row)
    made: Made = kept.write()
    return made


def _build_and_keep(
    key: tuple[Any, ...], build: Callable[[], Made], row: Callable[[Made], models.Model]
) -> Made:
    statements: list[tuple[str, Any, bool]] = []

    def keep(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        assert not statement.startswith("ROLLBACK"), "what was taken back cannot be written again"
        if statement.startswith(WRITES):
            statements.append((statement, values, many))
        return execute(statement, values, many, context)

    with connection.execute_wrapper(keep):
        made = build()
    _kept_scenes[key] = Scene(pickle.dumps(made), row(made), tuple(statements))
    return made
