"""What a theorem asks of z3, and how the real engine confirms the answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import z3

from interventions.engine.advice import Advice
from interventions.proof.encoder import Encoder
from interventions.proof.forgetting import PartialEncoder

Facts = Mapping[str, Any]
Shows = Callable[[Advice, Facts], bool]


@dataclass(frozen=True)
class SolverQuery:
    """Is there a patient with `formula`? `wanted` says whether there must be one.

    `roots` are the facts it reads. `shows` tells from the real engine's advice whether a patient is a
    counterexample. `nearest` is asked when a wanted patient does not exist. With `first` the patient is a
    pair, and `shows` is given the advice of the later one and the facts of the first.
    """

    about: str
    formula: z3.BoolRef
    roots: frozenset[str]
    shows: Shows
    wanted: bool = False
    nearest: z3.BoolRef | None = None
    first: PartialEncoder | None = None


@dataclass(frozen=True)
class Theorem:
    """A name, what it says, and its questions."""

    name: str
    says: str
    ask: Callable[[Encoder], Iterator[SolverQuery]]
    real_rows: bool = False
