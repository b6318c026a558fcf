"""Encrypts what is kept, with a key of its reader's own that is derived from SECRET_KEY.

A row that is put under another person's name cannot be opened, and none after KEPT_SECONDS.
"""

import base64
import json
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEPT_SECONDS = 15 * 60


class CannotOpen(ValueError):
    """It is of another reader, of another key, too old or broken."""


def seal(reader: UUID, content: Any) -> bytes:
    """JSON-ready content, encrypted for this reader."""
    return _fernet(reader).encrypt(json.dumps(content, separators=(",", ":")).encode())


def unseal(reader: UUID, sealed: bytes) -> Any:
    """The content that was sealed for this reader. Raises CannotOpen."""
    try:
        return json.loads(_fernet(reader).decrypt(sealed, ttl=KEPT_SECONDS))
    except InvalidToken as error:
        raise CannotOpen from error


def _fernet(reader: UUID) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"headache_cds.kept:" + reader.bytes)
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
