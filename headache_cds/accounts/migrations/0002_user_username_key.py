"""User names by their key; of two that differ in case only, the later person keeps signing in as written."""

from django.db import migrations

import headache_cds.keys


def fill(apps, schema_editor):
    users = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    headache_cds.keys.fill_keys(users.order_by("date_joined"), ["username_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="username_key",
            field=headache_cds.keys.KeyField(
                of="username", make=headache_cds.keys.plain_key, max_length=255, editable=False, blank=True, default=""
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
