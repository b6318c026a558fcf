"""The facts of all steps: names, types, units, questions, and the forms built from them."""

from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "headache_cds.vocabulary"
    label = "vocabulary"

    def ready(self) -> None:
        from headache_cds.refusal import say_how
        from headache_cds.vocabulary import checks  # noqa: F401 - registers the system check

        say_how()
