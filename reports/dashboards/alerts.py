"""What the caseload says first about an episode: its projection in the words of the rules."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import MEDICATION_OVERUSE
from interventions.engine.urgency import Level
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus
from interventions.words.urgency import change_words


@dataclass(frozen=True)
class Alert:
    """One alert; `kind` is red (a red flag), amber (blocked or a critical warning) or open (not known)."""

    kind: str
    text: str


def alerts_of(status: EpisodeStatus | None) -> tuple[Alert, ...]:
    """What an edition changed, red flag, what blocks, critical warnings, overuse.

    What is unknown is said to be unknown (N03). After an update the server starts before every dossier was
    judged by the new rules; until then it says so.
    """
    if status is None:
        return (Alert("open", _("Nog niet beoordeeld")),)
    said = (_outdated, _changed, _red_flag, _blocks, _warnings, _overuse)
    return tuple(alert for say in said for alert in say(status))


def _outdated(status: EpisodeStatus) -> tuple[Alert, ...]:
    if status.ruleset_version == get_knowledge().ruleset.version:
        return ()
    return (Alert("open", _("Wordt bijgewerkt: dit zeggen de regels van vóór de update")),)


def _changed(status: EpisodeStatus) -> tuple[Alert, ...]:
    """That an edition judged the urgency differently, until a therapist opened the advice."""
    if not status.urgency_edition:
        return ()
    kind = "red" if Level(status.urgency).is_pressing else "amber"
    return (Alert(kind, change_words(status.urgency_edition, status.urgency_before, status.urgency)),)


def _red_flag(status: EpisodeStatus) -> tuple[Alert, ...]:
    tier = get_knowledge().urgency.tiers.get(status.red_flag_tier)
    if not status.red_flag_unresolved or tier is None:
        return ()
    text = _("Alarmsignaal: %(urgency)s") % {"urgency": tier.title.in_language(language())}
    return (Alert("red", text),)


def _blocks(status: EpisodeStatus) -> tuple[Alert, ...]:
    """What blocks, beside the red flag that is said already."""
    if status.red_flag_unresolved:
        return ()
    return tuple(Alert("amber", _summary(rule)) for rule in status.blocked_by)


def _warnings(status: EpisodeStatus) -> tuple[Alert, ...]:
    return tuple(Alert("amber", _summary(rule)) for rule in status.warnings)


def _overuse(status: EpisodeStatus) -> tuple[Alert, ...]:
    """The suspicion, unless a warning of that group says it; or that it is not known."""
    if status.medication_overuse is None:
        return (Alert("open", _("Overgebruik: nog niet bekend")),)
    knowledge = get_knowledge()
    told = {
        knowledge.ruleset.rules_by_id[rule].record.group
        for rule in status.warnings
        if rule in knowledge.ruleset.rules_by_id
    }
    if not status.medication_overuse or MEDICATION_OVERUSE in told:
        return ()
    return (Alert("amber", knowledge.spec(MEDICATION_OVERUSE).label.in_language(language())),)


def _summary(rule: str) -> str:
    """The sentence of a rule; a projection of an older ruleset may name one that is gone."""
    found = get_knowledge().ruleset.rules_by_id.get(rule)
    if found is None:
        return _("Een eerdere melding: open de patiënt om haar opnieuw te beoordelen.")
    return found.record.headline.in_language(language())
