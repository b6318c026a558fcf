"""More than one follow-up: engine, projection, caseload and patient page have one start and one value now."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from headache_cds.accounts.models import User
from intake import sections
from intake.actions import save_answers, void_follow_up
from intake.models import Episode
from intake.queries import facts_of_intake
from intake.routing import Question
from interventions.case.current import current_board
from interventions.models import EpisodeStatus
from tests.factories import make_episode_with, make_follow_up
from tests.people import signed_in

from .scenes import CASELOAD, address, get, names, settled

pytestmark = pytest.mark.db

OVERUSE_WARNING = "report-suspected-overuse"


def with_facts(alice: User, family_name: str = "Voorbeeld", **facts: Any) -> Episode:
    episode, _later = make_episode_with(alice, settled(**facts), family_name=family_name)
    return episode


def row_of(alice: User) -> Any:
    """The only row of the caseload."""
    (row,) = signed_in(alice).get(CASELOAD).context["page"].object_list
    return row


def days_cell(alice: User) -> str:
    """The words of the cell with the headache days, in the only row of the caseload."""
    (cell,) = re.findall(r'<td class="days">(.*?)</td>', get(alice, CASELOAD), re.DOTALL)
    return words(re.sub(r"<svg.*?</svg>", "", cell, flags=re.DOTALL)).removeprefix("Hoofdpijndagen: ")


def top_line(alice: User, episode: Episode) -> str:
    """The head of the patient page."""
    (head,) = re.findall(r"<h1[^>]*>(.*?)</h1>", get(alice, address(episode)), re.DOTALL)
    return words(head)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def chart_values(alice: User, episode: Episode, chart: str) -> list[list[float]]:
    """The values that one chart of the patient page draws, a list for each line."""
    overview = signed_in(alice).get(address(episode)).context["overview"]
    (found,) = [item for item in overview.charts if item.id == chart]
    return [[point.value for point in series.points] for series in found.series]


@pytest.fixture
def counted_once(alice: User) -> Episode:
    """16 headache days at the start, 9 at the first follow-up, and a second one without a count."""
    episode = with_facts(alice, headache_days_per_month=16, months_headache_15plus=6)
    make_follow_up(episode, alice, days_ago=9, followup_headache_days=9)
    make_follow_up(episode, alice, hit6_followup=56)
    return episode


def test_a_later_questionnaire_does_not_bring_the_old_count_back(alice: User, counted_once: Episode) -> None:
    scope = current_board(counted_once).scope
    assert scope.value("headache_days_per_month") == scope.value("followup_headache_days") == 9
    assert scope.value("baseline_headache_days") == 16
    assert scope.value("headache_chronicity") == "episodic"


def test_the_caseload_sorts_on_the_count_that_it_shows(alice: User, counted_once: Episode) -> None:
    status = EpisodeStatus.objects.get(episode=counted_once)
    assert (status.headache_days, status.chronicity) == (9, "episodic")
    assert days_cell(alice).startswith("9")
    with_facts(alice, "Twaalf", headache_days_per_month=12)
    assert names(signed_in(alice), "?sort=days") == ["Twaalf", "Voorbeeld"]


def test_a_drug_that_is_new_at_a_follow_up_is_judged(alice: User) -> None:
    episode = with_facts(
        alice,
        headache_days_per_month=18,
        acute_medication_classes=["nsaid"],
        acute_days_nsaid=4,
        acute_use_months=6,
    )
    make_follow_up(episode, alice, followup_headache_days=20, acute_days_triptan=18)
    board = current_board(episode)
    assert board.scope.value("medication_overuse") is True
    assert OVERUSE_WARNING in [item.rule.id for item in board.warnings]


def test_a_later_questionnaire_does_not_take_the_overuse_warning_away(alice: User) -> None:
    episode = with_facts(
        alice,
        headache_days_per_month=18,
        acute_medication_classes=["triptan"],
        acute_days_triptan=4,
        acute_use_months=6,
    )
    make_follow_up(episode, alice, days_ago=9, acute_days_triptan=15)
    make_follow_up(episode, alice, hit6_followup=56)
    board = current_board(episode)
    assert board.scope.value("acute_days_triptan") == 15
    assert board.scope.value("medication_overuse") is True
    assert OVERUSE_WARNING in {item.rule.id for item in board.warnings}
    status = EpisodeStatus.objects.get(episode=episode)
    assert (status.medication_overuse, OVERUSE_WARNING in status.warnings) == (True, True)


def test_a_corrected_start_is_the_start_everywhere(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16)
    make_follow_up(episode, alice, days_ago=9, baseline_headache_days=20, followup_headache_days=9)
    make_follow_up(episode, alice, hit6_followup=56)
    assert current_board(episode).scope.value("baseline_headache_days") == 20
    assert [reading.value for reading in row_of(alice).readings] == [20, 9]
    assert chart_values(alice, episode, "chart-days") == [[20, 9]]
    assert top_line(alice, episode).startswith("Van 20 naar 9 hoofdpijndagen")


def test_a_corrected_start_is_the_count_of_now_until_another_is_made(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16, months_headache_15plus=6)
    make_follow_up(episode, alice, baseline_headache_days=11)
    assert current_board(episode).scope.value("headache_days_per_month") == 11
    assert EpisodeStatus.objects.get(episode=episode).headache_days == 11
    assert days_cell(alice).startswith("11")
    assert top_line(alice, episode).startswith("11 hoofdpijndagen per maand bij de start")


def test_a_voided_measurement_counts_nowhere(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16)
    make_follow_up(episode, alice, days_ago=9, followup_headache_days=9)
    mistaken = make_follow_up(episode, alice, baseline_headache_days=30, followup_headache_days=2)
    make_follow_up(episode, alice, hit6_followup=56)
    void_follow_up(follow_up=mistaken, by=alice, reason="Andere patiënt.")
    scope = current_board(episode).scope
    assert (scope.value("baseline_headache_days"), scope.value("headache_days_per_month")) == (16, 9)
    assert EpisodeStatus.objects.get(episode=episode).headache_days == 9
    assert [reading.value for reading in row_of(alice).readings] == [16, 9]
    assert chart_values(alice, episode, "chart-days") == [[16, 9]]


def test_an_answer_that_routing_hides_is_no_start(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = Question(fact="headache_days_per_month", when={"headache_type": ("tth",)})
    others = tuple(item for item in sections.all_questions() if item.fact != hidden.fact)
    monkeypatch.setattr("intake.queries.all_questions", lambda: (*others, hidden))
    episode = with_facts(alice, headache_days_per_month=16)
    assert "headache_days_per_month" not in facts_of_intake(episode)
    assert EpisodeStatus.objects.get(episode=episode).headache_days is None
    assert row_of(alice).readings == ()
    assert days_cell(alice) == "niet geteld"
    assert top_line(alice, episode) == "Hoofdpijndagen zijn nog niet geteld."


def test_an_answer_that_routing_hides_comes_back_at_no_follow_up(alice: User) -> None:
    episode = with_facts(alice, acute_medication_classes=["triptan"], acute_days_triptan=12)
    save_answers(episode=episode, by=alice, values={"acute_medication_classes": ["paracetamol"]})
    make_follow_up(episode, alice, hit6_followup=56)
    assert "acute_days_triptan" not in facts_of_intake(episode)


def test_of_two_readings_of_one_day_the_last_recorded_counts(alice: User) -> None:
    rows = [{"activity": "lezen", "score_baseline": 8}]
    episode = with_facts(alice, headache_days_per_month=16, psk_activities=rows)
    for days, score in ((9, 6), (7, 3)):
        make_follow_up(
            episode,
            alice,
            days_ago=4,
            followup_headache_days=days,
            psk_activities=[{"activity": "lezen", "score_followup": score}],
        )
    make_follow_up(episode, alice, days_ago=4, hit6_followup=56)
    scope = current_board(episode).scope
    assert scope.value("headache_days_per_month") == 7
    assert scope.value("psk_activities") == [{"activity": "lezen", "score_baseline": 8, "score_followup": 3}]
    assert [reading.value for reading in row_of(alice).readings] == [16, 7]
    assert chart_values(alice, episode, "chart-days") == [[16, 7]]
    assert chart_values(alice, episode, "chart-psk") == [[8, 3]]


def test_a_measurement_on_the_first_day_is_later_than_the_start(alice: User) -> None:
    episode, _later = make_episode_with(
        alice, settled(headache_days_per_month=16), started_on=timezone.localdate()
    )
    make_follow_up(episode, alice, followup_headache_days=12)
    make_follow_up(episode, alice, hit6_followup=56)
    scope = current_board(episode).scope
    assert (scope.value("baseline_headache_days"), scope.value("headache_days_per_month")) == (16, 12)
    assert [reading.value for reading in row_of(alice).readings] == [16, 12]
    assert chart_values(alice, episode, "chart-days") == [[16, 12]]


def days_ago(number: int) -> str:
    """The date of so many days ago, as the pages write it."""
    return f"{timezone.localdate() - dt.timedelta(days=number):%d-%m-%Y}"


def short_date(number: int) -> str:
    """The same as the caseload writes it: without the year when that is this one."""
    written = days_ago(number)
    return written.removesuffix(f"-{timezone.localdate():%Y}")


def verdict(alice: User, episode: Episode, name: str) -> str:
    """The words of one line of the evaluation on the patient page."""
    (table,) = re.findall(r'<table class="verdicts">(.*?)</table>', get(alice, address(episode)), re.DOTALL)
    (line,) = [row for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL) if name in row]
    return words(line)


def test_the_day_of_a_count_is_told_when_a_later_follow_up_left_it_out(
    alice: User, counted_once: Episode
) -> None:
    assert days_cell(alice) == f"9 gemeten op {short_date(9)}"
    line = "Van 16 naar 9 hoofdpijndagen in 3 weken"
    assert top_line(alice, counted_once) == f"{line} (laatst gemeten op {days_ago(9)})."
    assert verdict(alice, counted_once, "Hoofdpijndagen").startswith(
        f"Hoofdpijndagen gemeten op {days_ago(9)} 44% lager"
    )


def test_the_day_of_the_last_follow_up_is_not_told(alice: User, counted_once: Episode) -> None:
    make_follow_up(counted_once, alice, followup_headache_days=8)
    assert days_cell(alice) == "8"
    assert top_line(alice, counted_once) == "Van 16 naar 8 hoofdpijndagen in 4 weken."
    assert verdict(alice, counted_once, "Hoofdpijndagen").startswith("Hoofdpijndagen 50% lager")


def test_a_start_that_nobody_counted_again_says_so(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=16)
    make_follow_up(episode, alice, hit6_followup=56)
    assert days_cell(alice) == f"16 gemeten op {short_date(30)}"
    start = "16 hoofdpijndagen per maand bij de start"
    assert top_line(alice, episode) == f"{start}; sindsdien niet geteld."


def test_what_was_not_counted_at_the_start_claims_no_change(alice: User) -> None:
    episode = with_facts(alice)
    make_follow_up(episode, alice, days_ago=9, followup_headache_days=15, hit6_followup=64)
    assert top_line(alice, episode).startswith("15 hoofdpijndagen per maand op ")
    make_follow_up(episode, alice, followup_headache_days=3, hit6_followup=53)
    today = date_format(timezone.localdate(), "d-m-Y")
    assert top_line(alice, episode) == f"3 hoofdpijndagen per maand op {today}; start niet gemeten."


def test_a_count_that_a_newer_part_contradicts_is_unknown_now(alice: User) -> None:
    episode = with_facts(alice, headache_days_per_month=5)
    make_follow_up(episode, alice, migraine_days_per_month=12)
    assert current_board(episode).scope.value("headache_days_per_month") is None
    assert EpisodeStatus.objects.get(episode=episode).headache_days is None
    assert days_cell(alice) == f"nu onbekend laatst 5 op {short_date(30)}"
    assert (
        top_line(alice, episode) == f"Hoofdpijndagen nu onbekend; laatst 5 hoofdpijndagen op {days_ago(30)}."
    )
    page = get(alice, address(episode))
    (title,) = re.findall(r'<figcaption id="chart-days-h">(.*?)</figcaption>', page, re.DOTALL)
    assert words(title) == "Hoofdpijndagen per maand: nu onbekend, laatst 5"
