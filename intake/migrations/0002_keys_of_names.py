"""Keys of names and numbers, filled for everybody who is registered; single names; estimated birth dates.

Two patients of a centre whose numbers differ in their writing only both stay: the later one gets a key of its
own until the number is corrected.
"""

from django.db import migrations, models

import headache_cds.keys

KEYS = {
    "number_key": ("number", headache_cds.keys.plain_key),
    "name_key": ("family_name", headache_cds.keys.name_key),
    "sort_key": ("family_name", headache_cds.keys.sort_key),
    "initials_key": ("initials", headache_cds.keys.name_key),
}


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    patients = apps.get_model("intake", "Patient").objects.using(alias).order_by("registered_at")
    for centre in apps.get_model("accounts", "Centre").objects.using(alias).values_list("pk", flat=True):
        headache_cds.keys.fill_keys(patients.filter(centre_id=centre), list(KEYS))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_username_key_once"), ("intake", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="birth_estimated",
            field=models.BooleanField(default=False, verbose_name="geboortedatum geschat"),
        ),
        migrations.AlterField(
            model_name="patient",
            name="initials",
            field=models.CharField(blank=True, max_length=20, verbose_name="voorletters"),
        ),
        *(
            migrations.AddField(
                model_name="patient",
                name=name,
                field=headache_cds.keys.KeyField(
                    of=of, make=make, max_length=255, editable=False, blank=True, default=""
                ),
            )
            for name, (of, make) in KEYS.items()
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
