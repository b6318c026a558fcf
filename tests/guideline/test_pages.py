"""The guideline pages: what a reader finds, and how one record leads to the next."""

import pytest
from django.test import Client
from django.urls import reverse

from headache_cds.accounts.models import User
from interventions.guideline.library import Library, SearchFilters, folded
from interventions.guideline.lines import get_library
from interventions.guideline.pages import rule_page, statement_page
from interventions.knowledge import get_knowledge

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


def read(reader: Client, name: str, *args: str, **query: str) -> str:
    response = reader.get(reverse(f"guideline:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def ids(filters: SearchFilters) -> list[str]:
    return [rule.id for rule in get_library().rules(filters)]


def test_every_word_has_to_occur_and_accents_do_not_count() -> None:
    found = ids(SearchFilters(words="AEROBE triggers migraine"))
    assert set(found) <= set(ids(SearchFilters(words="aerobe")))
    assert "aerobic-training-migraine" in ids(SearchFilters(words="aerobe tràining"))
    assert ids(SearchFilters(words="zebra")) == []


def test_a_rule_is_found_by_its_statement_and_by_the_facts_it_reads() -> None:
    assert ids(SearchFilters(words="HV-I-032")) == ["aerobic-training-migraine"]
    assert len(ids(SearchFilters(words="estrogen_contraceptive_with_aura"))) == 1


def test_filters_narrow() -> None:
    rules = get_knowledge().ruleset.rules
    blocks = ids(SearchFilters(use="block"))
    assert blocks == [rule.id for rule in rules if rule.record.use == "block"]
    assert 0 < len(ids(SearchFilters(document="product_safety"))) < len(rules)
    assert 0 < len(ids(SearchFilters(group="scope"))) < len(rules)


@pytest.mark.slow
def test_from_a_statement_to_its_rules_and_back() -> None:
    library = Library(get_knowledge())
    for rule in get_knowledge().ruleset.rules:
        for name in rule.record.implements:
            assert rule in library.implementing(name)
            assert name in [line.id for line in rule_page(rule).statements]


def test_every_statement_has_a_page_that_tells_its_place() -> None:
    knowledge = get_knowledge()
    for name in (*knowledge.not_used, *knowledge.settings):
        page = statement_page(knowledge.statements[name])
        assert (page.not_used or page.setting) and not page.rules


def test_folding() -> None:
    assert folded("Patiënt CAFÉ") == "patient cafe"


def test_the_list_can_be_searched(reader: Client) -> None:
    assert "aerobic-training-migraine" in read(reader, "rules", words="HV-I-032")
    assert "Geen regel met deze woorden" in read(reader, "rules", words="zebra")
    assert read(reader, "rules", use="no-such-use", page="999")


def test_a_rule_shows_condition_sources_cases_and_version(reader: Client) -> None:
    page = read(reader, "rule", "aerobic-training-migraine")
    for text in ("Hoofdpijndiagnose: migraine", "HV-I-032", "versie 1.", "concept", "nog onbekend"):
        assert text in page
    assert reverse("guideline:statement", args=["HV-I-032"]) in page
    assert reverse("guideline:fact", args=["advice_allowed"]) in page


def test_a_rule_on_which_sources_disagree_shows_both_positions(reader: Client) -> None:
    page = read(reader, "rule", "aerobic-training-migraine")
    assert "Bronnen verschillen" in page
    assert "Kan inspanning migraine uitlokken?" in page
    assert "Bronnen verschillen" not in read(reader, "rule", "outside-scope-refer-back")


def test_a_statement_left_out_gives_the_reason_and_not_the_claim(reader: Client) -> None:
    page = read(reader, "statement", "AC-05")
    assert "Niet te controleren commerciële bewering" in page
    assert "endorfine" not in page


def test_a_source_that_did_not_study_headache_says_so(reader: Client) -> None:
    assert "Afgeleid van algemene chronische pijn" in read(reader, "statement", "CP-002")


def test_a_derived_fact_shows_how_it_is_computed(reader: Client) -> None:
    page = read(reader, "fact", "cs_suspected")
    assert "CSI-score is 40 punten of meer" in page
    assert "csi_cutoff" in page
    assert "van buiten de bronnen" in page


def test_a_question_shows_what_it_decides(reader: Client) -> None:
    page = read(reader, "fact", "headache_type")
    assert "Mogelijke antwoorden" in page
    assert "aerobic-training-migraine" in page


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("statements", "HV-A-01"),
        ("thresholds", "csi_cutoff"),
        ("sources", "Wat niet is gebruikt"),
        ("versions", "Nu in gebruik"),
    ],
)
def test_the_other_lists(reader: Client, name: str, text: str) -> None:
    assert text in read(reader, name)


@pytest.mark.parametrize("name", ["rule", "statement", "fact"])
def test_an_unknown_record_is_not_found(reader: Client, name: str) -> None:
    assert reader.get(reverse(f"guideline:{name}", args=["no-such-record"])).status_code == 404
