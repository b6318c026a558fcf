"""System check of the reports: the tables of the dashboards name only what the knowledge has."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from headache_cds.vocabulary.source import Mistake, SourceError

from .dashboards.comparisons import get_comparisons
from .dashboards.measures import get_measures
from .dashboards.reading import FOLDER


@register()
def check_dashboards(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The charts and the comparisons; what is wrong with the knowledge behind them its own step says."""
    mistakes: list[Mistake] = []
    for load in (get_measures, get_comparisons):
        try:
            load()
        except SourceError as error:
            mistakes += (item for item in error.mistakes if item.path.parent == FOLDER)
    return [Error(str(item), id="reports.E001") for item in mistakes]
