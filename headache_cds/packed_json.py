"""JSON that is written once and kept for years, packed in its column.

A column holds one byte 0x01, the number of the form, and then a zlib stream of compact JSON in ASCII.
"""

import json
import zlib
from typing import Any

from django.db import models

FORM = b"\x01"
BEST = 9  # what is packed is written once and kept for years


class UnknownForm(ValueError):
    """Bytes that this version of the product cannot read; it names the number of their form."""


def pack(value: Any) -> bytes:
    """JSON-ready data as the bytes that are stored. Raises TypeError or ValueError for what is no JSON."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return FORM + zlib.compress(text.encode("ascii"), BEST)


def unpack(stored: bytes) -> Any:
    """The data of stored bytes. Raises UnknownForm for another form, zlib.error for broken bytes."""
    if stored[:1] != FORM:
        raise UnknownForm(f"stored in form {stored[:1].hex() or 'none'}")
    return json.loads(zlib.decompress(stored[1:]))


class PackedJSONField(models.BinaryField):
    """JSON-ready data, packed in the database and plain in Python; None is null."""

    # For the type checker, which would take the value for bytes.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Migrations know it as the bytes that it is in the database, and so need nothing of this module."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return None if value is None else unpack(bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else pack(value)

    def to_python(self, value: Any) -> Any:
        """As it is: a fixture holds the data and not the bytes."""
        return value

    def value_to_string(self, obj: models.Model) -> Any:
        """For a fixture."""
        return self.value_from_object(obj)
