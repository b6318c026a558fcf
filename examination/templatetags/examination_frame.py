"""What the frame of a patient page shows of this step: how far the examination is."""

from django import template

from examination.overview import PartProgress, progress
from intake.models import Episode

register = template.Library()


@register.simple_tag
def examination_progress(episode: Episode) -> list[PartProgress]:
    """The parts of the battery with their progress, for the rail."""
    return progress(episode)
