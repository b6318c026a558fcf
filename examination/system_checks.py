"""System check of step 2: every finding stands in the battery, and the battery asks findings that exist."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register

from headache_cds.vocabulary.checks import errors_of, is_vocabulary_readable, mistakes_of

from .battery import check_shape, load_battery


@register()
def check_battery(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The test battery; without a vocabulary only whether it can be read."""
    return errors_of(
        "examination.E001", mistakes_of(load_battery if is_vocabulary_readable() else check_shape)
    )
