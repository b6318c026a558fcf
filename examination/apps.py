"""Step 2: the physical examination and its findings."""

from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "examination"
    verbose_name = "Lichamelijk onderzoek"
