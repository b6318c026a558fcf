"""What a signed plan keeps: read back whole, explained without and with its ruleset, and small."""

import json
import zlib
from contextlib import suppress
from typing import Any, get_args

import pytest
from django.core import serializers
from django.db import connection

from headache_cds.accounts.models import User
from headache_cds.packed_json import UnknownForm, pack, unpack
from interventions.case.current import current_board
from interventions.engine import advise
from interventions.engine.as_json import advice_as_json
from interventions.engine.status import Status
from interventions.knowledge import get_knowledge, get_release
from interventions.models import Plan
from interventions.plan import actions
from interventions.plan.alternatives import AlternativeProblem
from interventions.plan.queries import explain_plan, ruleset_of, unacknowledged
from interventions.plan.record import explained, record_of, recorded_rules
from tests.dossiers import agree
from tests.interventions.patients import BLOCKED, episode_of
from tests.worked import PATIENTS

pytestmark = pytest.mark.db

MOST_BYTES = 30_000
KEPT = "2026.11.1"  # a release that is not installed any more
SIZES = {"sqlite": "length(CAST({} AS BLOB))", "postgresql": "pg_column_size({})"}


def test_the_stored_form_is_what_the_docs_say(alice: User, draft: Plan) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, record, content FROM interventions_plan")
        (row,) = cursor.fetchall()
    for stored, value in zip(map(bytes, row), (plan.facts, plan.record, plan.content), strict=True):
        assert stored[:1] == b"\x01"
        assert json.loads(zlib.decompress(stored[1:]).decode("ascii")) == value


@pytest.mark.parametrize("stored", [b"", b"\x02abc", b"{}"])
def test_another_form_is_refused_by_its_number(stored: bytes) -> None:
    with pytest.raises(UnknownForm, match=stored[:1].hex() or "none"):
        unpack(stored)


def test_what_is_no_json_is_not_packed() -> None:
    for value in (float("nan"), {1, 2}):
        with pytest.raises((TypeError, ValueError)):
            pack(value)


@pytest.mark.slow
@pytest.mark.parametrize("case", sorted(PATIENTS))
def test_a_record_explains_every_rule_as_the_result_did(case: str) -> None:
    """The same items, but that what does not apply has no reasons."""
    ruleset = get_knowledge().ruleset
    advice = advise(ruleset, PATIENTS[case])
    items = json.loads(json.dumps(advice_as_json(advice, everything=True)["items"]))
    for item in items:
        if item["status"] == "does_not_apply":
            item["because"] = []
    record = unpack(pack(record_of(advice)))
    assert explained(record, ruleset) == items
    assert explained(record, None) == [without_texts(item) for item in items]
    assert len(record["reasons"]) == len({json.dumps(reason) for reason in record["reasons"]})


def without_texts(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item[name] for name in ("rule", "status", "because", "missing", "withheld_by")}


def test_a_plan_is_explained_with_the_texts_of_its_own_ruleset(alice: User, draft: Plan) -> None:
    assert explain_plan(draft) == []
    plan = actions.sign_plan(plan=draft, by=alice)
    assert plan.record is not None
    assert ruleset_of(plan) is get_knowledge().ruleset
    assert explain_plan(plan) == explained(plan.record, get_knowledge().ruleset)


@pytest.mark.slow
def test_the_ruleset_of_a_plan_is_the_very_one_it_was_signed_with() -> None:
    kept = get_release(KEPT)
    plan = Plan(ruleset_version=KEPT, ruleset_sha256=kept.sha256)
    assert ruleset_of(plan) is kept
    for version, sha256 in ((KEPT, "0" * 64), ("1999.1.1", kept.sha256)):
        plan.ruleset_version, plan.ruleset_sha256 = version, sha256
        assert ruleset_of(plan) is None


def test_a_fixture_holds_the_data_and_brings_it_back(alice: User, draft: Plan) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    text = serializers.serialize("json", [plan])
    assert json.loads(text)[0]["fields"]["content"] == plan.content
    (again,) = serializers.deserialize("json", text)
    assert isinstance(again.object, Plan)
    assert (again.object.facts, again.object.record) == (plan.facts, plan.record)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in PATIENTS if case not in BLOCKED])
def test_a_signed_plan_takes_at_most_30_kb(alice: User, case: str) -> None:
    """With every card that is offered and stands instead of no other, which is as long as a plan gets."""
    episode = episode_of(case, alice)
    board = current_board(episode)
    for view in board.options:
        with suppress(AlternativeProblem):
            actions.accept_advice(
                episode=episode, card=view.card.id, components=None, dose=None, note="", by=alice
            )
    assert not unacknowledged(episode, board)
    plan = actions.sign_plan(plan=agree(episode, alice), by=alice)
    assert len(recorded_rules(plan.record or {})) == len(get_knowledge().ruleset.rules)
    assert 5_000 < stored_size() <= MOST_BYTES


def stored_size() -> int:
    """The bytes of all columns of the one plan, as the database holds them."""
    size = SIZES[connection.vendor]
    columns = " + ".join(f"coalesce({size.format(field.column)}, 0)" for field in Plan._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM interventions_plan")  # noqa: S608  (names of columns)
        ((found,),) = cursor.fetchall()
    return int(found)


def test_every_status_is_kept_and_every_reason_of_what_was_in_play(alice: User, draft: Plan) -> None:
    plan = actions.sign_plan(plan=draft, by=alice)
    rules = recorded_rules(plan.record or {})
    assert [recorded.rule for recorded in rules] == list(get_knowledge().ruleset.rule_ids)
    for recorded in rules:
        assert bool(recorded.because) is (recorded.status != "does_not_apply")
        assert bool(recorded.missing) or recorded.status != "insufficient_data"
    assert {recorded.status for recorded in rules} == set(get_args(Status))
