"""What the start page and the follow-up page show at a glance."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from headache_cds.vocabulary.registry import get_vocabulary
from headache_cds.vocabulary.spec import FactSpec, Text

from .models import Episode, FollowUp
from .queries import SectionProgress, follow_ups_of, last_saved, progress

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
    """One repeat measurement with its values beside their facts."""

    follow_up: FollowUp
    lines: tuple[tuple[FactSpec, Any], ...]


def overview_of(episode: Episode) -> Overview:
    """Where the anamnese stands."""
    pages = progress(episode)
    steps = tuple(
        (STEPS[step], tuple(items)) for step, items in groupby(pages, lambda item: item.section.step)
    )
    resume = next((item for item in pages if item.required and item.state != "complete"), None)
    return Overview(steps, resume, last_saved(episode))


def measurements_of(episode: Episode) -> list[Measured]:
    """The measurements that count, newest first."""
    specs = get_vocabulary().facts
    return [
        Measured(item, tuple((specs[fact], value) for fact, value in item.values.items()))
        for item in reversed(follow_ups_of(episode))
    ]
