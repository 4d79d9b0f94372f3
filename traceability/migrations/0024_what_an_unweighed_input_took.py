from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0023_a_sign_of_far_places")]

    operations = [
        # Rows of before keep None: they took nothing of their lots, and nobody may write into them.
        migrations.AddField(
            model_name="eventlot",
            name="taken",
            field=models.DecimalField(
                decimal_places=3,
                help_text="In the lot's unit, of an input that nobody weighed: what it took of the lot",
                max_digits=12,
                null=True,
            ),
        ),
    ]
