"""The facts of all steps: names, types, units, questions, and the forms built from them."""

from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "headache_cds.vocabulary"
    label = "vocabulary"
