"""What was sent by somebody who was signed out."""

from django.apps import AppConfig


class KeptConfig(AppConfig):
    name = "headache_cds.kept"
    label = "kept"
    default_auto_field = "django.db.models.BigAutoField"
