"""The Celery application: renders documents outside the request."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headache_cds.settings")

app = Celery("headache_cds")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reports.documents"])


@worker_init.connect
def warm_up_worker(**kwargs: Any) -> None:
    """Before the worker forks: its children find the knowledge read, and a mistake in it stops the start."""
    from headache_cds.warm_up import warm_up

    warm_up()
