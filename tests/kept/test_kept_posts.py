"""Without a script: what is sent after the session ended is kept, offered to its writer, and never lost."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from headache_cds.accounts.models import User
from headache_cds.audit.models import AuditEvent
from headache_cds.kept import actions
from headache_cds.kept.models import KeptPost
from headache_cds.kept.policy import may_be_kept
from headache_cds.kept.queries import offers_of
from headache_cds.kept.sealing import KEPT_SECONDS, CannotOpen, _fernet, seal, unseal
from intake.actions import save_answers
from intake.models import Episode, TeamNote
from intake.queries import answers_of
from interventions.case.current import current_board
from tests import factories
from tests.dossiers import SETTLED, agree, take_over
from tests.factories import PASSWORD
from tests.markup import read
from tests.people import signed_in
from tests.plain_browser import PlainBrowser, filled, opened, sent, without

pytestmark = pytest.mark.db

TYPED = {"headache_days_per_month": "12", "headache_days_source": "diary"}
KEPT, NOT_KEPT, NOT_DONE = "maar het staat er nog", "niet opgeslagen en niet bewaard", "is niet uitgevoerd"
OFFER = "antwoorden staan er nog"
OWN = {"Origin": "http://testserver"}


def section(episode: Episode) -> str:
    return reverse("intake:section", args=[episode.pk, "frequency"])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def remove_session(client: Client) -> None:
    """The cookie is gone."""
    del client.cookies[settings.SESSION_COOKIE_NAME]


def expire_session(client: Client) -> None:
    """The cookie is there, and counts no longer."""
    Session.objects.filter(pk=client.cookies[settings.SESSION_COOKIE_NAME].value).delete()


def send_signed_out(
    client: Client,
    address: str,
    typed: Mapping[str, Any] = TYPED,
    *,
    end: Any = expire_session,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Fill in a page, lose the session, and send it."""
    data = filled(opened(client, address), typed)
    end(client)
    return client.post(address, data, headers=headers)


def sign_in(client: Client, name: str, to: str = "") -> Any:
    return client.post("/inloggen/", {"username": name, "password": PASSWORD, "next": to})


