"""Headache CDS: clinical decision support for headache physiotherapy."""

from headache_cds.celery import app as celery_app

__all__ = ["celery_app"]
