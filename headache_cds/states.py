"""States and the one table of transitions of each; anything outside the table raises."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class TransitionError(ValidationError):
    """A record is not in a state from which the asked state can be reached; nothing was changed."""


@dataclass(frozen=True)
class Transitions:
    """The allowed transitions of one kind of record, as {state: the states it may go to}."""

    table: Mapping[str, frozenset[str]]

    def allows(self, current: str, to: str) -> bool:
        """Whether a record in state `current` may go to state `to`."""
        return to in self.table.get(current, frozenset())

    def check(self, current: str, to: str) -> None:
        """Raise TransitionError unless the table holds this transition."""
        if not self.allows(current, to):
            raise TransitionError(
                _("Deze stap kan nu niet: de status is '%(current)s' en kan niet '%(to)s' worden."),
                code="transition",
                params={"current": current, "to": to},
            )


# Intake and examination: what is complete is opened again as a new version, with its history kept.
DRAFT = "draft"
COMPLETE = "complete"
RECORDING = Transitions({DRAFT: frozenset({COMPLETE}), COMPLETE: frozenset({DRAFT})})

# An episode of care: closed when care ends, voided when it was registered by mistake; both are opened again.
OPEN = "open"
CLOSED = "closed"
VOIDED = "voided"
CARE = Transitions({OPEN: frozenset({CLOSED, VOIDED}), CLOSED: frozenset({OPEN}), VOIDED: frozenset({OPEN})})
