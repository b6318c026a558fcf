"""WSGI entry point for gunicorn; with --preload everything below runs once, before the workers are forked."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headache_cds.settings")
application = get_wsgi_application()

from headache_cds.warm_up import warm_up  # noqa: E402 - needs the settings

warm_up(application)
