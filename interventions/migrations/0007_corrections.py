"""A correction is a new row that points to the one whose place it takes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_corrections'),
        ('interventions', '0006_goal_withdrawn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='safetyacknowledgement',
            name='replaces',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='interventions.safetyacknowledgement'),
        ),
        migrations.AddField(
            model_name='safetyacknowledgement',
            name='void_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='reden'),
        ),
        migrations.AddField(
            model_name='safetyacknowledgement',
            name='voided_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='safetyacknowledgement',
            name='voided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='safetyacknowledgement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='interventions_safetyacknowledgement_void_has_reason'),
        ),
    ]
