"""What was typed is told apart from what the page only showed, over every page of questions."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from examination.battery import load_battery
from headache_cds.accounts.models import User
from headache_cds.kept.content import Typed, content_of
from intake.models import Episode
from intake.sections import load_sections
from tests.dossiers import make_dossier
from tests.people import signed_in
from tests.plain_browser import filled, opened

pytestmark = pytest.mark.django_db


def posted(data: dict[str, list[str]]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, values in data.items():
        post.setlist(name, values)
    return post


def test_of_a_page_that_was_sent_as_it_was_opened_nothing_was_typed(alice: User) -> None:
    episode = make_dossier(alice).episode
    client = signed_in(alice)
    pages = [reverse("intake:section", args=[episode.pk, section.id]) for section in load_sections()]
    pages += [reverse("examination:part", args=[episode.pk, part.id]) for part in load_battery().parts]
    found = {page: content_of(posted(filled(opened(client, page), {}))) for page in pages}
    assert {page: content for page, content in found.items() if content.number} == {}


def test_what_was_typed_is_told_in_words(alice: User, episode: Episode) -> None:
    page = opened(signed_in(alice), reverse("intake:section", args=[episode.pk, "medication"]))
    typed = {
        "acute_medication_classes": ["triptan"],
        "medications-0-name": "sumatriptan",
        "medications-0-days_per_month": "4",
    }
    answers = content_of(posted(filled(page, typed))).answers
    assert [answer.answer for answer in answers] == [
        "sumatriptan, Dagen per maand: 4 dagen per maand",
        "Triptan (zoals sumatriptan, rizatriptan)",
    ]
    assert all(answer.question for answer in answers)


def test_an_answer_that_was_taken_away_counts(alice: User, episode: Episode) -> None:
    address = reverse("intake:section", args=[episode.pk, "frequency"])
    client = signed_in(alice)
    client.post(address, filled(opened(client, address), {"headache_days_per_month": "12"}))
    content = content_of(posted(filled(opened(client, address), {"headache_days_per_month": ""})))
    assert [answer.answer for answer in content.answers] == ["onbekend"]


def test_what_has_no_words_of_its_own_is_shown_as_typed_or_counted(db: None) -> None:
    data = QueryDict("reason=Wil+liever+wachten&reason_code=not_now&decided=abc&go=next")
    content = content_of(data)
    assert content.answers == (Typed("", "Wil liever wachten"),)
    assert (content.choices, content.number) == (1, 2)


def test_a_value_that_cannot_be_stays_as_typed(db: None) -> None:
    (typed,) = content_of(QueryDict("headache_days_per_month=veel+te+vaak")).answers
    assert typed.answer == "veel te vaak"
