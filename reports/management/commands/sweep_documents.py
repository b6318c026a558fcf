"""`manage.py sweep_documents`: queue documents again whose job was lost; for cron and for a restart."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.documents.queue import sweep_documents


class Command(BaseCommand):
    help = "Queue documents again whose job was lost. Safe at any moment, also twice at once."

    def handle(self, *_args: Any, **options: Any) -> None:
        count = sweep_documents()
        if count or options["verbosity"] > 1:
            self.stdout.write(f"{count} documents queued again")
