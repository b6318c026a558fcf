"""What was agreed on each card, and around the plan.

SQLite rebuilds both tables for it, so the guards of a signed plan are taken away and put back, with the new
columns of the plan among those that never change.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


guards = import_module("interventions.migrations.0002_freeze_signed_plans")
small = import_module("interventions.migrations.0005_small_plans")

NEW = ["discussed", "starts_on", "appointment_on", "appointment_at", "replaces_id", "change_reason"]
FROZEN = [*small.FROZEN, *NEW]


def freeze_more(apps: Any, schema_editor: Any) -> None:
    """The guards with the new columns."""
    guards.create_triggers(apps, schema_editor, FROZEN)


def freeze_as_before(apps: Any, schema_editor: Any) -> None:
    """The guards without them."""
    guards.create_triggers(apps, schema_editor, small.FROZEN)


class Migration(migrations.Migration):

    dependencies = [
        ('interventions', '0011_status_urgency'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guards.drop_triggers, freeze_as_before),
        migrations.AddField(
            model_name='decision',
            name='agreed',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='decision',
            name='later_from',
            field=models.DateField(null=True, verbose_name='vanaf'),
        ),
        migrations.AddField(
            model_name='decision',
            name='phase',
            field=models.CharField(blank=True, choices=[('now', 'Nu doen'), ('later', 'Later'), ('reading', 'Om te lezen')], max_length=16, verbose_name='wanneer'),
        ),
        migrations.AddField(
            model_name='decision',
            name='place',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='preference',
            field=models.CharField(blank=True, max_length=300, verbose_name='voorkeur van de patiënt'),
        ),
        migrations.AddField(
            model_name='plan',
            name='appointment_at',
            field=models.TimeField(null=True, verbose_name='tijd van de afspraak'),
        ),
        migrations.AddField(
            model_name='plan',
            name='appointment_on',
            field=models.DateField(null=True, verbose_name='volgende afspraak'),
        ),
        migrations.AddField(
            model_name='plan',
            name='change_reason',
            field=models.CharField(blank=True, max_length=400, verbose_name='waarom dit plan het vorige vervangt'),
        ),
        migrations.AddField(
            model_name='plan',
            name='discussed',
            field=models.TextField(blank=True, max_length=2000, verbose_name='wat is besproken'),
        ),
        migrations.AddField(
            model_name='plan',
            name='replaces',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='plan',
            name='starts_on',
            field=models.DateField(null=True, verbose_name='eerste dag'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('phase__in', ['', 'now', 'later', 'reading'])), name='decision_phase_known'),
        ),
        migrations.RunPython(freeze_more, guards.drop_triggers),
    ]
