"""The synthesis: picture and words, profile, direction, hypothesis, and the picture for the patient."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from intake.actions import save_answers
from intake.models import Episode
from interventions.models import Hypothesis, Plan
from interventions.plan import actions
from reports.documents.patient_plan import plan_html
from tests import markup
from tests.interventions.patients import BLOCKED, MIGRAINE, MIXED, NECK, OVERUSE, episode_of
from tests.people import signed_in

MOST_QUERIES = 25
TYPED = {"text": "Nek en slaap houden het gaande.", "approach": "both", "based_on": "0", "whole": "1"}


def address(episode: Episode, name: str = "synthesis") -> str:
    return reverse(f"interventions:{name}", args=[episode.pk])


def page(client: Client, episode: Episode, name: str = "synthesis") -> str:
    response = client.get(address(episode, name))
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def write(episode: Episode, by: User, text: str = TYPED["text"], based_on: int = 0) -> Hypothesis:
    return actions.write_hypothesis(episode=episode, text=text, approach="both", based_on=based_on, by=by)


def test_it_works(alice: User) -> None:
    shown = words(page(signed_in(alice), episode_of(NECK, alice)))
    for title in ("Perifeer", "Centraal", "Psychosociaal", "Bewegingssysteem", "Leefstijl"):
        assert title in shown
    assert "Nog onbekend" in shown
    assert "Voorlopige keuze, geen voorspelregel." in shown
    assert "Er bestaat geen voorspelregel" in shown
    assert "Hypothese" in shown


def test_the_picture_has_its_twin_in_words(alice: User) -> None:
    episode = episode_of(NECK, alice, stress_present=True, sleep_problems=True)
    html = page(signed_in(alice), episode)
    drawn = html[html.index('<svg class="picture') : html.index("</figure>")]
    twin = html[html.index('id="words-title"') :]
    for factor in ("Stress", "Slaapproblemen"):
        assert factor in words(drawn)
        assert factor in words(twin)
    assert "<desc" in drawn
    assert "style=" not in drawn


def test_what_is_absent_is_not_shown_and_what_is_unknown_is_no_absence(alice: User) -> None:
    episode = episode_of(NECK, alice, stress_present=False, chronic_stress=False, shift_work=True)
    html = page(signed_in(alice), episode)
    twin = words(html[html.index('id="words-title"') : html.index('id="profile-title"')])
    assert "Stress" not in twin
    assert "Onregelmatige diensten" in twin
    assert "Catastroferen" in twin[twin.index("Nog onbekend") :]
    assert "#ask_catastrophising" in html[html.index("Nog onbekend") : html.index('id="profile-title"')]


def test_the_profile_tells_its_signs_and_the_lines_of_the_csi(alice: User) -> None:
    shown = words(page(signed_in(alice), episode_of(MIXED, alice, csi_score=44)))
    assert "CSI-score 40 of hoger CSI-score: 44" in shown
    assert "30 (allen), 33 (vrouwen) en 25 (mannen)" in shown
    assert "Tekenen, geen diagnose." in shown


def test_both_directions_are_shown_for_a_mixed_profile(alice: User) -> None:
    html = page(signed_in(alice), episode_of(NECK, alice, csi_score=45, jaw_pain=True))
    part = html[html.index('id="direction-title"') :]
    assert [words(head) for head in re.findall(r"<h3>(.*?)</h3>", part, re.S)] == ["Bottom-up", "Top-down"]


def test_hands_on_waits_for_the_vascular_screen(alice: User) -> None:
    html = page(
        signed_in(alice),
        episode_of(
            NECK,
            alice,
            csi_score=45,
            jaw_pain=True,
            manual_technique_contraindications=["osteoporosis_severe"],
        ),
    )
    part = words(html[html.index('id="direction-title"') :])
    assert "Bottom-up: wordt nog niet getoond" in part
    assert "de prikkelbron in nek of kaak behandelen" not in part


def test_an_unasked_screen_is_not_read_as_no(alice: User) -> None:
    html = page(signed_in(alice), episode_of(OVERUSE, alice, csi_score=45, jaw_pain=True))
    part = words(html[html.index('id="direction-title"') :])
    assert "Manuele technieken mogen worden overwogen (nog te vragen)" in part


@pytest.mark.parametrize("case", BLOCKED)
def test_while_blocked_there_is_only_the_block(alice: User, bob: User, case: str) -> None:
    episode = episode_of(case, alice)
    write(episode, alice)
    client = signed_in(bob)
    html = page(client, episode)
    assert "Er kan nu geen synthese worden getoond." in markup.read(html).main().alert().unfolded
    for hidden in ('<svg class="picture', "Top-down", "Bottom-up", TYPED["text"], "Hypothese opslaan"):
        assert hidden not in html
    assert client.get(address(episode, "show_synthesis")).headers["Location"] == address(episode)


def test_the_patient_sees_own_words_and_no_jargon(alice: User) -> None:
    html = page(signed_in(alice), episode_of(MIXED, alice, catastrophising=True), "show_synthesis")
    shown = words(html)
    assert "Het ergste denken over de pijn" in shown
    for jargon in ("Catastroferen", "sensitisatie", "HV-", "Perifeer", "TMD", "CSI"):
        assert jargon not in shown
    assert "site-header" not in html


def test_the_hypothesis_is_saved_with_name_and_trail(alice: User) -> None:
    episode = episode_of(NECK, alice)
    client = signed_in(alice)
    shown = client.post(address(episode, "write_hypothesis"), TYPED, follow=True).content.decode()
    assert "De hypothese is opgeslagen." in shown
    assert TYPED["text"] in shown
    row = Hypothesis.objects.get()
    assert (row.number, row.approach, row.written_by) == (1, "both", alice)
    assert AuditEvent.objects.filter(action="hypothesis.write", episode_id=episode.pk).count() == 1


@pytest.mark.db
def test_writing_again_keeps_every_version(alice: User) -> None:
    episode = episode_of(NECK, alice)
    write(episode, alice)
    write(episode, alice)
    assert Hypothesis.objects.count() == 1
    write(episode, alice, "Vooral slaap.", based_on=1)
    shown = words(page(signed_in(alice), episode))
    assert "Eerdere versies (1)" in shown
    assert TYPED["text"] in shown


@pytest.mark.db
def test_a_version_never_changes(alice: User) -> None:
    row = write(episode_of(NECK, alice), alice)
    row.text = "Anders"
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.save()


@pytest.mark.db
def test_a_second_writer_overwrites_nothing_unseen(alice: User) -> None:
    episode = episode_of(NECK, alice)
    write(episode, alice, "Van een collega.")
    client = signed_in(alice)
    response = client.post(address(episode, "write_hypothesis"), TYPED)
    html = response.content.decode()
    assert response.status_code == 422
    assert "nieuwere hypothese" in html
    assert "Van een collega." in html
    assert TYPED["text"] in html
    assert Hypothesis.objects.count() == 1
    assert 'name="based_on" value="1"' in html
    client.post(address(episode, "write_hypothesis"), {**TYPED, "based_on": "1"})
    assert Hypothesis.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"text": "  "}, "Schrijf op wat volgens u meespeelt."), ({"approach": ""}, "Kies een richting.")],
)
def test_what_is_refused_stays_as_typed(alice: User, changes: dict[str, str], message: str) -> None:
    episode = episode_of(NECK, alice)
    response = signed_in(alice).post(address(episode, "write_hypothesis"), {**TYPED, **changes})
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert Hypothesis.objects.count() == 0


def test_an_empty_text_is_refused_by_the_action_too(alice: User) -> None:
    with pytest.raises(ValidationError):
        write(episode_of(NECK, alice), alice, "   ")


def test_who_may(alice: User, bob: User, charlie: User) -> None:
    episode = episode_of(NECK, alice)
    assert signed_in(charlie).get(address(episode)).status_code == 404
    assert signed_in(charlie).post(address(episode, "write_hypothesis"), TYPED).status_code == 404
    assert signed_in(bob).post(address(episode, "write_hypothesis"), TYPED).status_code == 403
    html = page(signed_in(bob), episode)
    assert "Hypothese opslaan" not in html


def test_signing_freezes_the_hypothesis_for_the_professional_only(alice: User, draft: Plan) -> None:
    write(draft.episode, alice)
    plan = actions.sign_plan(plan=draft, by=alice)
    write(draft.episode, alice, "Later anders gedacht.", based_on=1)
    assert plan.content is not None
    assert plan.content["hypothesis"]["text"] == TYPED["text"]
    assert plan.content["hypothesis"]["approach"] == "both"
    for language in ("nl", "en"):
        assert TYPED["text"] not in plan_html(plan.content, language)
    client = signed_in(alice)
    shown = client.get(
        reverse("interventions:signed_plan", args=[draft.episode_id, plan.pk])
    ).content.decode()
    assert TYPED["text"] in shown
    assert "Later anders gedacht." not in shown


def test_a_plan_without_hypothesis_still_renders(alice: User, draft: Plan) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    assert plan.content is not None
    assert plan.content["hypothesis"] is None
    assert "Plan 1" in page(signed_in(alice), draft.episode, "plan")


def test_queries_do_not_grow_with_versions(alice: User) -> None:
    episode = episode_of(MIGRAINE, alice)
    client = signed_in(alice)
    counts = []
    for number in range(3):
        write(episode, alice, f"Versie {number}", based_on=number)
        with CaptureQueriesContext(connection) as queries:
            page(client, episode)
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1
    assert counts[-1] <= MOST_QUERIES, counts


@pytest.mark.slow
def test_the_hypothesis_stands_with_the_draft_and_the_patient(alice: User, bob: User, draft: Plan) -> None:
    client = signed_in(bob)
    patient = reverse("dashboards:patient", args=[draft.episode.patient_id])
    assert "Schrijf de hypothese" in page(client, draft.episode, "plan")
    assert "Nog niets geschreven over wat meespeelt." in client.get(patient).content.decode()
    write(draft.episode, alice)
    assert TYPED["text"] in page(client, draft.episode, "plan")
    assert TYPED["text"] in client.get(patient).content.decode()
    save_answers(episode=draft.episode, values={"rf_thunderclap": True}, by=alice)
    assert TYPED["text"] not in page(client, draft.episode, "plan")
    assert TYPED["text"] not in client.get(patient).content.decode()
