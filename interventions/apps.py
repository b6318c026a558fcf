"""Step 3: knowledge, engine, advice and plan."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "interventions"
    verbose_name = "Interventie"

    def ready(self) -> None:
        from interventions.case import alarms, sync  # noqa: F401 - connect the receivers
        from interventions.knowledge import system_checks  # noqa: F401 - registers the system check
        from interventions.pages import beside  # noqa: F401 - connects the receiver

    def warm_up(self) -> None:
        """Compile the rules."""
        from interventions.engine import advise, brief
        from interventions.knowledge import get_knowledge

        for answer in (advise, brief):
            answer(get_knowledge().ruleset, {})

    def warm_up_pages(self) -> None:
        """Read the releases, cases and conflicts that the guideline shows."""
        from interventions.guideline.history import steps
        from interventions.guideline.lines import get_library
        from interventions.guideline.pages import cases_by_rule
        from interventions.knowledge import get_knowledge

        for load in (get_library, steps, cases_by_rule):
            load()
        get_knowledge().conflicts_of(get_knowledge().ruleset.rules[0])
