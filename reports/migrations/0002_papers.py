"""More kinds of document, those of the dossier too, and the fingerprint of the bytes.

A document that was made already gets the episode of its plan and the fingerprint of the bytes that are stored
now: what was changed in it before this day cannot be seen any more.
"""

import hashlib
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """The episode of every document, and the fingerprint of its bytes."""
    documents = apps.get_model("reports", "Document").objects.using(schema_editor.connection.alias)
    for document in documents.select_related("plan").iterator():
        document.episode_id = document.plan.episode_id
        if document.pdf is not None:
            document.pdf_sha256 = hashlib.sha256(bytes(document.pdf)).hexdigest()
        document.save(update_fields=["episode", "pdf_sha256"])


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0007_answer_edition'),
        ('interventions', '0012_agreed_doses'),
        ('reports', '0001_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='content',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='episode',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='intake.episode'),
        ),
        migrations.AddField(
            model_name='document',
            name='pdf_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