@pytest.mark.parametrize("end", [expire_session, remove_session])
def test_it_is_kept_and_sent_after_signing_in(end: Any, alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    response = send_signed_out(client, page, end=end)
    assert response.headers["Location"] == f"/inloggen/?next={page}"
    assert KEPT in text(client.get(response.headers["Location"]))
    assert answers_of(episode) == {}
    back = sign_in(client, "alice", page)
    assert back.headers["Location"] == page
    visit = PlainBrowser(client, episode)
    visit.open(page)
    assert "uw 2 antwoorden staan er nog" in visit.page.words
    assert "12 dagen per maand" in visit.page.words
    assert answers_of(episode) == {}, "nothing is carried out by itself"
    visit.press("Alsnog opslaan")
    assert answers_of(episode) == {"headache_days_per_month": 12, "headache_days_source": "diary"}
    assert not KeptPost.objects.exists()
    visit.open(page)
    assert OFFER not in visit.page.words
    assert AuditEvent.objects.filter(action="intake.save", actor=alice).count() == 1


def test_signing_in_and_looking_at_pages_carries_nothing_out(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, "alice", page)
    for address in (page, page, "/patienten/", reverse("intake:start", args=[episode.pk])):
        client.get(address)
    assert answers_of(episode) == {}
    assert KeptPost.objects.count() == 1


def test_what_was_typed_cannot_be_read_in_the_database(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    send_signed_out(client, reverse("intake:correct", args=[episode.pk]), {"family_name": "Vandermolen"})
    row: dict[str, Any] = dict(KeptPost.objects.values().get())
    stored = bytes(row.pop("sealed"))
    assert b"Vandermolen" not in stored
    assert str(episode.pk).encode() not in stored
    assert row.keys() == {"id", "reader_id", "at", "sender"}
    with pytest.raises(CannotOpen):
        unseal(episode.pk, stored)


def test_it_stands_on_other_pages_as_a_way_back(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, "alice")
    other = text(client.get("/patienten/"))
    assert "iets verstuurde op een andere pagina" in other
    assert f'href="{page}"' in other
    assert "12 dagen" not in other
    of_the_patient = text(client.get(reverse("intake:start", args=[episode.pk])))
    assert OFFER in of_the_patient, "the patient stands on the page"


def test_another_patient_gets_no_button_to_save_it(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    send_signed_out(client, section(episode))
    sign_in(client, "alice")
    other = factories.make_episode(alice, family_name="Anders")
    page = text(client.get(section(other)))
    assert OFFER not in page
    assert "Alsnog opslaan" not in page


@pytest.mark.parametrize("who", ["iris", "charlie", "dora"])
def test_another_person_gets_nothing_and_is_not_told(
    who: str, alice: User, episode: Episode, request: pytest.FixtureRequest
) -> None:
    other: User = request.getfixturevalue(who)
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, other.username, page)
    told = text(client.get(client.get("/").headers["Location"])) + text(client.get(page))
    assert "verstuurde" not in told
    assert "weggegooid" not in told
    assert "12 dagen" not in told
    assert "signed_out" not in client.cookies or not client.cookies["signed_out"].value
    kept = KeptPost.objects.get()
    assert client.post(f"/bewaard/{kept.pk}/weggooien/").status_code == 302
    assert KeptPost.objects.filter(pk=kept.pk).exists(), "another person cannot throw it away"
    with pytest.raises(CannotOpen):
        unseal(other.pk, bytes(kept.sealed))
    sign_in(Client(), "alice", page)
    assert len(offers_of(alice)) == 1


def test_a_row_that_is_given_to_another_person_stays_closed(
    alice: User, iris: User, episode: Episode
) -> None:
    send_signed_out(signed_in(alice), section(episode))
    KeptPost.objects.update(reader=iris)
    assert offers_of(iris) == []


def test_after_a_quarter_of_an_hour_it_is_gone(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    KeptPost.objects.update(at=timezone.now() - dt.timedelta(minutes=15, seconds=1))
    sign_in(client, "alice", page)
    assert OFFER not in text(client.get(page))
    assert not KeptPost.objects.exists(), "signing in throws it away"


def test_what_was_sealed_too_long_ago_cannot_be_opened(alice: User) -> None:
    long_ago = int(timezone.now().timestamp()) - KEPT_SECONDS - 5
    with pytest.raises(CannotOpen):
        unseal(alice.pk, _fernet(alice.pk).encrypt_at_time(b"[]", long_ago))
    assert unseal(alice.pk, seal(alice.pk, ["a"])) == ["a"]


def test_what_is_too_large_is_not_kept_and_it_says_so(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    response = send_signed_out(client, page, {"headache_days_per_month": "1" * actions.MOST_BYTES})
    assert NOT_KEPT in text(client.get(response.headers["Location"]))
    assert not KeptPost.objects.exists()


def keep(alice: User, number: int, address: str = "10.0.0.1") -> bool:
    data = QueryDict(f"note={number}")
    return actions.keep_post(reader=alice, action="/a/", page="/a/", data=data, address=address)


def test_of_one_person_the_oldest_goes_first(alice: User) -> None:
    for number in range(actions.MOST_OF_ONE + 2):
        assert keep(alice, number)
    numbers = [offer.data["note"] for offer in offers_of(alice)]
    assert numbers == [str(number) for number in reversed(range(2, actions.MOST_OF_ONE + 2))]


def test_from_one_address_and_in_all_the_number_is_limited(
    alice: User, iris: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_FROM_ADDRESS", 2)
    monkeypatch.setattr(actions, "MOST_IN_ALL", 3)
    for person in (alice, iris, bob):
        keep(person, 1)
    assert (len(offers_of(alice)), len(offers_of(iris)), len(offers_of(bob))) == (0, 1, 1)
    keep(alice, 1, "10.0.0.2")
    keep(alice, 2, "10.0.0.2")
    assert KeptPost.objects.count() == 3
    assert len(offers_of(iris)) == 0


def test_the_same_post_twice_is_kept_once_and_saved_once(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), reverse("dashboards:patient", args=[episode.patient_id])
    notes = reverse("dashboards:add_note", args=[episode.pk])
    data = form_to(client, page, notes) | {"text": ["Belt terug."]}
    expire_session(client)
    for _ in range(2):
        client.post(notes, data, headers={"Referer": f"http://testserver{page}"})
    assert KeptPost.objects.count() == 1
    sign_in(client, "alice", page)
    again = form_to(client, page, notes, button="Alsnog opslaan")
    for _ in range(2):
        assert client.post(notes, again).status_code == 302
    assert TeamNote.objects.count() == 1
    assert not KeptPost.objects.exists()


def form_to(client: Client, page: str, to: str, button: str = "") -> dict[str, list[str]]:
    """What the form that is sent there holds."""
    forms = [
        part
        for part in opened(client, page).walk()
        if part.tag == "form" and part.attributes.get("action") == to and button in part.words
    ]
    data: dict[str, list[str]] = {}
    for name, value in sent(forms[0]):
        data.setdefault(name, []).append(value)
    return data


def test_after_a_lost_post_it_goes_on_at_the_page_of_the_form(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), reverse("dashboards:patient", args=[episode.patient_id])
    notes = reverse("dashboards:add_note", args=[episode.pk])
    data = form_to(client, page, notes) | {"text": ["Belt terug."]}
    expire_session(client)
    away = client.post(notes, data, headers={"Referer": f"http://testserver{page}?episode=1"})
    assert away.headers["Location"] == f"/inloggen/?next={quote(page + '?episode=1')}"
    elsewhere = client.post(notes, data, headers={"Referer": "https://elders.example/lokt/"})
    assert elsewhere.headers["Location"] == f"/inloggen/?next={notes}"


def test_a_stale_page_meets_a_conflict_as_usual(alice: User, iris: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    save_answers(episode=episode, by=iris, values={"headache_days_per_month": 20})
    sign_in(client, "alice", page)
    response = client.post(page, form_to(client, page, page, button="Alsnog opslaan"))
    assert response.status_code == 409
    assert "20 dagen per maand" in text(response)
    assert "Alsnog opslaan" not in text(response), "it stands in the form itself"
    assert answers_of(episode)["headache_days_per_month"] == 20
    assert not KeptPost.objects.exists()


def test_a_value_that_cannot_be_comes_back_in_its_form(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page, {"headache_days_per_month": "99"})
    sign_in(client, "alice", page)
    response = client.post(page, form_to(client, page, page, button="Alsnog opslaan"))
    assert response.status_code == 422
    assert 'value="99"' in text(response)


def test_it_can_be_thrown_away(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, "alice", page)
    visit = PlainBrowser(client, episode)
    visit.open(page)
    visit.press("Weggooien")
    assert visit.at == page
    assert not KeptPost.objects.exists()
    assert AuditEvent.objects.filter(action="kept_post.discard", actor=alice).count() == 1
    assert answers_of(episode) == {}


def test_a_session_that_ends_once_more_keeps_it_once_more(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, "alice", page)
    data = form_to(client, page, page, button="Alsnog opslaan")
    expire_session(client)
    assert client.post(page, data).headers["Location"].startswith("/inloggen/")
    assert KeptPost.objects.count() == 1
    assert offers_of(alice)[0].content.number == 2


def test_with_a_temporary_password_it_waits_until_that_is_replaced(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page)
    sign_in(client, "alice", page)
    data = form_to(client, page, page, button="Alsnog opslaan")
    User.objects.filter(pk=alice.pk).update(must_change_password=True)
    assert client.post(page, data).headers["Location"] == "/wachtwoord/"
    assert KeptPost.objects.count() == 1


def test_signing_late_signs_nothing_and_keeps_nothing(alice: User) -> None:
    episode, _later = factories.make_episode_with(alice, SETTLED)
    take_over(episode, alice, current_board(episode).options[0].card.id)
    plan = agree(episode, alice)
    client, sign = signed_in(alice), reverse("interventions:sign", args=[episode.pk, plan.pk])
    data = filled(opened(client, reverse("documents:preview", args=[episode.pk])), {}, to=sign)
    expire_session(client)
    client.post(sign, data)
    assert not KeptPost.objects.exists()
    assert episode.plans.get().signed_at is None


def test_a_press_without_anything_typed_is_told_and_not_kept(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    for address in (section(episode), reverse("intake:complete", args=[episode.pk])):
        data = filled(opened(client, section(episode)), {})
        saved = client.cookies[settings.SESSION_COOKIE_NAME].value
        del client.cookies[settings.SESSION_COOKIE_NAME]
        response = client.post(address, data)
        assert NOT_DONE in text(client.get(response.headers["Location"]))
        client.cookies[settings.SESSION_COOKIE_NAME] = saved
    assert not KeptPost.objects.exists()


@pytest.mark.parametrize("address", ["/uitloggen/", "/wachtwoord/", "/patienten/"])
def test_passwords_and_searches_are_never_kept(address: str, alice: User) -> None:
    client = signed_in(alice)
    data = form_to(client, "/wachtwoord/", "/uitloggen/")
    remove_session(client)
    typed = {"old_password": "x y", "new_password1": "een geheime zin", "search": "Van der Molen"}
    client.post(address, data | typed)
    assert not KeptPost.objects.exists()


def test_every_form_with_a_password_is_never_kept() -> None:
    for address in ("/inloggen/", "/inloggen/hier/", "/uitloggen/", "/wachtwoord/"):
        assert not may_be_kept(resolve(address).func), address


@pytest.mark.parametrize("change", [without("reader"), lambda data: data | {"reader": ["0:1:2"]}])
def test_a_stranger_makes_it_keep_nothing(change: Any, alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    data = change(filled(opened(client, page), TYPED))
    response = Client().post(page, data)
    assert NOT_KEPT in text(take_along(response).get(response.headers["Location"]))
    assert not KeptPost.objects.exists()


def take_along(response: Any) -> Client:
    client = Client()
    client.cookies.update(response.cookies)
    return client


def test_nobody_can_make_a_mark_of_another_person(alice: User, bob: User, episode: Episode) -> None:
    page = section(episode)
    data = filled(opened(signed_in(alice), page), TYPED)
    mark = data["reader"][0]
    forged = mark.replace(str(alice.pk), str(bob.pk))
    assert forged != mark
    Client().post(page, data | {"reader": [forged]})
    assert not KeptPost.objects.exists()


def test_somebody_who_was_deactivated_makes_it_keep_nothing(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    data = filled(opened(client, page), TYPED)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    client.post(page, data)
    assert not KeptPost.objects.exists()


class TestTheTokenOfAFormThatNoLongerCounts:
    """With the check against posts of other sites, which the test client leaves out by itself."""

    @pytest.fixture
    def client(self, alice: User) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)
        return client

    def test_all_cookies_gone(self, client: Client, episode: Episode) -> None:
        page = section(episode)
        response = send_signed_out(client, page, end=lambda client: client.cookies.clear(), headers=OWN)
        assert response.headers["Location"] == f"/inloggen/?next={page}"
        assert KEPT in text(client.get(response.headers["Location"]))
        token = client.cookies["csrftoken"].value
        client.post("/inloggen/", {"username": "alice", "password": PASSWORD, "csrfmiddlewaretoken": token})
        again = form_to(client, page, page, button="Alsnog opslaan")
        assert client.post(page, again).status_code == 302
        assert answers_of(episode)["headache_days_per_month"] == 12

    def test_signed_in_again_on_another_tab(self, client: Client, alice: User, episode: Episode) -> None:
        page = section(episode)
        data = filled(opened(client, page), TYPED)
        client.force_login(alice)
        client.cookies["csrftoken"] = "a" * 32
        response = client.post(page, data, headers=OWN)
        assert response.headers["Location"] == page
        assert OFFER in text(client.get(page))
        assert answers_of(episode) == {}

    def test_another_person_signed_in_on_another_tab(
        self, client: Client, alice: User, iris: User, episode: Episode
    ) -> None:
        page = section(episode)
        data = filled(opened(client, page), TYPED)
        client.force_login(iris)
        client.cookies["csrftoken"] = "a" * 32
        response = client.post(page, data, headers=OWN)
        assert response.status_code == 403
        assert OFFER not in text(response) + text(client.get(page))
        assert answers_of(episode) == {}
        assert [offer.content.number for offer in offers_of(alice)] == [2]

    @pytest.mark.parametrize("origin", ["https://elders.example", "null", ""])
    def test_another_site_makes_it_keep_nothing(self, origin: str, client: Client, episode: Episode) -> None:
        data = filled(opened(client, section(episode)), TYPED)
        client.cookies.clear()
        response = client.post(section(episode), data, headers={"Origin": origin} if origin else {})
        assert response.status_code == 403
        assert not KeptPost.objects.exists()


def test_a_page_that_was_only_opened_says_why_it_asks_to_sign_in(client: Client, alice: User) -> None:
    plain = client.get("/patienten/")
    assert "uitgelogd" not in text(client.get(plain.headers["Location"]))
    client = signed_in(alice)
    expire_session(client)
    away = client.get("/patienten/")
    page = text(client.get(away.headers["Location"]))
    assert "U bent uitgelogd, bijvoorbeeld omdat u lang weg was." in page
    wrong = client.post(away.headers["Location"], {"username": "alice", "password": "fout"})
    assert "U bent uitgelogd" in text(wrong), "a wrong password does not take the reason away"
    sign_in(client, "alice")
    client.post("/uitloggen/")
    assert "lang weg" not in text(client.get("/inloggen/"))


def test_what_the_browser_keeps_says_nothing_of_the_patient(alice: User, episode: Episode) -> None:
    client = signed_in(alice)
    response = send_signed_out(client, section(episode))
    cookie = response.cookies["signed_out"]
    assert cookie.value.partition(":")[0] == "kept"
    assert (cookie["httponly"], cookie["path"], cookie["max-age"]) == (True, "/inloggen/", 900)


def test_every_form_of_a_page_says_whose_page_it_is(alice: User, episode: Episode) -> None:
    page = read(signed_in(alice).get(section(episode)).content.decode())
    forms = [part for part in page.walk() if part.tag == "form" and part.attributes.get("method") == "post"]
    marks = {
        part.attributes["value"]
        for form in forms
        for part in form.walk()
        if part.attributes.get("name") == "reader"
    }
    assert len(forms) > 2
    assert len(marks) == 1
    assert 'name="reader"' not in text(Client().get("/inloggen/"))


def test_a_page_of_one_person_does_nothing_in_the_name_of_another(
    alice: User, iris: User, episode: Episode
) -> None:
    """Also when its token counts, because a script fetched a new one."""
    page = section(episode)
    data = filled(opened(signed_in(alice), page), TYPED)
    response = signed_in(iris).post(page, data | {"note": ["Iets van Alice."]})
    assert response.status_code == 403
    assert "Iets van Alice" not in text(response)
    assert "Er is niets opgeslagen" in text(response)
    assert answers_of(episode) == {}
    mark = {"X-Page-Reader": data["reader"][0], "X-Requested-With": "fetch"}
    assert signed_in(iris).get(page, headers=mark).status_code == 401
    assert signed_in(alice).get(page, headers=mark).status_code == 200
    assert (len(offers_of(alice)), len(offers_of(iris))) == (1, 0)


def test_the_way_back_stays_on_this_site(alice: User, episode: Episode) -> None:
    client, page = signed_in(alice), section(episode)
    send_signed_out(client, page, headers={"Referer": "http://testserver//elders.example/"})
    assert offers_of(alice)[0].page == "/%2Felders.example/"
