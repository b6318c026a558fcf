"""System check of step 3: the knowledge base holds together."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, register

from headache_cds.vocabulary.checks import errors_of, is_vocabulary_readable, mistakes_of
from interventions.knowledge import FOLDER, get_knowledge
from interventions.knowledge.loader import check_files


@register()
def check_knowledge(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Cards, rules, doses, criteria and all else; without a vocabulary only whether each can be read."""
    if is_vocabulary_readable():
        return errors_of("interventions.E001", mistakes_of(get_knowledge))
    return errors_of("interventions.E001", mistakes_of(lambda: check_files(FOLDER)))
