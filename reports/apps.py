"""What comes out: documents and dashboards."""

import uuid

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Documenten en overzichten"

    def ready(self) -> None:
        from . import system_checks  # noqa: F401 - registers the system check
        from .documents import offers  # noqa: F401 - tells pages of a plan what can be given along

    def warm_up_pages(self) -> None:
        """Let Django write its largest query, the list of patients, for a centre that does not exist."""
        from django.utils import timezone

        from headache_cds.accounts.models import User

        from .dashboards.filters import CaseloadFilters
        from .dashboards.queries import listed_episodes

        nobody = User(centre_id=uuid.uuid4())
        filters = CaseloadFilters({}, user=nobody, therapists=[], today=timezone.localdate())
        str(listed_episodes(nobody, filters, "").query)

    def warm_up_rendering(self) -> None:
        """Load the PDF engine and the letters once, for the children that render."""
        from .documents.pdf import render_pdf

        sheet = '<link rel="stylesheet" href="static:print/fonts.css">'
        render_pdf(f'<html lang="nl"><title>-</title>{sheet}<h1>-</h1>')
