"""System check of step 1: every question stands on a page, every page asks questions that exist."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register

from headache_cds.vocabulary.checks import errors_of, is_vocabulary_readable, mistakes_of

from .follow_up_page import follow_up_groups
from .sections import check_shape, load_sections


@register()
def check_sections(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The pages of the anamnese and of the follow-up; without a vocabulary only whether they can be read."""
    if not is_vocabulary_readable():
        return errors_of("intake.E001", mistakes_of(check_shape))
    return errors_of("intake.E001", (*mistakes_of(load_sections), *mistakes_of(follow_up_groups)))
