"""What cannot be true together: the records of constraints.yaml."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from headache_cds.vocabulary.source import Strict
from headache_cds.vocabulary.spec import Names, Text
from interventions.engine.language.nodes import Condition


class ConstraintRecord(Strict):
    """One relation between facts as written in its file.

    `test` is what must hold; the constraint fails only when it is false, so unknown is no contradiction.
    `drops` are the answered facts that count as unknown while it fails, tried in this order.
    """

    id: str = Field(pattern=r"^C(-[a-z0-9]+)+$")
    test: str
    drops: Names
    message: Text
    severity: Literal["impossible", "unlikely"]
    source: Names


@dataclass(frozen=True)
class Constraint:
    """A constraint with its test as a tree."""

    record: ConstraintRecord
    condition: Condition

    @property
    def id(self) -> str:
        return self.record.id
