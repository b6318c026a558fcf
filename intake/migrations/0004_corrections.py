"""A correction is a new row that points to the one whose place it takes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0003_number_once_by_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='followup',
            name='replaces',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='intake.followup'),
        ),
        migrations.AddField(
            model_name='teamnote',
            name='replaces',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='intake.teamnote'),
        ),
    ]
