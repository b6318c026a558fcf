"""Step 2: the physical examination and its findings."""

from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    name = "examination"
    verbose_name = "Lichamelijk onderzoek"

    def ready(self) -> None:
        from . import system_checks  # noqa: F401 - registers the system check
