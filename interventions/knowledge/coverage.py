"""Where every statement of the sources has its place: a rule, a setting, or the list of what is left out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from interventions.knowledge.loader import Knowledge

NOT_USED = "not used"
SETTING = "setting"


@dataclass(frozen=True)
class Coverage:
    """The kind of place of each statement that has one, and the statements that have none or two."""

    places: Mapping[str, str]
    homeless: tuple[str, ...]
    doubled: tuple[str, ...]

    @property
    def by_kind(self) -> Counter[str]:
        """How many statements each kind of place holds: the uses of the rules, setting, not used."""
        return Counter(self.places.values())

    @property
    def total(self) -> int:
        return len(self.places) + len(self.homeless)


def cover(knowledge: Knowledge) -> Coverage:
    """Find the place of every statement; a rule gives its use as the kind of place."""
    found: dict[str, set[str]] = {name: set() for name in knowledge.statements}
    for rule in knowledge.ruleset.rules:
        for name in rule.record.implements:
            found[name].add(rule.record.use)
    for name in knowledge.settings:
        found[name].add(SETTING)
    for name in knowledge.not_used:
        found[name].add(NOT_USED)
    return Coverage(
        places={name: min(places) for name, places in found.items() if places},
        homeless=tuple(name for name, places in found.items() if not places),
        doubled=tuple(
            name for name, places in found.items() if len(places) > 1 and places & {SETTING, NOT_USED}
        ),
    )
