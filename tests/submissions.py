"""What a form that makes a record sends beside its content: its token, and the mark of its end."""

from typing import Any

from intake.submission import token_for


def once(thing: str, of: Any) -> dict[str, str]:
    """The token for one such thing of a centre, a patient or an episode; each call makes another."""
    return {"submission": str(token_for(f"{thing} of {of.pk}")), "whole": "1"}
