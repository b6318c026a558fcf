"""What comes out: documents and dashboards."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Documenten en overzichten"

    def ready(self) -> None:
        from . import system_checks  # noqa: F401 - registers the system check
