"""Plans that version 0.2.0 signed are carried over to small rows: they read the same, or nothing changes."""

import hashlib
import json
import lzma
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import IrreversibleError
from pytest_django import DjangoDbBlocker

from headache_cds.audit.models import AuditEvent
from headache_cds.packed_json import pack
from interventions.engine import advise
from interventions.knowledge import get_release
from interventions.models import Plan, PlanState
from interventions.plan.queries import explain_plan
from interventions.plan.record import explained, record_of, recorded_rules
from reports.documents.patient_plan import plan_html
from tests.interventions.databases import ALIAS, connected, database, migrate, migrate_fully, models_at

pytestmark = [pytest.mark.db, pytest.mark.slow]

# Rows that the code of version 0.2.0 wrote through its actions: a patient with a superseded plan, a signed
# one and a draft, one with a signed plan and a hypothesis, and one with a draft only.
ROWS = Path(__file__).parent / "plans_of_0_2_0.json.xz"
migration = import_module("interventions.migrations.0005_small_plans")
BEFORE, AFTER = ("interventions", "0004_hypothesis"), ("interventions", "0005_small_plans")
LEFT_OUT = [
    *("blocked_by", "derived", "next_questions", "ruleset"),
    *(f"items.{name}" for name in ("dose", "explains", "group", "implements", "strength", "summary", "use")),
    "items.because of does_not_apply",
]


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of the file, those that others refer to first; nobody changes them."""
    return tuple(json.loads(lzma.decompress(ROWS.read_bytes())))


def old_plans() -> dict[str, dict[str, Any]]:
    """The plans of the file that were signed, by id."""
    found = {row["pk"]: row["fields"] for row in rows() if row["model"] == "interventions.plan"}
    return {key: plan for key, plan in found.items() if plan["state"] != PlanState.DRAFT}


@pytest.fixture(scope="module")
def filled(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a database as version 0.2.0 left it, with those rows."""
    with django_db_blocker.unblock(), database(tmp_path_factory.mktemp("before")) as name:
        with connected(name) as beside:
            migrate(beside, *BEFORE)
            fill(models_at(beside, *BEFORE))
        yield name


