"""Notes on the patient page, outside a transaction of the test: a page that locks a row is an error 500."""

import pytest
from django.urls import reverse

from headache_cds.accounts.models import Role
from intake.models import TeamNote
from tests import factories
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]


def test_a_note_is_written_corrected_and_withdrawn() -> None:
    dora = factories.make_centre("Hoofdpijncentrum Noord", "dora")
    alice = factories.make_person(dora, "alice", Role.PHYSIOTHERAPIST)
    episode = factories.make_episode(alice)
    client, page = signed_in(alice), reverse("dashboards:patient", args=[episode.patient_id])
    add = reverse("dashboards:add_note", args=[episode.pk])
    assert (
        client.post(add, filled(opened(client, page), {"text": "Belt om vier."}, to=add)).status_code == 302
    )
    correct = reverse("dashboards:correct_note", args=[episode.pk, TeamNote.objects.get().pk])
    typed = filled(opened(client, correct), {"text": "Belt om vijf."})
    assert client.post(correct, typed).status_code == 302
    note = TeamNote.objects.get(voided_at=None)
    void = reverse("dashboards:void_note", args=[episode.pk, note.pk])
    withdrawn = filled(opened(client, page), {"reason": "Andere patiënt."}, to=void)
    assert client.post(void, withdrawn).status_code == 302
    note.refresh_from_db()
    assert (note.text, note.void_reason) == ("Belt om vijf.", "Andere patiënt.")
