"""The fingerprint of what a document shows."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def content_sha256(content: Mapping[str, Any]) -> str:
    """The fingerprint of a content, independent of the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
