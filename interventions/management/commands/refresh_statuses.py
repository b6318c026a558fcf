"""`manage.py refresh_statuses`: brings the caseload up to date after new rules were installed."""

from typing import Any

from django.core.management.base import BaseCommand

from interventions.case.status import refresh_stale_statuses


class Command(BaseCommand):
    # bin/serve runs it beside the server, and both `prepare` and the server have made the checks.
    requires_system_checks = ()
    help = "Rewrite what the caseload shows of dossiers that an earlier version of the rules judged."

    def handle(self, *args: Any, **options: Any) -> None:
        count = refresh_stale_statuses()
        if count:
            self.stdout.write(f"dossiers judged anew: {count}")
