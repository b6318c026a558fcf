"""Writing down what was done about a safety signal."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from intake.access import check_may_write
from intake.models import Episode
from intake.submission import submit_once
from interventions.advice.board import Board
from interventions.models import SafetyAcknowledgement
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import signals_of

NO_SIGNAL = "no_signal"


@transaction.atomic
def acknowledge_safety(
    *, episode: Episode, board: Board, rule: str, action_taken: str, submission: UUID, by: User
) -> SafetyAcknowledgement:
    """Record what was done about a safety signal (N13) that is on the board of this moment.

    Raises PlanProblem without a text, and for a rule that is no signal of this patient.

    The same `submission` gives the same record; ValidationError when it made another one before.
    """
    check_may_write(by, episode.patient)
    if not action_taken.strip():
        raise PlanProblem(_("Schrijf op wat u hebt gedaan."), code="action")
    check_signal(board, rule, action_taken)

    def create() -> SafetyAcknowledgement:
        row = SafetyAcknowledgement.objects.create(
            episode=episode,
            rule=rule,
            action_taken=action_taken.strip(),
            acknowledged_by=by,
            submission=submission,
        )
        audit(by, "safety.acknowledge", episode, {"rule": rule}, subject=row)
        return row

    return submit_once(
        SafetyAcknowledgement.objects.filter(episode=episode, rule=rule),
        submission,
        create,
        is_same=lambda row: row.action_taken == action_taken.strip(),
        stored=lambda row: row.action_taken,
    )


def check_signal(board: Board, rule: str, typed: str) -> None:
    """Raise PlanProblem, with what was typed, for a rule that is no safety signal on this board."""
    if rule not in (item.rule.id for item in signals_of(board)):
        raise PlanProblem(
            _(
                "Dit signaal staat niet (meer) op het advies van deze patiënt. Er is niets vastgelegd. "
                "U typte: %(text)s"
            ),
            code=NO_SIGNAL,
            params={"text": typed.strip()},
        )
