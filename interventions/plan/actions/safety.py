"""Writing down what was done about a safety signal."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from headache_cds.accounts.models import User
from headache_cds.vocabulary.text import clean_text, has_words
from intake.access import check_may_change
from intake.actions import mark_corrected, mark_void
from intake.models import Episode
from intake.submission import submit_once
from interventions.advice.board import Board
from interventions.models import SafetyAcknowledgement
from interventions.plan.actions.trail import audit
from interventions.plan.problems import PlanProblem
from interventions.plan.queries import signal_prints, signals_of

NO_SIGNAL = "no_signal"
OTHER_ANSWER = "other_answer"


@transaction.atomic
def acknowledge_safety(
    *,
    episode: Episode,
    board: Board,
    rule: str,
    action_taken: str,
    submission: UUID,
    by: User,
    seen: str | None = None,
) -> SafetyAcknowledgement:
    """Record what was done about a safety signal (N13) that is on the board of this moment.

    Raises PlanProblem without a text, for a rule that is no signal of this patient, and when the answers
    behind it are no longer those that were `seen` (their print, from a page).

    The same `submission` gives the same record; ValidationError when it made another one before.
    """
    check_may_change(by, episode)
    action_taken = clean_text(action_taken)
    if not has_words(action_taken):
        raise PlanProblem(_("Schrijf op wat u hebt gedaan."), code="action")
    check_signal(board, rule, action_taken)
    answers = signal_prints(episode, board)

    if seen is not None and seen != answers[rule]:
        raise PlanProblem(
            _(
                "Het antwoord achter dit signaal is intussen gewijzigd. Er is niets vastgelegd. "
                "Lees het signaal opnieuw. U typte: %(text)s"
            ),
            code=OTHER_ANSWER,
            params={"text": action_taken},
        )
    row = SafetyAcknowledgement(episode=episode, rule=rule, action_taken=action_taken, answers=answers[rule])
    return _write(row, by, submission, None)


@transaction.atomic
def correct_acknowledgement(
    *, acknowledgement: SafetyAcknowledgement, action_taken: str, submission: UUID, by: User
) -> SafetyAcknowledgement:
    """Replace what was written down about a signal; the old words stay readable.

    It answers what the old words answered, and keeps the moment of acting. Raises ValidationError as
    `acknowledge_safety` does, when nothing differs, and when it was corrected already.
    """
    check_may_change(by, acknowledgement.episode)
    action_taken = clean_text(action_taken)
    if not has_words(action_taken):
        raise PlanProblem(_("Schrijf op wat u hebt gedaan."), code="action")
    row = SafetyAcknowledgement(
        episode=acknowledgement.episode,
        rule=acknowledgement.rule,
        action_taken=action_taken,
        acknowledged_at=acknowledgement.acknowledged_at,
        answers=acknowledgement.answers,
    )
    return _write(row, by, submission, acknowledgement)


@transaction.atomic
def void_acknowledgement(*, acknowledgement: SafetyAcknowledgement, by: User, reason: str) -> None:
    """Withdraw an acknowledgement that is not true of this patient: the signal asks for one again."""
    check_may_change(by, acknowledgement.episode)
    mark_void(acknowledgement, by=by, reason=reason)
    audit(by, "safety.void", acknowledgement.episode, {"rule": acknowledgement.rule}, subject=acknowledgement)


def _write(
    row: SafetyAcknowledgement, by: User, submission: UUID, replaces: SafetyAcknowledgement | None
) -> SafetyAcknowledgement:
    """Store an acknowledgement once, in the place of another one when it corrects that."""

    def create() -> SafetyAcknowledgement:
        if replaces:
            mark_corrected(replaces, by=by, is_same=replaces.action_taken == row.action_taken)
        row.replaces, row.acknowledged_by, row.submission = replaces, by, submission
        row.save()
        action = "safety.correct" if replaces else "safety.acknowledge"
        audit(by, action, row.episode, {"rule": row.rule}, subject=row)
        return row

    return submit_once(
        SafetyAcknowledgement.objects.filter(episode=row.episode, rule=row.rule),
        submission,
        create,
        is_same=lambda made: made.action_taken == row.action_taken and made.replaces == replaces,
        stored=lambda made: made.action_taken,
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
