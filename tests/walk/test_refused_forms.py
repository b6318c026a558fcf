"""Every form that is refused says so in the title and leads from one summary to every place that is wrong."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from examination.actions import start_examination
from headache_cds.accounts.models import User
from intake.actions import add_team_note, save_answers
from intake.models import Episode
from interventions.case.current import current_board
from tests import factories
from tests.dossiers import SETTLED, take_over
from tests.markup import Element, read
from tests.people import signed_in
from tests.plain_browser import around, opened, sent


@dataclass(frozen=True)
class Refused:
    """A form: the page that shows it, what is typed wrong, the fields that are named, where it is sent."""

    page: str
    typed: dict[str, str]
    places: tuple[str, ...]
    to: str = ""
    title: str = "Niet opgeslagen: "


NOT_A_DAY = "31-31-2026"
FORMS: dict[str, Refused] = {
    "section": Refused(
        "intake:section frequency", {"headache_days_per_month": "44"}, ("id_headache_days_per_month",)
    ),
    "records": Refused(
        "intake:section medication",
        {"medications-0-days_per_month": "40"},
        ("id_medications-0-name", "id_medications-0-days_per_month"),
    ),
    "part": Refused("examination:part deep-flexors", {"harris_seconds": "-3"}, ("id_harris_seconds",)),
    "examination date": Refused(
        "examination:start", {"examined_on": NOT_A_DAY}, ("id_examined_on",), "examination:correct_date"
    ),
    "registration": Refused(
        "intake:register",
        {"birth_date": NOT_A_DAY},
        ("id_family_name", "id_birth_date", "id_number", "id_sex_0"),
    ),
    "correction": Refused("intake:correct", {"family_name": ""}, ("id_family_name",)),
    "another episode": Refused("intake:open_episode", {"started_on": NOT_A_DAY}, ("id_started_on",)),
    "follow-up": Refused(
        "intake:follow_up",
        {"measured_on": NOT_A_DAY, "followup_headache_days": "90"},
        ("id_measured_on", "id_followup_headache_days"),
    ),
    "closing": Refused("intake:close_episode", {"ended_on": NOT_A_DAY}, ("id_ended_on", "id_reason")),
    "contact": Refused(
        "intake:contacts", {"agb": "123", "role": ""}, ("id_role_0", "id_agb"), "intake:contacts"
    ),
    "contact without a name": Refused("intake:contacts", {"role": "gp"}, ("id_name",)),
    "double": Refused("intake:mark_double", {"number": "bestaat-niet"}, ("id_number",)),
    "note": Refused("dashboards:patient", {"text": ""}, ("id_text",), "dashboards:add_note"),
    "plan questions": Refused(
        "interventions:plan",
        {"needling_sessions_done": "-1"},
        ("id_needling_sessions_done",),
        "interventions:plan_questions",
    ),
    "agreements": Refused(
        "interventions:plan",
        {"evaluation_on": "2020-01-01", "goal-0-measure": "twee keer per week"},
        ("id_goal-0-text", "id_evaluation_on"),
        "interventions:agree",
    ),
    "hypothesis": Refused(
        "interventions:synthesis",
        {"text": ""},
        ("hypothesis_text", "hypothesis_approach_0"),
        "interventions:write_hypothesis",
    ),
    "adapt": Refused("interventions:adapt CARD", {"note": "x" * 401}, ("adapt_CARD_note",)),
    "decline": Refused("interventions:decline CARD", {}, ("decline_CARD_reason_code_0",)),
    "decline without words": Refused(
        "interventions:decline CARD", {"reason_code": "other"}, ("decline_CARD_reason",)
    ),
}
PEOPLE_FORMS = {
    "centre": Refused("accounts:centre", {"agb": "12"}, ("id_agb",)),
    "colleague": Refused(
        "accounts:add_person", {"username": "a b"}, ("id_display_name", "id_username", "id_role")
    ),
    "password": Refused(
        "accounts:change_password",
        {"old_password": "anders"},
        ("id_old_password", "id_new_password1", "id_new_password2"),
    ),
}


@pytest.fixture
def planned(alice: User) -> tuple[Episode, str]:
    """A dossier with an examination and a draft plan, and a card that is not decided."""
    episode, _later = factories.make_episode_with(alice, SETTLED)
    start_examination(episode=episode, by=alice)
    cards = [view.card.id for view in current_board(episode).options]
    take_over(episode, alice, cards[0])
    return episode, cards[1]


def address(name: str, episode: Episode, card: str) -> str:
    """The address of a page of this dossier."""
    view, _space, rest = name.partition(" ")
    if view in ("intake:register", "accounts:add_person", "accounts:change_password"):
        return reverse(view)
    owner = episode.patient_id if view in ("intake:open_episode", "dashboards:patient") else episode.pk
    return reverse(view, args=[owner, *([card if rest == "CARD" else rest] if rest else [])])


def send_form(client: Client, page: str, to: str, typed: dict[str, str]) -> Any:
    """Send the one form on a page that goes there, with this typed in it."""
    forms = [
        part
        for part in opened(client, page).main().walk()
        if part.tag == "form" and (part.attributes.get("action") or page) == to
    ]
    data: dict[str, list[str]] = {}
    for name, value in sent(forms[0]):
        data.setdefault(name, []).append(value)
    return client.post(to, data | {name: [value] for name, value in typed.items()})


def assert_leads_to(response: Any, title: str, places: tuple[str, ...]) -> None:
    """The title says it, the summary has the focus, and each line leads to a field tied to its message."""
    page = read(response.content.decode())
    head = next(part for part in page.walk() if part.tag == "title")
    assert head.words.startswith(title)
    focused = [part for part in page.walk() if "autofocus" in part.attributes]
    assert focused[0].attributes.get("id") == "fouten"
    links = [part for part in focused[0].walk() if part.tag == "a"]
    assert [link.attributes["href"] for link in links] == [f"#{place}" for place in places]
    for place in places:
        assert_tied(page, page.with_id(place))
    shown = [part for part in page.walk() if "field-error" in part.attributes.get("class", "").split()]
    assert not [part for part in shown if part.attributes.get("id") not in described(page)]


def described(page: Element) -> set[str]:
    """The ids of everything that describes something on the page."""
    return {name for part in page.walk() for name in part.attributes.get("aria-describedby", "").split()}


def assert_tied(page: Element, control: Element) -> None:
    """The field, or the group that it is a button of, says that it is wrong and by which message."""
    holder = control
    if "aria-describedby" not in holder.attributes:
        holder = around(control, "fieldset")
    else:
        assert control.attributes.get("aria-invalid") == "true"
    messages = [
        page.with_id(name) for name in holder.attributes["aria-describedby"].split() if "error" in name
    ]
    assert messages
    assert all(message.words for message in messages)


@pytest.mark.parametrize("name", FORMS)
def test_the_summary_leads_to_every_place(name: str, alice: User, planned: tuple[Episode, str]) -> None:
    episode, card = planned
    form = FORMS[name]
    page = address(form.page, episode, card)
    to = address(form.to, episode, card) if form.to else page
    response = send_form(signed_in(alice), page, to, form.typed)
    assert response.status_code == 422
    assert_leads_to(response, form.title, tuple(place.replace("CARD", card) for place in form.places))


@pytest.mark.parametrize("name", PEOPLE_FORMS)
def test_the_forms_of_people_too(name: str, dora: User) -> None:
    form = PEOPLE_FORMS[name]
    page = reverse(form.page)
    assert_leads_to(send_form(signed_in(dora), page, page, form.typed), form.title, form.places)


def test_a_sign_in_that_failed(client: Client, alice: User) -> None:
    page = reverse("accounts:sign_in")
    response = send_form(client, page, page, {"username": "alice", "password": "anders"})
    assert_leads_to(response, "Niet ingelogd: ", ())
    assert "vraag uw beheerder" in read(response.content.decode()).with_id("fouten").words


def test_a_safety_signal_without_words(alice: User, planned: tuple[Episode, str]) -> None:
    episode, _card = planned
    save_answers(episode=episode, by=alice, values={"phq9_item9": 1})
    rule = "suicide-signal-protocol-now"
    to = reverse("interventions:acknowledge", args=[episode.pk, rule])
    page = reverse("interventions:advice", args=[episode.pk])
    response = send_form(signed_in(alice), page, to, {"action_taken": ""})
    assert_leads_to(response, "Niet opgeslagen: ", (f"acknowledge_{rule}_action_taken",))


def test_withdrawing_without_a_reason(alice: User, planned: tuple[Episode, str]) -> None:
    episode, _card = planned
    measured = factories.make_follow_up(episode, alice, followup_headache_days=9)
    note = add_team_note(episode=episode, by=alice, submission=uuid4(), text="Belt terug.")
    for page, to, item in (
        ("intake:follow_up", reverse("intake:void_follow_up", args=[episode.pk, measured.pk]), measured),
        ("dashboards:patient", reverse("dashboards:void_note", args=[episode.pk, note.pk]), note),
    ):
        response = send_form(signed_in(alice), address(page, *planned), to, {"reason": ""})
        assert response.status_code == 422
        assert_leads_to(response, "Niet opgeslagen: ", (f"void_{item.pk}_reason",))


def test_an_empty_field_says_what_to_do(alice: User, client: Client) -> None:
    page = reverse("intake:register")
    summary = read(send_form(signed_in(alice), page, page, {}).content.decode()).with_id("fouten").words
    assert "Achternaam: Vul dit in." in summary
    assert "Geslacht: Kies een van de mogelijkheden." in summary
    page = reverse("accounts:sign_in")
    summary = read(send_form(client, page, page, {}).content.decode()).with_id("fouten").words
    assert "Wachtwoord: Vul dit in." in summary


def test_a_page_without_mistakes_has_no_summary(alice: User, planned: tuple[Episode, str]) -> None:
    page = opened(signed_in(alice), address("intake:section frequency", *planned))
    assert not [part for part in page.walk() if part.attributes.get("id") == "fouten"]


def test_the_valid_rest_is_saved_and_the_summary_says_so(alice: User, planned: tuple[Episode, str]) -> None:
    page = address("intake:section frequency", *planned)
    typed = {"headache_days_per_month": "44", "attacks_per_month": "4"}
    response = send_form(signed_in(alice), page, page, typed)
    assert "de rest is opgeslagen" in read(response.content.decode()).with_id("fouten").words
    assert planned[0].answers.get(fact="attacks_per_month").value == 4


def test_a_wrong_cell_of_a_grid_is_named_by_its_row(alice: User, planned: tuple[Episode, str]) -> None:
    page = address("examination:part active-movement", *planned)
    control = next(
        part
        for part in opened(signed_in(alice), page).main().walk()
        if part.attributes.get("inputmode") == "decimal" and "-3-" in part.attributes.get("name", "")
    )
    name = control.attributes["name"]
    response = send_form(signed_in(alice), page, page, {name: "999"})
    assert_leads_to(response, "Niet opgeslagen: ", (f"id_{name}",))
    assert "regel" not in read(response.content.decode()).with_id("fouten").words


def test_a_birth_year_that_cannot_be_is_told_by_one_message(
    alice: User, planned: tuple[Episode, str]
) -> None:
    """It also was 'unusual, press again', which never helped."""
    page = reverse("intake:register")
    typed = {
        "family_name": "Voorbeeld",
        "initials": "V.",
        "number": "X1",
        "sex": "female",
        "birth_date": "2030-01-01",
    }
    response = send_form(signed_in(alice), page, page, typed)
    assert_leads_to(response, "Niet opgeslagen: ", ("id_birth_date",))
    assert "druk dan nog een keer" not in response.content.decode()
