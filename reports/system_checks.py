"""System check of the reports: the tables of the dashboards name only what the knowledge has."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from examination.battery import load_battery
from headache_cds.vocabulary.checks import errors_of, is_vocabulary_readable, mistakes_of
from headache_cds.vocabulary.source import Mistake, SourceError
from intake.follow_up_page import follow_up_groups
from intake.sections import load_sections
from interventions.knowledge import get_knowledge

from .asked import mistakes_in_what_is_asked, mistakes_in_what_is_folded, readers
from .dashboards.comparisons import get_comparisons
from .dashboards.measures import get_measures
from .dashboards.reading import FOLDER
from .documents.letters.completeness import required
from .documents.letters.facts import FACTS_FILE, letter_facts
from .documents.letters.record_text import phases


@register()
def check_dashboards(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Charts, comparisons and what letters tell; the knowledge behind them its own step checks."""
    mistakes: list[Mistake] = []
    for load in (get_measures, get_comparisons, letter_facts, phases, required):
        try:
            load()
        except SourceError as error:
            own = (FOLDER, FACTS_FILE.parent)
            mistakes += (item for item in error.mistakes if item.path.parent in own)
    return [Error(str(item), id="reports.E001") for item in mistakes]


@register()
def check_asked(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """No question in vain; waits until every file that could read or show an answer can be read."""
    if not is_vocabulary_readable():
        return []
    loads = (get_knowledge, load_sections, follow_up_groups, load_battery, get_measures, get_comparisons)
    if any(mistakes_of(load) for load in loads):
        return []
    knowledge = get_knowledge()
    found = mistakes_in_what_is_asked(knowledge.vocabulary, knowledge.asked_facts, readers(knowledge))
    return errors_of("reports.E002", [*found, *mistakes_in_what_is_folded(knowledge)])
