"""What a centre usually agrees on a card, and the activity that a goal is about.

SQLite rebuilds the table of the goals for it, so the guards of a signed plan are taken away and put back.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


guards = import_module("interventions.migrations.0002_freeze_signed_plans")
agreed = import_module("interventions.migrations.0012_agreed_doses")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_username_key_once'),
        ('interventions', '0012_agreed_doses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guards.drop_triggers, agreed.freeze_more),
        migrations.AddField(
            model_name='goal',
            name='activity',
            field=models.CharField(blank=True, max_length=200, verbose_name='activiteit'),
        ),
        migrations.CreateModel(
            name='CentreDefault',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('card', models.CharField(max_length=60)),
                ('agreed', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.centre')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['card'],
                'constraints': [models.UniqueConstraint(fields=('centre', 'card'), name='one_default_per_centre_and_card')],
            },
        ),
        migrations.RunPython(agreed.freeze_more, guards.drop_triggers),
    ]
