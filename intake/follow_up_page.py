"""The page of a repeat measurement: what stands under which head, in the order of asking."""

from dataclasses import dataclass

from headache_cds.vocabulary.spec import Text

from .measured import MEDICATION_DAYS, PSK, parts_of


@dataclass(frozen=True)
class FollowUpGroup:
    """Measurements under one head; `more` folds them."""

    title: Text
    facts: tuple[str, ...]
    more: bool = False


FOLLOW_UP_GROUPS = (
    FollowUpGroup(
        Text(nl="Hoofdpijn", en="Headache"),
        (
            "followup_headache_days",
            "migraine_days_per_month",
            "tth_days_per_month",
            "headache_days_source",
            "nprs_average_followup",
            "gpe_score",
        ),
    ),
    FollowUpGroup(
        Text(nl="Aanvalsmedicatie", en="Acute medication"),
        (MEDICATION_DAYS, "medication_days_source"),
    ),
    FollowUpGroup(
        Text(nl="Dagen per soort medicijn", en="Days per kind of drug"), parts_of(MEDICATION_DAYS), more=True
    ),
    FollowUpGroup(
        Text(nl="Vragenlijsten", en="Questionnaires"), ("hit6_followup", "midas_followup", "ndi_followup")
    ),
    FollowUpGroup(Text(nl="Activiteiten van de patiënt", en="Activities of the patient"), (PSK,)),
    FollowUpGroup(
        Text(nl="Sinds de vorige keer", en="Since last time"),
        (
            "pain_response_to_exercise",
            "gained_since_last_visit",
            "wanted_before_next_visit",
            "follow_up_date",
        ),
    ),
    FollowUpGroup(
        Text(nl="Andere uitgangswaarde", en="Another baseline"), ("baseline_headache_days",), more=True
    ),
)
