"""The Celery application: renders documents outside the request."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headache_cds.settings")

app = Celery("headache_cds")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["reports.documents"])
