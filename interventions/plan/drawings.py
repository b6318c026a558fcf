"""Whether a drawing lies ready for paper: start and end of what is done."""

from functools import cache

from django.conf import settings

VIEWS = ("start", "end")


@cache
def is_drawn(drawing: str) -> bool:
    """Whether start and end of it are among the product's own print files."""
    folder = settings.BASE_DIR / "static/print/drawings"
    return all((folder / f"{drawing}-{view}.svg").is_file() for view in VIEWS)
