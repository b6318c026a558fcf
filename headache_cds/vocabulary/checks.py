"""System checks over data files: `manage.py check` and every start name each mistake with file and line."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.source import Mistake, SourceError


def errors_of(check_id: str, mistakes: Iterable[Mistake]) -> list[CheckMessage]:
    """Mistakes in data files as errors of Django's check framework."""
    return [Error(str(mistake), id=check_id) for mistake in mistakes]


def mistakes_of(load: Callable[[], object]) -> tuple[Mistake, ...]:
    """The mistakes for which loading is refused; none when it succeeds."""
    try:
        load()
    except SourceError as error:
        return error.mistakes
    return ()


def is_vocabulary_readable() -> bool:
    """Whether what leans on the vocabulary can be judged; if not, `check_vocabulary` says why."""
    return not mistakes_of(get_vocabulary)


@register()
def check_vocabulary(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every fact of every step."""
    return errors_of("vocabulary.E001", mistakes_of(get_vocabulary))
