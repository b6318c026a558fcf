"""A centre in which every form of the product stands on a page, and a dossier of another centre beside it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from examination.actions import complete_examination, start_examination
from examination.battery import load_battery
from headache_cds.accounts.models import User
from intake.actions import add_team_note, close_episode, complete_intake, mark_double, save_answers
from intake.models import Episode
from interventions.case.current import current_board
from interventions.plan import actions as plans
from interventions.plan.queries import signals_of
from reports.documents.actions import request_document
from reports.documents.jobs import claim_document, fail_document
from reports.models import FailureReason
from tests import factories
from tests.dossiers import agree, make_contact, sign, take_over
from tests.worked import PATIENTS

RIGHT_NUMBER = "JUIST-1"
MIGRAINE = "V02"
# A card with a dose to agree on.
TO_DO = "aerobic_training"
SIGNAL = {"phq9_item9": 1}


@dataclass(frozen=True)
class Crowd:
    """Dossiers by what is going on in them; `other` and `elsewhere` have the forms of `at_work` too.

    `ids` holds, for the first of two dossiers in the same state, what stands in the addresses of the other.
    """

    at_work: Episode
    signalled: Episode
    acknowledged: Episode
    closed: Episode
    ended: Episode
    double: Episode
    other: dict[str, str]
    elsewhere: dict[str, str]

    @property
    def all(self) -> list[dict[str, Any]]:
        """What stands in the addresses of each, by the place in a pattern."""
        episodes = (self.at_work, self.signalled, self.acknowledged, self.closed, self.ended, self.double)
        return [places_of(episode) for episode in episodes]


def places_of(episode: Episode) -> dict[str, Any]:
    """The ids of a dossier, by their place in a pattern."""
    found: dict[str, Any] = {
        "episode_id": episode.pk,
        "patient_id": episode.patient_id,
        "card_id": TO_DO,
    }
    plan = episode.plans.first()
    document = plan.documents.first() if plan else None
    return found | ({"document_id": document.pk} if document else {})


def make_crowd(alice: User, bob: User, charlie: User) -> Crowd:
    """Alice and Bob of one centre, Charlie of another."""
    first, signalled = at_work(alice, bob), with_signal(alice)
    own = [at_work(alice, bob), with_signal(alice)]
    others = [at_work(charlie, charlie), with_signal(charlie)]
    return Crowd(
        first,
        signalled,
        acknowledged(alice),
        closed(alice, bob),
        ended(alice),
        double(alice),
        other=renamed([first, signalled], own),
        elsewhere=renamed([first, signalled], others),
    )


def renamed(episodes: list[Episode], others: list[Episode]) -> dict[str, str]:
    """The ids in the addresses of the one to those in the addresses of the other."""
    pairs = zip(episodes, others, strict=True)
    return {old: new for one, other in pairs for old, new in zip(ids(one), ids(other), strict=True)}


def ids(episode: Episode) -> list[str]:
    contacts = episode.patient.contacts.all()
    rows = (*episode.plans.all(), *episode.follow_ups.all(), *episode.notes.all(), *contacts)
    return [str(episode.pk), str(episode.patient_id), *(str(row.pk) for row in rows)]


def at_work(by: User, writer: User) -> Episode:
    """A draft of everything, ready to be signed."""
    episode = migraine(by)
    start_examination(episode=episode, by=by)
    factories.make_follow_up(episode, by, followup_headache_days=3)
    note(episode, writer)
    make_contact(episode, by, role="neurologist", referred=False)
    take_over(episode, by, "education", TO_DO)
    agree(episode, by)
    plans.write_hypothesis(episode=episode, text="Slaap.", approach="both", based_on=0, by=by)
    return episode


def with_signal(by: User) -> Episode:
    """A safety signal on which nobody has acted."""
    episode = migraine(by)
    save_answers(episode=episode, by=by, values=SIGNAL)
    return episode


def acknowledged(by: User) -> Episode:
    """A safety signal on which somebody has acted."""
    episode = with_signal(by)
    board = current_board(episode)
    for signal in signals_of(board):
        plans.acknowledge_safety(
            episode=episode,
            board=board,
            rule=signal.rule.id,
            action_taken="Huisarts gebeld.",
            submission=uuid.uuid4(),
            by=by,
        )
    return episode


def closed(by: User, writer: User) -> Episode:
    """Completed, examined and signed, with a document that could not be made."""
    episode = migraine(by)
    complete_examination(examination=start_examination(episode=episode, by=by), by=by)
    note(episode, writer)
    plan = sign(episode, by, "education")
    complete_intake(episode=episode, by=by)
    document = request_document(plan=plan, language="en", by=by)
    claim = claim_document(document_id=document.pk)
    assert claim
    fail_document(claim=claim, reason=FailureReason.TOO_SLOW)
    return episode


def ended(by: User) -> Episode:
    """An episode that was closed."""
    episode = factories.make_episode(by)
    close_episode(episode=episode, by=by, ended_on=timezone.localdate(), reason="Doelen bereikt.")
    return episode


def double(by: User) -> Episode:
    """A dossier that points to the right one."""
    factories.make_episode(by, number=RIGHT_NUMBER)
    episode = factories.make_episode(by)
    mark_double(patient=episode.patient, number=RIGHT_NUMBER, by=by)
    return episode


def migraine(by: User) -> Episode:
    """A worked patient whom nothing stops, of whom the examination is still to be done."""
    findings = load_battery().facts
    facts = {fact: value for fact, value in PATIENTS[MIGRAINE].items() if fact not in findings}
    return factories.make_episode_with(by, facts)[0]


def note(episode: Episode, by: User) -> Any:
    return add_team_note(episode=episode, by=by, submission=uuid.uuid4(), text="Belt liever na vier uur.")
