"""Step 1: patient, episode, anamnese, instruments."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "Anamnese"
