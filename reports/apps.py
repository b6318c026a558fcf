"""What comes out: documents and dashboards."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Documenten en overzichten"
