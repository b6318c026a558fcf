"""The rules that the columns of 0002 keep, in a migration of its own: PostgreSQL alters no table with pending checks."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0002_papers")]

    operations = [
        migrations.RemoveConstraint(
            model_name='document',
            name='document_kind_known',
        ),
        migrations.AlterField(
            model_name='document',
            name='episode',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='intake.episode'),
        ),
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('patient_plan', 'Behandelplan'), ('large_print', 'Behandelplan in grote letters'), ('easy', 'Behandelplan in plaatjes'), ('exercises', 'Oefenblad'), ('calendar', 'Kalender'), ('diary', 'Hoofdpijndagboek'), ('reading', 'Om te lezen'), ('letter', 'Brief'), ('urgent_note', 'Spoedbericht')], default='patient_plan', max_length=32),
        ),
        migrations.AlterField(
            model_name='document',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='interventions.plan'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['patient_plan', 'large_print', 'easy', 'exercises', 'calendar', 'diary', 'reading', 'letter', 'urgent_note'])), name='document_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('kind__in', ['letter', 'urgent_note']), ('plan__isnull', True)), models.Q(models.Q(('kind__in', ['letter', 'urgent_note']), _negated=True), ('content__isnull', True), ('plan__isnull', False)), _connector='OR'), name='document_of_plan_or_dossier'),
        ),
    ]
