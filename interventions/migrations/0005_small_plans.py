"""Signed plans in small rows: facts, record and content packed, without the texts that were copied into each.

Until now `result` held the answer of the engine as JSON, with the texts of every rule: 312 kB a plan. `record`
keeps the status of every rule and the reasons of those that applied, were withheld or were undecided. Facts
and content stay what they were, packed. What is left out of each plan, and the SHA-256 of its old result
(as JSON with sorted keys, without spaces, in ASCII), stands in the audit trail as `plan.condense`.

A row that cannot be read stops the migration with the plan's number, and everything stays as it was: the
guards of migration 0002 are taken away and put back inside the one transaction.

It cannot be undone: the texts that it leaves out are not in the database any more. To go back, restore the
copy of the database that was made before.

The stored form is written here as it was on the day, apart from interventions/plan/record.py, which may come
to know a newer one.
"""

import hashlib
import json
import zlib
from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.models import Q

guards = import_module("interventions.migrations.0002_freeze_signed_plans")

NAME = "interventions.0005_small_plans"
FROZEN = ["record" if column == "result" else column for column in guards.FROZEN]
STATUSES = ("applies", "suppressed", "insufficient_data", "does_not_apply")
KEPT = {"rule", "status", "because", "missing", "withheld_by"}
OLD = ("facts", "result", "content")


class Unreadable(ValueError):
    """A plan that cannot be carried over; the message says which, and why."""


def condense(apps: Any, schema_editor: Any) -> None:
    """Pack every plan that holds something, one at a time; a draft holds nothing yet."""
    alias = schema_editor.connection.alias
    plans = apps.get_model("interventions", "Plan").objects.using(alias)
    empty = Q(state="draft", **{f"{column}__isnull": True for column in OLD})
    filled = plans.exclude(empty).order_by("number", "pk")
    for key, number, episode in list(filled.values_list("pk", "number", "episode_id")):
        try:
            plan = plans.select_related("episode__patient").get(pk=key)
            packed, details = condensed(plan)
        except ValueError as error:
            message = f"Plan {number} of episode {episode} ({key}) cannot be read: {error}. Nothing was changed."
            raise Unreadable(message) from error
        # Not null: the old constraint holds until the rows are small, as SQLite copies the table to drop it.
        plans.filter(pk=key).update(**packed, **dict.fromkeys(OLD, {}))
        note(apps.get_model("audit", "AuditEvent").objects.using(alias), plan, details)


def note(trail: Any, plan: Any, details: dict[str, Any]) -> None:
    """The audit row of one plan: an act of the product itself."""
    trail.create(
        actor=None,
        actor_role="system",
        centre_id=plan.episode.patient.centre_id,
        action="plan.condense",
        object_type="interventions.plan",
        object_id=plan.pk,
        patient_id=plan.episode.patient_id,
        episode_id=plan.episode_id,
        details=details,
    )


def condensed(plan: Any) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The new columns of a plan, and what the trail says of it. Raises Unreadable."""
    facts, result, content = (getattr(plan, column) for column in OLD)
    for name, value in (("facts", facts), ("result", result), ("content", content)):
        require(isinstance(value, dict), f"its {name} is no object")
    record = record_of(result)
    ruleset = result.get("ruleset")
    same = isinstance(ruleset, dict) and ruleset.get("sha256") == plan.ruleset_sha256
    require(same, "its result names another ruleset than the plan")
    packed = {"packed_facts": pack(facts), "record": pack(record), "packed_content": pack(content)}
    before = json.dumps(result, sort_keys=True, separators=(",", ":")).encode("ascii")
    details = {
        "migration": NAME,
        "result_sha256": hashlib.sha256(before).hexdigest(),
        "result_bytes": len(before),
        "record_bytes": len(packed["record"]),
        "left_out": left_out(result),
    }
    return packed, details


def record_of(result: dict[str, Any]) -> dict[str, Any]:
    """The record of an old result. Raises Unreadable."""
    items = result.get("items")
    require(isinstance(items, list) and bool(items), "its result has no list of items")
    places: dict[str, int] = {}
    try:
        rules = [row(item, places) for item in items]
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"an item of its result is incomplete ({error!r})") from error
    require(len({rule for rule, *_more in rules}) == len(rules), "its result holds a rule twice")
    return {"reasons": [json.loads(reason) for reason in places], "rules": rules}


def row(item: dict[str, Any], places: dict[str, int]) -> list[Any]:
    """One rule of the record; `places` holds every reason as JSON with its place, and grows."""
    rule, status = item["rule"], item["status"]
    require(isinstance(rule, str) and status in STATUSES, f"the status of rule {rule!r} is {status!r}")
    if status == "does_not_apply":
        return [rule, status]
    reasons = [json.dumps([reason[name] for name in ("fact", "value", "test", "holds")]) for reason in item["because"]]
    missing, withheld_by = item["missing"], item.get("withheld_by", [])  # version 0.1.0 withheld nothing
    require(isinstance(missing, list) and isinstance(withheld_by, list), f"rule {rule} has no lists of names")
    return [rule, status, [places.setdefault(reason, len(places)) for reason in reasons], missing, withheld_by]


def left_out(result: dict[str, Any]) -> list[str]:
    """What of a result goes into no column, by name."""
    fields = {name for item in result["items"] for name in item}
    return [
        *sorted(result.keys() - {"items"}),
        *sorted(f"items.{name}" for name in fields - KEPT),
        "items.because of does_not_apply",
    ]


def pack(value: Any) -> bytes:
    """Form 1: the byte 0x01, then a zlib stream of compact JSON in ASCII."""
    return b"\x01" + zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 9)


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unreadable(otherwise)


def put_guards_back(apps: Any, schema_editor: Any) -> None:
    """From here on a signed plan never changes again."""
    guards.create_triggers(apps, schema_editor, FROZEN)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_act_of_the_product"),
        ("interventions", "0004_hypothesis"),
    ]
    operations = [
        migrations.RunPython(guards.drop_triggers),
        migrations.AddField(model_name="plan", name="packed_facts", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="plan", name="record", field=models.BinaryField(null=True)),
        migrations.AddField(model_name="plan", name="packed_content", field=models.BinaryField(null=True)),
        migrations.RunPython(condense),
        migrations.RemoveConstraint(model_name="plan", name="plan_signed_is_whole"),
        migrations.RemoveField(model_name="plan", name="facts"),
        migrations.RemoveField(model_name="plan", name="result"),
        migrations.RemoveField(model_name="plan", name="content"),
        migrations.RenameField(model_name="plan", old_name="packed_facts", new_name="facts"),
        migrations.RenameField(model_name="plan", old_name="packed_content", new_name="content"),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=Q(state="draft", signed_at__isnull=True)
                | (
                    ~Q(state="draft")
                    & Q(
                        signed_at__isnull=False,
                        signed_by__isnull=False,
                        facts__isnull=False,
                        record__isnull=False,
                        content__isnull=False,
                    )
                    & ~Q(ruleset_sha256="")
                ),
                name="plan_signed_is_whole",
            ),
        ),
        migrations.RunPython(put_guards_back),
    ]
