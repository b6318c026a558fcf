"""The language of the person who reads the screen."""

from django.utils.translation import get_language


def language() -> str:
    """The code of the reader's language, such as 'nl'; Dutch when none is active."""
    return get_language() or "nl"
