"""Keys by which names, numbers and user names are compared, searched and sorted: the same on every database.

Two ways of writing one name have one key: ’t Hooft and 't hooft, Özdemir and OZDEMIR, Ĳssel and ijssel.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from headache_cds.vocabulary.text import clean_line

# What stands before a family name and does not count in a Dutch list.
_PREFIX_WORDS = """
van de den der des het t ten ter te in op aan bij onder over uit voor von zu zum zur vom af
al el du del della di da dos das d la le les l s
"""
PREFIXES = frozenset(_PREFIX_WORDS.split())
# Letters that have no accent to take off.
_LETTERS = str.maketrans(dict(zip("øđðłıŋħŧ", "oddlinht", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"})
_APOSTROPHES = re.compile("['’‘‛ʼʹʻ`´′\"“”]")
_SPLIT_PREFIX = re.compile(rf"(?<=\b[dl]){_APOSTROPHES.pattern}")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def plain_key(text: str) -> str:
    """Of a number or a user name: without case, width, spaces and what cannot be seen."""
    folded = unicodedata.normalize("NFKC", clean_line(text)).casefold()
    return "".join(_DASHES.sub("-", clean_line(folded)).split())


def name_key(text: str) -> str:
    """Of a name: its letters and digits, without accents."""
    return "".join(_words(text))


def sort_key(family_name: str) -> str:
    """Of a family name as a Dutch list has it: its words without the prefix, 'van den Berg' under the B."""
    words = _words(family_name)
    while len(words) > 1 and words[0] in PREFIXES:
        words.pop(0)
    return " ".join(words)


def _words(text: str) -> list[str]:
    text = _SPLIT_PREFIX.sub(" ", clean_line(text).casefold())
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
    letters = (sign for sign in folded if not unicodedata.category(sign).startswith("M"))
    return "".join(sign if sign.isalnum() else " " for sign in letters).split()


class KeyField(models.CharField):
    """The key of another column, made whenever a row is written and compared byte for byte."""

    def __init__(self, *, of: str = "", make: Callable[[str], str] = plain_key, **kwargs: Any) -> None:
        self.of, self.make = of, make
        super().__init__(**{"max_length": 255, "editable": False, "blank": True, "default": "", **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "make": self.make}

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        collation = {"postgresql": "C", "sqlite": "BINARY"}.get(connection.vendor)
        return {**super().db_parameters(connection), "collation": collation}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.make(getattr(model_instance, self.of))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key


def fill_keys(rows: "models.QuerySet[Any]", names: list[str], *, batch: int = 500) -> None:
    """Make the keys of rows that were there before their columns; for migrations.

    The first of `names` becomes unique among these rows: of two with one key the later gets a number behind
    it, after a space, which no such key has.
    """
    fields = {name: rows.model._meta.get_field(name) for name in names}
    taken: set[str] = set()
    waiting = []
    for row in rows.iterator(chunk_size=batch):
        for name, field in fields.items():
            setattr(row, name, field.make(getattr(row, field.of))[: field.max_length])
        first = getattr(row, names[0])
        while getattr(row, names[0]) in taken:
            setattr(row, names[0], f"{first} {len(taken)}")
        taken.add(getattr(row, names[0]))
        waiting.append(row)
    rows.model._default_manager.using(rows.db).bulk_update(waiting, names, batch_size=batch)
