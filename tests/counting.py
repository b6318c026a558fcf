"""Counts how often a patient is evaluated and a board is built, and whether that happens in a template."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from interventions.advice.board import Board
from interventions.engine import Evaluation

# What would change an advice, or take an alarm back, is a search: it evaluates other patients, who differ by
# one answer, and the dossier as it was.
SEARCHES = ("interventions.engine.whatif", "interventions.case.alarms")
TEMPLATES = "django.template."


@dataclass
class Counted:
    """How many of each; `in_template` names what a template asked for."""

    boards: int = 0
    evaluations: int = 0
    in_template: list[str] = field(default_factory=list)


@contextmanager
def counting() -> Iterator[Counted]:
    """Count what is made within the block."""
    counted = Counted()

    def noting(kind: str, make: Callable[..., None]) -> Callable[..., None]:
        def note(self: Any, *args: Any, **kwargs: Any) -> None:
            callers = list(_callers())
            if not any(name.startswith(SEARCHES) for name in callers):
                setattr(counted, kind, getattr(counted, kind) + 1)
                if any(name.startswith(TEMPLATES) for name in callers):
                    counted.in_template.append(kind)
            make(self, *args, **kwargs)

        return note

    with (
        patch.object(Board, "__init__", noting("boards", Board.__init__)),
        patch.object(Evaluation, "__init__", noting("evaluations", Evaluation.__init__)),
    ):
        yield counted


def _callers() -> Iterator[str]:
    """The modules on the stack."""
    frame = sys._getframe(2)
    while frame is not None:
        yield frame.f_globals.get("__name__", "")
        frame = frame.f_back  # type: ignore[assignment]
