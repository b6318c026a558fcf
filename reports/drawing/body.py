"""The measures of a body and who is drawn with them: shapes.yaml and people.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, TypeAdapter

from headache_cds.vocabulary.source import Strict, read_yaml, validate

HERE = Path(__file__).resolve().parent

Pair = Annotated[tuple[float, float], BeforeValidator(tuple)]
Triple = Annotated[tuple[float, float, float], BeforeValidator(tuple)]
Box = Annotated[tuple[float, float, float, float], BeforeValidator(tuple)]

Angles = Triple
Eyes = Literal["open", "closed", "down", "away"]
Hand = Literal["flat", "edge", "fist", "rest", "behind", "grip", "press", "tips", "lying"]


class Lengths(Strict):
    """Lengths of segments and heights along the spine from the hip, in cm."""

    spine: float
    shoulder_at: float
    neck_at: float
    neck: float
    thigh: float
    shank: float
    upper_arm: float
    forearm: float


class Profile(Strict):
    """A head from the side; origin at the ear, facing right."""

    face: list[Pair]
    chin: list[Pair]
    skull: list[Pair]
    jaw: list[Pair]
    ear: list[Pair]
    neck_back: Pair
    neck_front: Pair


class Shapes(Strict):
    """Everything of shapes.yaml."""

    lengths: Lengths
    trunk: dict[str, list[Triple]]
    limbs: dict[str, list[Triple]]
    hands: dict[str, list[Pair]]
    fingers: dict[str, list[list[Pair]]]
    foot: list[Pair]
    sole: list[Pair]
    profile: Profile
    hair: dict[str, list[list[Pair]]]
    front_trunk: dict[str, list[Pair]]
    half_shoulders: dict[str, float]
    half_hips: float
    foot_front: list[Pair]
    sole_front: list[Pair]
    front_face: list[Pair]
    front_ear: list[Pair]
    front_hair: dict[str, list[list[Pair]]]
    back_hair: dict[str, list[list[Pair]]]
    turned_face: list[Pair]
    turned_hair: dict[str, list[list[Pair]]]


class Person(Strict):
    """One of people.yaml."""

    sex: Literal["man", "woman"]
    hair: Literal["short", "bob", "bun", "tail", "cropped", "bald"]
    skin: str
    hair_tone: str
    shirt: str
    trousers: str
    build: float = 1.0
    belly: float = 0.0
    round: float = 0.0


@cache
def shapes() -> Shapes:
    """The measures. Raises SourceError."""
    return validate(read_yaml(HERE / "shapes.yaml"), Shapes)


@cache
def people() -> Mapping[str, Person]:
    """The people by name. Raises SourceError."""
    return validate(read_yaml(HERE / "people.yaml"), TypeAdapter(dict[str, Person]))
