"""The hypothesis of the therapist; the database itself refuses to change a version (N18).

On SQLite a later migration that alters the table rebuilds it without its trigger and must run
`create_trigger` again.
"""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

REFUSAL = "a version of the hypothesis never changes"
SQLITE = f"""
CREATE TRIGGER interventions_hypothesis_frozen BEFORE UPDATE ON interventions_hypothesis
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION interventions_hypothesis_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER interventions_hypothesis_frozen BEFORE UPDATE ON interventions_hypothesis
FOR EACH ROW EXECUTE FUNCTION interventions_hypothesis_frozen()
"""


def create_trigger(apps: Any, schema_editor: Any) -> None:
    """Run the statement as it stands: nothing in it is a placeholder."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop_trigger(apps: Any, schema_editor: Any) -> None:
    """Undo create_trigger."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION interventions_hypothesis_frozen() CASCADE")
            return
        cursor.execute("DROP TRIGGER interventions_hypothesis_frozen")


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("interventions", "0003_status_blocked_by"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hypothesis",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "approach",
                    models.CharField(
                        choices=[("bottom_up", "Bottom-up"), ("top_down", "Top-down"), ("both", "Beide")],
                        max_length=16,
                        verbose_name="richting",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="uw hypothese")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hypotheses",
                        to="intake.episode",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "hypotheses",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("episode", "number"), name="hypothesis_number_once_per_episode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approach__in", ["bottom_up", "top_down", "both"])),
                        name="hypothesis_approach_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="hypothesis_has_text"
                    ),
                ],
            },
        ),
        migrations.RunPython(create_trigger, drop_trigger),
    ]
