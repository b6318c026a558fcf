"""Keeps the caseload projection in step: listens to changes of facts, in their transaction."""

from typing import Any

from django.dispatch import receiver

from headache_cds.vocabulary.signals import facts_changed
from interventions.case.status import refresh_status


@receiver(facts_changed, dispatch_uid="interventions.refresh_status")
def refresh_on_change(sender: Any, episode: Any, **kwargs: Any) -> None:
    """An answer, a finding or a measurement changed."""
    refresh_status(episode=episode)
