"""The database itself refuses to change a signed plan; only 'superseded' may follow.

On SQLite a later migration that alters one of these tables rebuilds it without its triggers and must run
`create_triggers` again, with the columns that the table has by then.
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations

FROZEN = [
    "id",
    "episode_id",
    "number",
    "agreement",
    "evaluation_on",
    "contact",
    "consent",
    "facts",
    "result",
    "content",
    "ruleset_version",
    "ruleset_sha256",
    "created_by_id",
    "created_at",
    "signed_by_id",
    "signed_at",
]
CHILDREN = ("interventions_decision", "interventions_goal")
REFUSAL = "a signed plan never changes"

SQLITE_PLAN = f"""
CREATE TRIGGER interventions_plan_frozen BEFORE UPDATE ON interventions_plan
WHEN OLD.state <> 'draft' AND (
    NOT (NEW.state = OLD.state OR (OLD.state = 'signed' AND NEW.state = 'superseded'))
    OR {{changed}}
)
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL_PLAN = f"""
CREATE FUNCTION interventions_plan_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (
        NOT (NEW.state = OLD.state OR (OLD.state = 'signed' AND NEW.state = 'superseded'))
        OR (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state')
    ) THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interventions_plan_frozen BEFORE UPDATE ON interventions_plan
FOR EACH ROW EXECUTE FUNCTION interventions_plan_frozen();
CREATE FUNCTION interventions_plan_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM interventions_plan WHERE id = NEW.plan_id AND state <> 'draft')
    THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def statements(vendor: str, frozen: Iterable[str]) -> list[str]:
    """The SQL of one database; `frozen` are the columns of a plan, which SQLite must be told."""
    if vendor == "postgresql":
        return [POSTGRESQL_PLAN] + [
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION interventions_plan_part_frozen()"
            for table in CHILDREN
        ]
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in frozen)
    return [SQLITE_PLAN.format(changed=changed)] + [
        f"CREATE TRIGGER {table}_{event.lower()}_frozen BEFORE {event} ON {table} "
        "WHEN (SELECT state FROM interventions_plan WHERE id = NEW.plan_id) <> 'draft' "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in CHILDREN
        for event in ("INSERT", "UPDATE")
    ]


def create_triggers(apps: Any, schema_editor: Any, frozen: Iterable[str] = FROZEN) -> None:
    """Run the statements as they stand: nothing in them is a placeholder."""
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(schema_editor.connection.vendor, frozen):
            cursor.execute(statement)


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """Undo create_triggers."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION interventions_plan_frozen() CASCADE")
            cursor.execute("DROP FUNCTION interventions_plan_part_frozen() CASCADE")
            return
        cursor.execute("DROP TRIGGER interventions_plan_frozen")
        for table in CHILDREN:
            for event in ("insert", "update"):
                cursor.execute(f"DROP TRIGGER {table}_{event}_frozen")


class Migration(migrations.Migration):
    dependencies = [("interventions", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
