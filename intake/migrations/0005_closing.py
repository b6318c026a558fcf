"""An episode is closed, voided and opened again; a double dossier points to the right one."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_corrections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EpisodeChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'Lopend'), ('closed', 'Afgesloten'), ('voided', 'Vervallen')], max_length=16)),
                ('ended_on', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['changed_at'],
            },
        ),
        migrations.AddField(
            model_name='episode',
            name='state',
            field=models.CharField(choices=[('open', 'Lopend'), ('closed', 'Afgesloten'), ('voided', 'Vervallen')], default='open', editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='patient',
            name='same_as',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='intake.patient'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed', 'voided'])), name='episode_state_known'),
        ),
        migrations.AddField(
            model_name='episodechange',
            name='changed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='episodechange',
            name='episode',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='intake.episode'),
        ),
    ]
