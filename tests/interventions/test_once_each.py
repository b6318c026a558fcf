"""One request evaluates a patient once and builds one board, and saving a dose asks the database little."""

from typing import Any

from django.urls import reverse

from headache_cds.accounts.models import User
from interventions.case.current import current_board
from interventions.models import Decision, Plan, PlanState
from interventions.pages.forms import AdaptForm
from tests.counting import counting
from tests.dossiers import seen
from tests.intake.test_saved_by_itself import OpenPage, address
from tests.interventions.patients import MIGRAINE, episode_of
from tests.interventions.test_views_plan import paper
from tests.people import signed_in

AEROBIC = "aerobic_training"


def test_changing_a_dose_asks_the_database_little(alice: User, django_assert_max_num_queries: Any) -> None:
    episode, client = episode_of(MIGRAINE, alice), signed_in(alice)
    address = reverse("interventions:adapt", args=[episode.pk, AEROBIC])
    view = current_board(episode).option(AEROBIC)
    assert view
    usual = dict(AdaptForm(view).initial)
    for sessions in (2, 4):  # the first change makes the draft and the decision, the second finds them
        typed = usual | seen(episode, AEROBIC) | {f"{AEROBIC}-sessions_per_week": sessions}
        with django_assert_max_num_queries(25):
            client.post(address, typed)
        decision = Decision.objects.get(plan__episode=episode)
        assert decision.dose[AEROBIC]["sessions_per_week"] == sessions


def test_answering_judges_the_patient_once(alice: User) -> None:
    """Also when the answer raises a flag, and when taking it back is refused until somebody says why."""
    page = OpenPage(signed_in(alice), address(episode_of(MIGRAINE, alice), "red_flags"))
    for fact, typed, status, boards in (
        ("pregnant", "false", 200, 0),
        ("rf_thunderclap", "true", 200, 1),
        ("rf_thunderclap", "false", 422, 1),
    ):
        with counting() as counted:
            assert page.save(fact, typed).status_code == status
        assert counted.boards == boards and counted.evaluations <= 1, f"{fact} {typed}: {counted}"


def test_deciding_and_signing_judge_the_patient_once(draft: Plan, alice: User) -> None:
    client, episode = signed_in(alice), draft.episode
    view = current_board(episode).option("neck_programme")
    assert view
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("adapt", "neck_programme", dict(AdaptForm(view).initial)),
        ("decline", "education", {"reason_code": "other", "reason": "later"}),
        ("withdraw", "education", {}),
        ("accept", "education", {}),
        ("sign", str(draft.pk), {}),
    ]
    for name, what, data in acts:
        sent = paper(client, draft) if name == "sign" else data | seen(episode, what)
        with counting() as counted:
            response = client.post(reverse(f"interventions:{name}", args=[episode.pk, what]), sent)
        assert response.status_code == 302, name
        assert counted.boards <= 1 and counted.evaluations <= 1, f"{name}: {counted}"
    draft.refresh_from_db()
    assert draft.state == PlanState.SIGNED
