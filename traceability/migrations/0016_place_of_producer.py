"""The GLN of a producer's place, which events name as their bizLocation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0015_printed_hosts")]

    operations = [
        migrations.AddField(
            model_name="companyprefix",
            name="gln",
            field=models.CharField(
                blank=True, default="", help_text="GLN of her place, where she has one", max_length=13
            ),
            preserve_default=False,
        ),
    ]
