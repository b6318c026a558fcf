"""What a view says about keeping a post that came from somebody who was signed out.

Without a word here it is kept and offered as it was.
"""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def never_kept(view: View) -> View:
    """Passwords, signing out, a signature, a search: nothing that is posted here is kept."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def may_be_kept(view: Callable[..., Any]) -> bool:
    """Whether a post to this view may be kept."""
    return not getattr(view, "never_kept", False)
