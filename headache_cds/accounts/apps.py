"""Centres, the people who work there, and what each role may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "headache_cds.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
