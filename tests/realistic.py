"""Invented people as a headache practice sees them, from one seed: for figures over many, never for a rule.

Every share below is an own assumption about an adult practice, set so that each card, gate and warning meets
some of them; none comes from a register, and nothing measured on them says anything about real patients. What
belongs together is drawn together, so nobody contradicts another answer. Half of them are seen in a headache
centre after the neurologist's screening, half in primary care with the whole list of red flags asked.

Two of three were asked nearly everything; of the others each answer is left out with the chance LEFT_OUT,
red flags apart: without those nobody gets advice.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from interventions.knowledge import get_knowledge
from tests.worked import PATIENTS

LEFT_OUT = 0.35
TYPES = {"migraine": 0.5, "tth": 0.27, "both": 0.23}
WOMEN = {"migraine": 0.75, "tth": 0.6, "both": 0.7}
CHRONIC = 0.3
# One red flag answered yes, and whether a physician has worked it up.
FLAGGED, WORKED_UP = 0.06, 0.5
AURA = 0.3  # of those with migraine; of these each kind of symptom:
AURA_SYMPTOMS = {
    "visual": 0.9,
    "sensory": 0.35,
    "speech_language": 0.15,
    "motor": 0.04,
    "brainstem": 0.04,
    "retinal": 0.03,
}
CLASSES = {
    "paracetamol": 0.6,
    "nsaid": 0.5,
    "triptan": 0.55,
    "opioid": 0.05,
    "combination": 0.08,
    "gepant_or_ditan": 0.04,
}
PREVENTIVES = {
    "propranolol": 0.12,
    "metoprolol": 0.06,
    "candesartan": 0.1,
    "topiramate": 0.08,
    "valproate": 0.03,
    "amitriptyline": 0.12,
    "cgrp_antibody": 0.05,
    "botulinum_toxin": 0.05,
}
# Yes or no, each on its own: the share of yes.
YES = {
    "neck_complaints": 0.65,
    "neck_trauma_history": 0.1,
    "muscle_tension_complaint": 0.5,
    "desk_work": 0.6,
    "jaw_complaints": 0.25,
    "bruxism_awake": 0.2,
    "bruxism_sleep": 0.25,
    "tmdh_temple_headache": 0.12,
    "sleep_problems": 0.45,
    "insomnia": 0.2,
    "snoring": 0.25,
    "apnoea_episodes": 0.06,
    "daytime_sleepiness": 0.2,
    "morning_headache": 0.2,
    "restless_legs": 0.08,
    "shift_work": 0.12,
    "fear_of_movement": 0.15,
    "avoids_activity_for_headache": 0.3,
    "exertion_reported_as_trigger": 0.2,
    "stress_present": 0.6,
    "chronic_stress": 0.25,
    "stress_affects_headache": 0.5,
    "poor_coping": 0.25,
    "anxiety_symptoms": 0.25,
    "depression_symptoms": 0.2,
    "negative_mood": 0.3,
    "hypervigilance": 0.2,
    "suicidal_ideation": 0.01,
    "fear_of_headache": 0.35,
    "avoids_social_or_work": 0.25,
    "panic_attacks": 0.06,
    "catastrophising": 0.2,
    "caffeine_analgesic_use": 0.1,
    "medication_taken_to_prevent_headache": 0.12,
    "previous_medication_overuse": 0.15,
    "medication_ineffective": 0.2,
    "refuses_medication": 0.1,
    "wants_to_reduce_medication": 0.3,
    "photophobia": 0.6,
    "phonophobia": 0.55,
    "aggravated_by_routine_activity": 0.55,
    "declines_behavioural_therapy": 0.15,
    "patient_asks_why_exercise": 0.2,
    "thoracic_mobility_restricted": 0.35,
    "scapulothoracic_impaired": 0.25,
    "fhp_present": 0.35,
    "tmd_static_test_positive": 0.15,
    "tmd_dynamic_test_positive": 0.12,
    "allodynia_present": 0.2,
    "hyperesthesia_present": 0.1,
    "anticoagulant_use": 0.04,
    "stroke_or_tia_history": 0.02,
}
ONE_OF = {
    "cad_symptoms": {"dizziness": 0.06, "neck_pain_unlike_before": 0.02, "horner_or_ptosis": 0.01},
    "cad_risk_factors": {"hypertension": 0.15, "smoking": 0.2, "diabetes": 0.05},
    "cervical_instability_signs": {"lump_in_throat": 0.02, "gait_disturbance": 0.01},
    "manual_technique_contraindications": {
        "inflammatory_arthritis_cervical": 0.02,
        "osteoporosis_severe": 0.02,
        "long_term_corticosteroids": 0.02,
    },
    "cardiovascular_contraindications": {"known_heart_disease": 0.04, "uncontrolled_hypertension": 0.03},
    "msk_comorbidity_cs": {"fibromyalgia": 0.06, "chronic_low_back_pain": 0.15},
}
MUSCLES = (
    "trapezius_descendens",
    "sternocleidomastoideus",
    "temporalis",
    "masseter",
    "rectus_capitis_posterior_major",
    "rectus_capitis_posterior_minor",
    "obliquus_capitis_superior",
)
SIDES, LEVELS = ("left", "right"), ("C0_C1", "C1_C2", "C2_C3")
DIRECTIONS = (
    "flexion",
    "extension",
    "rotation_left",
    "rotation_right",
    "lateral_flexion_left",
    "lateral_flexion_right",
)


def realistic_patients(count: int = 300, seed: int = 20261201) -> Iterator[dict[str, Any]]:
    """The facts of so many invented people; the same seed gives the same people."""
    for number in range(count):
        yield _Person(Random(seed * 100_003 + number)).facts()


def everybody(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The worked patients, then so many realistic ones, each by a name."""
    yield from PATIENTS.items()
    for number, facts in enumerate(realistic_patients(count, seed)):
        yield f"R{number:03}", facts


