"""Step 1: patient, episode, anamnese, instruments."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "Anamnese"

    def ready(self) -> None:
        from . import system_checks  # noqa: F401 - registers the system check
