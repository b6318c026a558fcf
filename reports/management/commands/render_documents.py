"""`manage.py render_documents`: draws what is asked for, where no broker sends it to a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from headache_cds.warm_up import warm_up
from reports.documents.render_process import keep_rendering


class Command(BaseCommand):
    help = (
        "Render queued documents until it is asked to end. bin/serve starts one when there is no REDIS_URL."
    )
    requires_system_checks = ()  # warming up makes them

    def handle(self, *_args: Any, **_options: Any) -> None:
        warm_up()
        keep_rendering()
