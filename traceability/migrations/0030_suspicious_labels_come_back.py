from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("traceability", "0029_first_problems"),
    ]

    operations = [
        migrations.AddField(
            model_name="labelflag",
            name="known",
            field=models.JSONField(
                default=dict, editable=False, help_text="What was odd when it was looked into: signs, devices, communes"
            ),
        ),
        migrations.RemoveConstraint(model_name="labelflag", name="traceability_flag_once"),
        migrations.AddConstraint(
            model_name="labelflag",
            constraint=models.UniqueConstraint(
                fields=["run", "number"],
                condition=models.Q(("looked_at", None)),
                name="traceability_flag_one_waits",
            ),
        ),
    ]
