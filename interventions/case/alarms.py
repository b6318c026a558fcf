"""Which answers hold up an alarm: taking one of them back needs a reason."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from headache_cds.vocabulary.signals import alarms_taken_back
from intake.models import Episode
from interventions.case.facts import episode_facts
from interventions.engine import advise
from interventions.engine.uses import Use
from interventions.knowledge import get_knowledge


@receiver(alarms_taken_back, dispatch_uid="interventions.alarms_taken_back")
def taken_back(sender: Any, episode: Episode, values: Mapping[str, Any], **kwargs: Any) -> frozenset[str]:
    """The facts among these new values that take back a red flag or a safety signal.

    A flag counts from the moment it is answered, whether it was looked into since or not.
    """
    read = get_knowledge().read_by_alarms
    asked = {fact: value for fact, value in values.items() if fact in read}
    if not asked:
        return frozenset()
    facts = episode_facts(episode)
    before = _alarms(facts)
    found: set[str] = set()
    # Some take an alarm back each by itself, others only together: until the rest takes back none.
    while asked and before - _alarms({**facts, **asked}):
        alone = {fact for fact, value in asked.items() if before - _alarms({**facts, fact: value})}
        found |= alone or asked.keys()
        asked = {fact: value for fact, value in asked.items() if fact not in found}
    return frozenset(found)


def _alarms(facts: Mapping[str, Any]) -> frozenset[str]:
    """The flags that were answered with yes and the warnings to act on, for these facts."""
    knowledge = get_knowledge()
    advice = advise(knowledge.ruleset, {name: value for name, value in facts.items() if value is not None})
    flags = {name for name in knowledge.red_flags.names if advice.scope.value(name) is True}
    # What stops the work because of a flag also ends when somebody looked into that flag.
    warned = {
        item.rule.id
        for item in advice.items
        if item.status == "applies" and item.rule.record.acknowledge and item.rule.record.use is Use.WARN
    }
    return frozenset(flags | warned)
