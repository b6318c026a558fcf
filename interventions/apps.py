"""Step 3: knowledge, engine, advice and plan."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"
    verbose_name = "Interventie"

    def ready(self) -> None:
        from interventions import system_checks  # noqa: F401 - registers the system check
        from interventions.case import sync  # noqa: F401 - connects the receiver
