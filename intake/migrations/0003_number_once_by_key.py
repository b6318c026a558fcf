from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_keys_of_names")]

    operations = [
        migrations.AlterModelOptions(name="patient", options={"ordering": ["sort_key", "initials_key", "name_key"]}),
        migrations.RemoveConstraint(model_name="patient", name="patient_number_once_per_centre"),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.UniqueConstraint(
                fields=("centre", "number_key"),
                name="patient_number_once_per_centre",
                violation_error_message="Dit patiëntnummer bestaat al in uw centrum.",
            ),
        ),
    ]
