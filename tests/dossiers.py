"""Where tests decide, agree and sign; and a dossier with everything in it that an address can name."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from examination.actions import start_examination
from headache_cds.accounts.models import User
from intake.actions import add_contact, add_team_note, save_answers
from intake.models import CareContact, Episode
from interventions.case.current import current, current_board
from interventions.models import Plan, PlanState, SafetyAcknowledgement
from interventions.plan import actions
from interventions.plan.queries import signal_prints
from interventions.plan.seen import Agreed, decision_print
from reports.documents.actions import request_document
from tests import factories
from tests.worked import SCREENED_ON

AGREEMENT = "U oefent thuis."
GOAL = "Weer een film kijken zonder hoofdpijn."
MEASURE = "één film per week"
CONTACT = "de praktijk, 020 - 123 45 67"
CHANGE_REASON = "Het gaat beter."
NOTE = "Belt liever na vier uur."
# Somebody for whom nothing blocks.
SETTLED = {
    "care_setting": "secondary_care",
    "red_flags_screened_by": "neurologist",
    "red_flags_screened_on": SCREENED_ON,
    "red_flag_screening_result": "no_flag",
    "headache_diagnosis_source": "neurologist",
    "headache_type": ["migraine"],
}


def seen(episode: Episode, card: str) -> dict[str, str]:
    """What a page that is opened now sends along with an act on this card."""
    return {"decided": decision_print(current(episode).decisions.get(card))}


@dataclass(frozen=True)
class Dossier:
    """The ids that stand in addresses, by the name of their place in the pattern."""

    episode: Episode
    ids: dict[str, Any]


def make_dossier(by: User, facts: dict[str, Any] = SETTLED) -> Dossier:
    """A patient with an examination, a measurement, a note, a signed plan and its document."""
    episode, _later = factories.make_episode_with(by, facts)
    start_examination(episode=episode, by=by)
    measurement = factories.make_follow_up(episode, by, followup_headache_days=3)
    note = add_team_note(episode=episode, by=by, submission=uuid.uuid4(), text=NOTE)
    contact = make_contact(episode, by)
    acknowledgement = acknowledge_once(episode, by)
    plan = sign(episode, by, current_board(episode).options[0].card.id)
    document = request_document(plan=plan, language="nl", by=by)
    ids: dict[str, Any] = {
        "episode_id": episode.pk,
        "patient_id": episode.patient_id,
        "follow_up_id": measurement.pk,
        "note_id": note.pk,
        "contact_id": contact.pk,
        "acknowledgement_id": acknowledgement.pk,
        "plan_id": plan.pk,
        "other_id": plan.pk,
        "document_id": document.pk,
        "kept_id": uuid.uuid4(),
        "person_id": by.pk,
        "section_id": "headache",
        "part_id": "jaw",
        "statement_id": "HV-I-032",
        "fact_id": "medication_overuse",
        "card_id": plan.decisions.get().card,
        "kind": "wacht",
        "rule_id": "suicide-signal-protocol-now",
    }
    return Dossier(episode, ids)


def make_contact(episode: Episode, by: User, **changes: Any) -> CareContact:
    """The GP of a patient, unless `changes` say otherwise."""
    values: dict[str, Any] = {
        "role": "gp",
        "referred": True,
        "name": "G. de Vries",
        "agb": "01012345",
        "practice": "Huisartsen Noord",
        "practice_agb": "01054321",
        "place": "Groningen",
        "phone": "050 - 123 45 67",
    }
    return add_contact(patient=episode.patient, by=by, submission=uuid.uuid4(), **(values | changes))


def acknowledge_once(episode: Episode, by: User) -> SafetyAcknowledgement:
    """What was done about a signal that is answered since."""
    save_answers(episode=episode, by=by, values={"phq9_item9": 1})
    row = actions.acknowledge_safety(
        episode=episode,
        board=current_board(episode),
        rule="suicide-signal-protocol-now",
        action_taken="Huisarts gebeld",
        submission=uuid.uuid4(),
        by=by,
    )
    save_answers(episode=episode, by=by, values={"phq9_item9": 0})
    return row


def take_over(episode: Episode, by: User, *cards: str) -> None:
    """Take these cards over as they are."""
    for card in cards:
        actions.accept_advice(episode=episode, card=card, components=None, dose=None, note="", by=by)


def agree(episode: Episode, by: User, *, evaluation_in: int = 42, **changes: Any) -> Plan:
    """The agreements of a plan, with an evaluation in so many days, unless `changes` say otherwise."""
    replaces = episode.plans.filter(state=PlanState.SIGNED).exists()
    values: dict[str, Any] = {
        "agreement": AGREEMENT,
        "evaluation_on": timezone.localdate() + dt.timedelta(days=evaluation_in),
        "contact": CONTACT,
        "consent": True,
        "change_reason": CHANGE_REASON if replaces else "",
    }
    goals = changes.pop("goals", [{"text": GOAL, "measure": MEASURE, "due_on": None}])
    cards = changes.pop("cards", ())
    return actions.agree(episode=episode, agreed=Agreed(**values | changes), goals=goals, cards=cards, by=by)


def sign(episode: Episode, by: User, *cards: str, **agreements: Any) -> Plan:
    """Sign a plan of these cards, else of education alone."""
    take_over(episode, by, *(cards or ("education",)))
    return actions.sign_plan(plan=agree(episode, by, **agreements), by=by)


def seen_signal(episode: Episode, rule: str) -> str:
    """The print of a safety signal as its form sends it along; '' when there is none."""
    return signal_prints(episode, current_board(episode)).get(rule, "")
