"""The names of facts and rules that code has to speak; everything else about them is data.

A test compares every string in the product with the ids of rules, groups, cards, statements and facts: what
it finds stands here, each with the reason why no field of the data can say it.
"""

from typing import Final

# The diagnosis orders and words the advice; the others are columns of the caseload.
HEADACHE_TYPE: Final = "headache_type"
HEADACHE_CHRONICITY: Final = "headache_chronicity"
MEDICATION_OVERUSE: Final = "medication_overuse"
HEADACHE_DAYS: Final = "headache_days_per_month"

# Who made the diagnosis and when: shown beside it.
DIAGNOSIS_SOURCE: Final = "headache_diagnosis_source"
DIAGNOSIS_DATE: Final = "headache_diagnosis_date"

# Written by code from a plan: its parts, its goals and the consent.
PSK_ACTIVITIES: Final = "psk_activities"
PLANNED_INTERVENTIONS: Final = "planned_interventions"
TREATMENT_GOALS: Final = "treatment_goals"
SHARED_DECISION: Final = "shared_decision_recorded"

# Kept with the patient and the episode, not as answers.
SEX: Final = "sex"
AGE: Final = "patient_age_years"
CARE_SETTING: Final = "care_setting"

# Red flags: columns of the caseload, who screened and when, and the gate that a theorem is about.
RED_FLAG_TIER: Final = "red_flag_tier"
RED_FLAG_UNRESOLVED: Final = "red_flag_unresolved"
SCREENED_BY: Final = "red_flags_screened_by"
SCREENED_ON: Final = "red_flags_screened_on"
ADVICE_ALLOWED: Final = "advice_allowed"

# Whether the diary on paper has a column for the period.
PERIOD_POSSIBLE: Final = "period_possible"

# Which medicines the diary names, and which limits of days it leaves out.
PREGNANT: Final = "pregnant"
PREGNANCY_WISH: Final = "wish_to_become_pregnant"
ACUTE_CLASSES: Final = "acute_medication_classes"
TRIPTAN_WITH_VASCULAR_DISEASE: Final = "triptan_with_vascular_disease"
TRIPTAN_WITH_AURA: Final = "triptan_with_atypical_aura"

# The schedule is made from this date.
FOLLOW_UP_DATE: Final = "follow_up_date"

# Ordinary words of code that happen to be an id of the knowledge: models, fields, pages and URLs.
ORDINARY_WORDS: Final = frozenset(
    {
        "plan",  # the model, its relation and its pages
        "goals",  # of a plan
        "approach",  # a field of the hypothesis
        "activity",  # a field of an activity in the follow-up
        "examination",  # the app, its relation and its pages
        "triggers",  # what makes a text urgent: a field of rules and of lines for the patient
        "evaluation",  # the date that a plan agrees on, as a filter of the caseload
    }
)
