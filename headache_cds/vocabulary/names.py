"""The names of facts and rules that code has to speak; everything else about them is data.

A test compares every string in the product with the ids of rules, groups, cards, statements and facts: what
it finds stands here, each with the reason why no field of the data can say it.
"""

# The diagnosis is what advice is ordered and worded by; the criteria board and the dashboards show it.
HEADACHE_TYPE = "headache_type"
HEADACHE_CHRONICITY = "headache_chronicity"  # a column of the caseload
MEDICATION_OVERUSE = "medication_overuse"  # a column of the caseload
HEADACHE_DAYS = "headache_days_per_month"  # a column of the caseload

# Written by code from a plan: its parts, its goals and the consent.
PLANNED_INTERVENTIONS = "planned_interventions"
TREATMENT_GOALS = "treatment_goals"
SHARED_DECISION = "shared_decision_recorded"

# Columns of the patient and the episode that are facts as well.
SEX = "sex"
AGE = "patient_age_years"
CARE_SETTING = "care_setting"

# The red flags: columns of the caseload, and the gate that a theorem asks for by name.
RED_FLAG_TIER = "red_flag_tier"
RED_FLAG_UNRESOLVED = "red_flag_unresolved"
ADVICE_ALLOWED = "advice_allowed"

# The schedule is made from this date.
FOLLOW_UP_DATE = "follow_up_date"