class _Person:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.kind = self._one(TYPES)
        self.is_woman = self._is(WOMEN[self.kind])
        self.age = min(84, max(18, round(chance.gauss(42, 13))))
        self.is_migraine = self.kind != "tth"

    def facts(self) -> dict[str, Any]:
        known = {
            **{name: self._is(share) for name, share in YES.items()},
            **{name: self._some(values) for name, values in ONE_OF.items()},
            **self._headache(),
            **self._aura(),
            **self._medicines(),
            **self._life(),
            **self._findings(),
        }
        if self._is(1 / 3):
            known = {name: value for name, value in known.items() if not self._is(LEFT_OUT)}
        return {**known, **self._person(), **self._screening()}

    def _person(self) -> dict[str, Any]:
        types = {"migraine": ["migraine"], "tth": ["tth"], "both": ["migraine", "tth"]}[self.kind]
        found: dict[str, Any] = {
            "patient_age_years": self.age,
            "sex": "female" if self.is_woman else "male",
            "headache_type": types,
        }
        if self.is_woman and self.age < 45:
            pregnant = self._is(0.05)
            found |= {"pregnant": pregnant, "postpartum_recent": not pregnant and self._is(0.03)}
            found |= {"wish_to_become_pregnant": not pregnant and self._is(0.08)}
            found |= {"estrogen_contraceptive_use": not pregnant and self._is(0.3)}
        elif self.is_woman:
            found |= {"pregnant": False, "postpartum_recent": False, "wish_to_become_pregnant": False}
        return found

    def _screening(self) -> dict[str, Any]:
        flags: dict[str, Any] = dict.fromkeys(_asked_flags(), False)
        if self._is(FLAGGED):
            flag = self.chance.choice(sorted(flags))
            flags[flag] = True
            if self._is(WORKED_UP) and flag in _named_flags():
                flags["red_flags_investigated"] = [flag]
        if self._is(0.5):
            setting: dict[str, Any] = {
                "care_setting": "secondary_care",
                "red_flags_screened_by": "neurologist",
                "red_flag_screening_result": "no_flag",
                "headache_diagnosis_source": "neurologist",
                "days_since_screening": round(self.chance.triangular(2, 500, 40)),
            }
            asked = ("rf_pattern_change", "rf_unlike_usual_headache", "rf_focal_deficit_diplopia_balance")
            flags = {name: value for name, value in flags.items() if value or name in asked}
        else:
            setting = {
                "care_setting": "primary_care",
                "red_flags_screened_by": "physiotherapist",
                "red_flag_screening_result": "no_flag",
                "headache_diagnosis_source": "gp" if self._is(0.7) else "neurologist",
                "days_since_screening": round(self.chance.triangular(0, 60, 3)),
            }
        return {**flags, **setting}

    def _headache(self) -> dict[str, Any]:
        chronic = self._is(CHRONIC)
        days = self.chance.randint(15, 30) if chronic else self.chance.randint(2, 14)
        onset = self.chance.randint(8, max(9, min(self.age - 1, 45)))
        onset = min(onset, self.age - 1)
        found: dict[str, Any] = {
            "headache_days_per_month": days,
            "headache_days_source": self.chance.choice(["diary", "recall"]),
            "months_headache_15plus": self.chance.randint(4, 60) if chronic else 0,
            "headache_onset_age_years": onset,
            "headache_years": self.age - onset,
            "headache_course": self.chance.choice(["stable", "stable", "improving", "worsening"]),
            "headache_intensity_nrs": self.chance.randint(3, 9),
            "headache_side": self.chance.choice(["left", "alternating", "bilateral", "bilateral"]),
            "headache_quality": ["pulsating"] if self.is_migraine else ["pressing_tightening"],
            "nausea_level": self.chance.choice(["none", "mild", "moderate_severe"])
            if self.is_migraine
            else "none",
            "untreated_duration_min_hours": 4,
            "untreated_duration_max_hours": self.chance.choice([12, 24, 48, 72]),
            "ichd_attack_count": self.chance.choice([8, 30, 200]),
            "hit6_score": self.chance.randint(44, 72),
        }
        if self.is_migraine:
            found["migraine_days_per_month"] = self.chance.randint(1, days)
            found["months_migraine_8plus"] = found["months_headache_15plus"]
        if self.kind == "both":
            found["tth_days_per_month"] = self.chance.randint(1, days)
        return found

    def _aura(self) -> dict[str, Any]:
        if not (self.is_migraine and self._is(AURA)):
            return {"aura_symptom_types": ["none"], "migraine_aura": False} if self.is_migraine else {}
        symptoms = [name for name, share in AURA_SYMPTOMS.items() if self._is(share)] or ["visual"]
        return {
            "migraine_aura": True,
            "aura_symptom_types": symptoms,
            "aura_attack_count": self.chance.choice([3, 10, 40]),
            "aura_fully_reversible": not self._is(0.02),
            "aura_gradual_spread": not self._is(0.1),
            "aura_positive_symptom": not self._is(0.1),
            "aura_symptom_duration_min_minutes": 5,
            "aura_symptom_duration_max_minutes": self.chance.choice([20, 30, 45, 60, 90]),
            "aura_judged_by_neurologist": self._is(0.6),
            "aura_unchanged_since_diagnosis": not self._is(0.05),
        }

    def _medicines(self) -> dict[str, Any]:
        classes = [name for name, share in CLASSES.items() if self._is(share)]
        classes = classes if self.is_migraine else [name for name in classes if name != "triptan"]
        found: dict[str, Any] = {"acute_medication_classes": classes or ["none"]}
        if classes:
            days = {name: min(31, max(1, round(self.chance.expovariate(1 / 6)))) for name in classes}
            found |= {f"acute_days_{name}": count for name, count in days.items()}
            least, most = max(days.values()), min(31, sum(days.values()))
            found["acute_medication_days_per_month"] = self.chance.randint(least, most)
            found["acute_use_months"] = self.chance.choice([2, 6, 12, 48])
            if {"paracetamol", "nsaid"} <= set(classes):
                pair = (days["paracetamol"], days["nsaid"])
                found["acute_days_nonopioid"] = min(31, max(pair) + min(pair) // 2)
        preventives = [name for name, share in PREVENTIVES.items() if self.is_migraine and self._is(share)]
        found["preventive_medication"] = preventives or ["none"]
        if self.is_woman and {"topiramate", "valproate"} & set(preventives):
            found["reliable_contraception"] = self._is(0.7)
        if "botulinum_toxin" in preventives:
            found |= {"botox_asked_or_used": True, "days_since_botox": self.chance.randint(1, 120)}
        return found

    def _life(self) -> dict[str, Any]:
        phq9, item9 = self.chance.randint(0, 18), 0
        return {
            "sleep_hours_per_night": self.chance.randint(5, 9),
            "moderate_activity_min_per_week": self.chance.choice([0, 30, 60, 90, 150, 240]),
            "vigorous_activity_min_per_week": self.chance.choice([0, 0, 30, 75]),
            "height_cm": self.chance.randint(158, 192),
            "weight_kg": self.chance.randint(56, 112),
            "phq9_score": phq9,
            "phq9_item9": item9,
            "gad7_score": self.chance.randint(0, 16),
            "csi_score": self.chance.randint(10, 60),
            "tsk_score": self.chance.randint(20, 48),
            "isi_score": self.chance.randint(0, 22),
            "trigger_overattention": self._is(0.2),
        }

    def _findings(self) -> dict[str, Any]:
        stiff, tender = self._is(0.45), self._is(0.5)
        return {
            "blood_pressure_systolic": self.chance.randint(105, 165),
            "blood_pressure_diastolic": self.chance.randint(65, 98),
            "cervical_arom": [
                {"direction": name, "restricted": stiff and self._is(0.4), "pain": "none"}
                for name in DIRECTIONS
            ],
            "segmental_findings": [
                {
                    "level": level,
                    "side": side,
                    "mobility": "hypomobile" if stiff and self._is(0.3) else "normal",
                    "pain": "none",
                }
                for level in LEVELS
                for side in SIDES
            ],
            "provocation_findings": [
                {
                    "level": level,
                    "side": side,
                    "method": "watson",
                    "result": "recognisable_headache" if stiff and self._is(0.2) else "none",
                }
                for level in LEVELS
                for side in SIDES
            ],
            "palpation_findings": [
                {
                    "muscle": muscle,
                    "side": side,
                    "result": "local_pain" if tender and self._is(0.35) else "no_pain",
                }
                for muscle in MUSCLES
                for side in SIDES
            ],
            "frt_left_deg": self.chance.choice([28, 38, 44]),
            "frt_right_deg": self.chance.choice([30, 40, 44]),
            "ccft_level_mmhg": self.chance.choice([22, 24, 26, 28]),
        }

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _one(self, shares: dict[str, float]) -> str:
        return self.chance.choices([*shares], weights=[*shares.values()])[0]

    def _some(self, shares: dict[str, float]) -> list[str]:
        return [name for name, share in shares.items() if self._is(share)] or ["none"]


def _asked_flags() -> tuple[str, ...]:
    """The red flags and signs that are questions of their own."""
    knowledge = get_knowledge()
    return tuple(
        name
        for name in (*knowledge.red_flags.names,)
        if name in knowledge.vocabulary.facts and name.startswith("rf_")
    )


def _named_flags() -> set[str]:
    return {*get_knowledge().red_flags.open_when}
