"""The versions a rule and the whole knowledge base went through."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from interventions.engine import Rule
from interventions.engine.ruleset import RuleRecord
from interventions.knowledge import get_knowledge, get_release, versions
from interventions.knowledge.differences import Differences, compare, fields_that_differ


@dataclass(frozen=True)
class Edition:
    """A rule as it stood in an earlier release, and in which fields it differs from the rule of today."""

    release: str
    record: RuleRecord
    differs_in: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What changed from one release to the next."""

    older: str
    newer: str
    differences: Differences


def editions(rule: Rule) -> tuple[Edition, ...]:
    """The earlier forms of a rule, the newest first; a form that is in several releases is listed once."""
    found: list[Edition] = []
    newer = rule.record
    for release in reversed(versions()):
        if release == get_knowledge().ruleset.version:
            continue  # what is installed, and not read a second time
        earlier = get_release(release).rules_by_id.get(rule.id)
        if earlier is not None and earlier.record != newer:
            found.append(Edition(release, earlier.record, fields_that_differ(earlier.record, rule.record)))
            newer = earlier.record
    return tuple(found)


@cache
def steps() -> tuple[Step, ...]:
    """From each release to the next and from the last to what is installed, the newest first."""
    current = get_knowledge().ruleset
    rulesets = [get_release(version) for version in versions() if version != current.version] + [current]
    found = [Step(old.version, new.version, compare(old, new)) for old, new in pairwise(rulesets)]
    return tuple(reversed(found))
