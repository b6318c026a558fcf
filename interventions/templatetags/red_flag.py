"""The red-flag mark in the patient bar of every patient page."""

from django import template

from headache_cds.vocabulary.language import language
from headache_cds.vocabulary.names import RED_FLAG_TIER
from headache_cds.vocabulary.values import choice_text
from intake.models import Episode
from interventions.knowledge import get_knowledge
from interventions.models import EpisodeStatus

register = template.Library()

NO_FLAG = ("", "none")


@register.simple_tag
def open_red_flag(episode: Episode) -> str:
    """The urgency of the red flag that stands open, in words; '' when none is known to stand open.

    An empty answer is no reassurance: screening may not be done, which the pages themselves say (N05).
    """
    status = EpisodeStatus.objects.filter(episode=episode).only(RED_FLAG_TIER).first()
    tier = status.red_flag_tier if status else ""
    if tier in NO_FLAG:
        return ""
    return choice_text(get_knowledge().spec(RED_FLAG_TIER), tier, language())
