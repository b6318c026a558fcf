from django.db import migrations

import headache_cds.keys


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_user_username_key")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="username_key",
            field=headache_cds.keys.KeyField(
                of="username",
                make=headache_cds.keys.plain_key,
                max_length=255,
                editable=False,
                blank=True,
                default="",
                unique=True,
            ),
        ),
    ]
