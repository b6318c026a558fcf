"""What a view says about keeping a post that came from somebody who was signed out.

Without a word here it is kept and offered as it was.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import reverse

View = TypeVar("View", bound=Callable[..., Any])


def never_kept(view: View) -> View:
    """Passwords, signing out, a search: nothing that is posted here is kept."""
    view.never_kept = True  # type: ignore[attr-defined]
    return view


def kept_for(name: str, *places: str) -> Callable[[View], View]:
    """What was typed here is offered to the address `name` instead, which takes the same form and does less.

    `places` are the parts of the address that both have.
    """

    def marked(view: View) -> View:
        view.kept_for = (name, places)  # type: ignore[attr-defined]
        return view

    return marked


def may_be_kept(view: Callable[..., Any]) -> bool:
    """Whether a post to this view may be kept."""
    return not getattr(view, "never_kept", False)


def address_to_send_to(view: Callable[..., Any], path: str, kwargs: dict[str, Any]) -> str:
    """Where a post to this view, at `path`, is sent when its writer asks for it."""
    name, places = getattr(view, "kept_for", ("", ()))
    return reverse(name, kwargs={place: kwargs[place] for place in places}) if name else path