@pytest.fixture(scope="module")
def carried_over(filled: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[str]:
    """The name of a copy of that database, after the migration."""
    folder = tmp_path_factory.mktemp("after")
    with django_db_blocker.unblock(), database(folder, template=filled) as name:
        with connected(name) as beside:
            migrate(beside, *AFTER)
        yield name


@pytest.fixture(scope="module")
def brought_up(carried_over: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any) -> Iterator[str]:
    """The name of a copy of that one, after the migrations since: as the product reads it today."""
    folder = tmp_path_factory.mktemp("today")
    with django_db_blocker.unblock(), database(folder, template=carried_over) as name:
        with connected(name) as beside:
            migrate_fully(beside)
        yield name


@pytest.fixture
def printed_from(filled: str, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """The content of every signed plan as version 0.2.0 left it, by id."""
    with django_db_blocker.unblock(), connected(filled) as beside:
        stored = models_at(beside, *BEFORE).get_model("interventions", "Plan").objects.using(ALIAS)
        return {str(plan.pk): plan.content for plan in stored.exclude(state=PlanState.DRAFT)}


@pytest.fixture
def after(brought_up: str, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """That database, for a test that leaves it as it is."""
    with django_db_blocker.unblock(), connected(brought_up) as beside:
        yield beside


@pytest.fixture
def before(filled: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """A copy for one test of the database as version 0.2.0 left it."""
    with django_db_blocker.unblock(), database(tmp_path, template=filled) as name, connected(name) as beside:
        yield beside


def fill(apps: Any) -> None:
    """Write the rows; a plan is signed after its parts were added, as the guards demand."""
    parts = [row for row in rows() if row["model"] in ("interventions.decision", "interventions.goal")]
    plans = [row for row in rows() if row["model"] == "interventions.plan"]
    for row in rows():
        if row not in parts and row not in plans:
            write(apps, row)
    for row in sorted(plans, key=lambda row: row["fields"]["number"]):
        unsigned = {"state": PlanState.DRAFT, "signed_at": None, "signed_by": None}
        write(apps, {**row, "fields": {**row["fields"], **unsigned}})
        for part in parts:
            if part["fields"]["plan"] == row["pk"]:
                write(apps, part)
        write(apps, row)


def write(apps: Any, row: dict[str, Any]) -> None:
    model = apps.get_model(row["model"])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = {field.attname: field.to_python(row["fields"][field.name]) for field in fields}
    key = model._meta.pk.to_python(row["pk"])
    if not model.objects.using(ALIAS).filter(pk=key).update(**values):
        model.objects.using(ALIAS).create(pk=key, **values)


def snapshot(beside: BaseDatabaseWrapper) -> dict[str, Any]:
    """Every table with its columns and rows, and every trigger."""
    triggers = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    }
    found: dict[str, Any] = {}
    with beside.cursor() as cursor:
        for table in beside.introspection.table_names(cursor):
            columns = [column.name for column in beside.introspection.get_table_description(cursor, table)]
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of the schema)
            found[table] = (columns, sorted(map(repr, cursor.fetchall())))
        cursor.execute(triggers[beside.vendor])
        found["triggers"] = sorted(cursor.fetchall())
    return found


def plans_of(beside: BaseDatabaseWrapper) -> dict[str, Plan]:
    """The plans that were signed, by id, as the product reads them."""
    plans = Plan.objects.using(beside.alias).exclude(state=PlanState.DRAFT)
    return {str(plan.pk): plan for plan in plans}


def test_a_plan_keeps_everything_and_reads_the_same(after: BaseDatabaseWrapper) -> None:
    plans = plans_of(after)
    assert plans.keys() == old_plans().keys()
    for key, old in old_plans().items():
        new = plans[key]
        assert (new.facts, new.content) == (old["facts"], old["content"])
        assert (new.state, new.number, new.agreement) == (old["state"], old["number"], old["agreement"])
        assert (new.ruleset_version, new.ruleset_sha256) == (old["ruleset_version"], old["ruleset_sha256"])


def test_a_plan_prints_the_same_bytes_of_text(
    printed_from: dict[str, Any], after: BaseDatabaseWrapper
) -> None:
    plans, contents = plans_of(after), printed_from
    assert plans.keys() == contents.keys()
    for key, content in contents.items():
        assert pages(plans[key].content or {}) == pages(content)


def pages(content: dict[str, Any]) -> list[str]:
    """The document in both languages; the PDF is made of nothing else."""
    return [plan_html(content, language) for language in ("nl", "en")]


def test_a_plan_is_explained_as_before(after: BaseDatabaseWrapper) -> None:
    kept = ("rule", "status", "because", "missing", "withheld_by")
    texts = ("rule", "summary", "strength", "implements")
    plans = plans_of(after)
    for key, old in old_plans().items():
        items = [
            {**item, "because": []} if item["status"] == "does_not_apply" else item
            for item in old["result"]["items"]
        ]
        assert explained(plans[key].record or {}, None) == [pick(item, kept) for item in items]
        assert [pick(item, texts) for item in explain_plan(plans[key])] == [
            pick(item, texts) for item in items
        ]


def pick(item: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item[name] for name in names}


def test_the_record_is_what_signing_would_write_today(after: BaseDatabaseWrapper) -> None:
    for plan in plans_of(after).values():
        assert plan.record == record_of(advise(get_release(plan.ruleset_version), plan.facts or {}))


def test_a_draft_stays_a_draft(after: BaseDatabaseWrapper) -> None:
    drafts = Plan.objects.using(ALIAS).filter(state=PlanState.DRAFT)
    assert len(drafts) == 2
    for plan in drafts:
        assert (plan.facts, plan.record, plan.content) == (None, None, None)
        assert plan.decisions.using(ALIAS).exists()
    assert drafts.update(agreement="U oefent thuis.") == 2


def test_the_trail_says_what_was_left_out(after: BaseDatabaseWrapper) -> None:
    plans = plans_of(after)
    events = {str(event.object_id): event for event in AuditEvent.objects.using(ALIAS)}
    assert events.keys() == old_plans().keys()
    for key, old in old_plans().items():
        event, result = events[key], json.dumps(old["result"], sort_keys=True, separators=(",", ":"))
        assert (event.action, event.actor_id, event.actor_role) == ("plan.condense", None, "system")
        assert event.episode_id == plans[key].episode_id
        assert event.details["result_sha256"] == hashlib.sha256(result.encode()).hexdigest()
        assert event.details["result_bytes"] == len(result)
        assert event.details["record_bytes"] == len(pack(plans[key].record))
        assert event.details["left_out"] == LEFT_OUT


@pytest.mark.parametrize("change", ["facts = NULL", "record = content", "content = facts", "agreement = 'x'"])
def test_a_signed_plan_is_guarded_again(after: BaseDatabaseWrapper, change: str) -> None:
    for state in ("signed", "superseded"):
        refused(after, f"UPDATE interventions_plan SET {change} WHERE state = '{state}'")  # noqa: S608


def test_the_parts_of_a_signed_plan_are_guarded_again(after: BaseDatabaseWrapper) -> None:
    signed = "plan_id IN (SELECT id FROM interventions_plan WHERE state <> 'draft')"
    refused(after, f"UPDATE interventions_goal SET text = 'anders' WHERE {signed}")  # noqa: S608
    refused(after, f"UPDATE interventions_decision SET note = 'anders' WHERE {signed}")  # noqa: S608
    with transaction.atomic(using=ALIAS), after.cursor() as cursor:
        cursor.execute("UPDATE interventions_plan SET state = 'superseded' WHERE state = 'signed'")
        assert cursor.rowcount == 2
        transaction.set_rollback(True, using=ALIAS)


def refused(beside: BaseDatabaseWrapper, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="a signed plan never changes"),
        transaction.atomic(using=ALIAS),
        beside.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_result_of_0_1_0_knows_no_contra_advice() -> None:
    result = next(iter(old_plans().values()))["result"]
    older = [{name: item[name] for name in item if name != "withheld_by"} for item in result["items"]]
    rules = recorded_rules(migration.record_of({**result, "items": older}))
    assert [rule.rule for rule in rules] == [item["rule"] for item in older]
    assert not any(rule.withheld_by for rule in rules)


def without_items(result: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in result.items() if name != "items"}


def last_item(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A change of the last item of a result, so that much was read before it."""

    def change(result: dict[str, Any]) -> dict[str, Any]:
        return {**result, "items": [*result["items"][:-1], {**result["items"][-1], **changes}]}

    return change


@pytest.mark.parametrize(
    ("column", "change", "reason"),
    [
        ("result", lambda result: [result], "its result is no object"),
        ("result", lambda _result: "", "its result is no object"),
        ("result", without_items, "its result has no list of items"),
        ("result", lambda result: {**result, "items": []}, "its result has no list of items"),
        ("result", lambda result: {**result, "items": [*result["items"], "x"]}, "is incomplete"),
        ("result", lambda result: {**result, "items": result["items"] * 2}, "holds a rule twice"),
        ("result", lambda result: {**result, "ruleset": {"sha256": "0"}}, "names another ruleset"),
        ("result", last_item(status="maybe"), "is 'maybe'"),
        ("result", last_item(status="applies", because=[{"fact": "age"}]), "is incomplete"),
        ("result", last_item(status="applies", missing="age"), "has no lists of names"),
        ("facts", lambda _facts: [], "its facts is no object"),
        ("content", lambda _content: 0, "its content is no object"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    column: str, change: Callable[[Any], Any], reason: str
) -> None:
    old = next(iter(old_plans().values()))
    columns = {name: old[name] for name in ("facts", "result", "content")}
    plan = SimpleNamespace(**columns, ruleset_sha256=old["ruleset_sha256"])
    assert migration.condensed(plan)
    setattr(plan, column, change(old[column]))
    with pytest.raises(migration.Unreadable, match=reason):
        migration.condensed(plan)


@pytest.mark.parametrize(("column", "change"), [("result", without_items), ("content", lambda _content: 0)])
def test_a_row_that_cannot_be_read_stops_it_and_nothing_changes(
    before: BaseDatabaseWrapper, column: str, change: Callable[[Any], Any]
) -> None:
    """The rows before it were packed already when it is met: it is the last of the table."""
    migrate(before, "audit", "0002_act_of_the_product")
    key = rewrite(before, column, change)
    as_it_was = snapshot(before)
    message = rf"^Plan {old_plans()[key]['number']} of episode .* \({key}\) cannot be read: its {column} "
    with pytest.raises(ValueError, match=message):
        migrate(before, *AFTER)
    assert snapshot(before) == as_it_was
    refused(before, "UPDATE interventions_plan SET result = NULL WHERE state = 'signed'")


def rewrite(beside: BaseDatabaseWrapper, column: str, change: Callable[[Any], Any]) -> str:
    """Change a column of a signed plan behind the back of its guard; gives its id."""
    guard = {
        "sqlite": ("DROP TRIGGER interventions_plan_frozen", trigger_of(beside)),
        "postgresql": (
            "ALTER TABLE interventions_plan DISABLE TRIGGER interventions_plan_frozen",
            "ALTER TABLE interventions_plan ENABLE TRIGGER interventions_plan_frozen",
        ),
    }
    away, back = guard[beside.vendor]
    model = models_at(beside, *BEFORE).get_model("interventions", "Plan")
    plan = model.objects.using(ALIAS).filter(state=PlanState.SIGNED).order_by("-number").first()
    with beside.cursor() as cursor:
        cursor.execute(away)
        model.objects.using(ALIAS).filter(pk=plan.pk).update(**{column: change(getattr(plan, column))})
        cursor.execute(back)
    return str(plan.pk)


def trigger_of(beside: BaseDatabaseWrapper) -> str:
    """The statement that made the guard of a plan on SQLite."""
    if beside.vendor != "sqlite":
        return ""
    with beside.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'interventions_plan_frozen'")
        ((statement,),) = cursor.fetchall()
    return str(statement)


def test_it_cannot_be_undone(carried_over: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), connected(carried_over) as beside:
        as_it_was = snapshot(beside)
        with pytest.raises(IrreversibleError):
            migrate(beside, *BEFORE)
        assert snapshot(beside) == as_it_was
