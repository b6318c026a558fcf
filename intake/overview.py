"""What the start page and the follow-up page show at a glance."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, Text

from .models import Episode, FollowUp
from .queries import SectionProgress, last_saved, progress

STEPS = {
    0: Text(nl="Vooraf: setting en veiligheid", en="First: setting and safety"),
    1: Text(nl="Stap 1: hoofdpijn en medicatie", en="Step 1: headache and medication"),
    2: Text(nl="Stap 2: nek, kaak en andere pijn", en="Step 2: neck, jaw and other pain"),
    3: Text(nl="Stap 3: leven met hoofdpijn", en="Step 3: living with headache"),
    4: Text(nl="Vragenlijsten", en="Questionnaires"),
}


@dataclass(frozen=True)
class Overview:
    """Progress by step, the page to go on with, and when something was last saved."""

    steps: tuple[tuple[Text, tuple[SectionProgress, ...]], ...]
    resume: SectionProgress | None
    saved_at: dt.datetime | None

    @property
    def required(self) -> list[SectionProgress]:
        """The pages that count for this patient."""
        return [item for _, items in self.steps for item in items if item.required]

    @property
    def asked(self) -> int:
        return sum(item.asked for item in self.required)

    @property
    def answered(self) -> int:
        return sum(item.answered for item in self.required)


@dataclass(frozen=True)
class Measured:
    """One repeat measurement with its values beside their facts; `earlier`: what it took the place of."""

    follow_up: FollowUp
    lines: tuple[tuple[FactSpec, Any], ...]
    earlier: tuple["Measured", ...] = ()


def overview_of(episode: Episode) -> Overview:
    """Where the anamnese stands."""
    pages = progress(episode)
    steps = tuple(
        (STEPS[step], tuple(items)) for step, items in groupby(pages, lambda item: item.section.step)
    )
    resume = next((item for item in pages if item.required and item.state != "complete"), None)
    return Overview(steps, resume, last_saved(episode))


@dataclass(frozen=True)
class Measurements:
    """The measurements that count and those that were withdrawn, newest first."""

    counting: tuple[Measured, ...]
    withdrawn: tuple[Measured, ...]


def measurements_of(episode: Episode) -> Measurements:
    """Every measurement of the episode, with its history."""
    rows = episode.follow_ups.select_related("recorded_by", "voided_by", "replaced_by")
    by_id = {item.pk: item for item in rows}
    last = [item for item in reversed(by_id.values()) if not item.is_corrected]
    return Measurements(
        tuple(_measured(item, by_id) for item in last if not item.is_voided),
        tuple(_measured(item, by_id) for item in last if item.is_voided),
    )


def _measured(item: FollowUp, by_id: Mapping[UUID, FollowUp]) -> Measured:
    facts = get_vocabulary().facts
    lines = tuple((facts[fact], value) for fact, value in item.values.items())
    if item.replaces_id is None:
        return Measured(item, lines)
    before = _measured(by_id[item.replaces_id], by_id)
    return Measured(item, lines, (before, *before.earlier))
