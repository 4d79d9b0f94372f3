from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0001_release_0_1_0")]

    operations = [
        migrations.AddField(
            model_name="lot",
            name="sold_until",
            field=models.DateField(
                blank=True,
                help_text="The last day of sale of fresh goods without an expiry date, as their producer answered",
                null=True,
                verbose_name="bán đến hết ngày",
            ),
        ),
    ]
