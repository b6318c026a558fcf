"""Step 3: knowledge, engine, advice and plan."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"
    verbose_name = "Interventie"

    def ready(self) -> None:
        from interventions.case import sync  # noqa: F401 - connects the receiver
        from interventions.knowledge import system_checks  # noqa: F401 - registers the system check
        from interventions.pages import beside  # noqa: F401 - connects the receiver

    def warm_up(self) -> None:
        """Compile the rules, and read the releases, cases and conflicts that the guideline shows."""
        from interventions.engine import advise, brief
        from interventions.guideline.history import steps
        from interventions.guideline.lines import get_library
        from interventions.guideline.pages import cases_by_rule
        from interventions.knowledge import get_knowledge

        knowledge = get_knowledge()
        for answer in (advise, brief):
            answer(knowledge.ruleset, {})
        knowledge.conflicts_of(knowledge.ruleset.rules[0])
        for load in (get_library, steps, cases_by_rule):
            load()
