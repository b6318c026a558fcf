"""One address for every kind of page that a therapist opens, of one dossier and of the guideline."""

from django.urls import reverse

from intake.models import Episode
from interventions.models import Plan

RULE = "activity-norm-moderate"


def pages_of(episode: Episode, plan: Plan | None = None) -> dict[str, str]:
    """The pages of one dossier by name; that of a signed plan when there is one."""

    def at(name: str, *more: str) -> str:
        return reverse(name, args=[episode.pk, *more])

    pages = {
        "patient": reverse("dashboards:patient", args=[episode.patient_id]),
        "anamnese_section": at("intake:section", "headache"),
        "anamnese_overview": at("intake:review"),
        "follow_up": at("intake:follow_up"),
        "examination": at("examination:part", "jaw"),
        "criteria": at("interventions:criteria"),
        "synthesis": at("interventions:synthesis"),
        "advice": at("interventions:advice"),
        "explanation": at("interventions:explain", RULE),
        "plan": at("interventions:plan"),
    }
    return pages | ({"signed_plan": at("interventions:signed_plan", str(plan.pk))} if plan else {})


def guideline_pages() -> dict[str, str]:
    """The pages of the guideline, which are the same for everybody."""
    return {
        "guideline_rules": reverse("guideline:rules"),
        "guideline_search": reverse("guideline:rules") + "?q=migraine",
        "guideline_statements": reverse("guideline:statements"),
        "guideline_rule": reverse("guideline:rule", args=[RULE]),
        "guideline_thresholds": reverse("guideline:thresholds"),
        "guideline_sources": reverse("guideline:sources"),
        "guideline_versions": reverse("guideline:versions"),
    }
