"""Who did what to which dossier, and when; rows are only ever added."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "headache_cds.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
