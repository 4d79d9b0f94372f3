"""The GLN of a producer's place, which events name as their bizLocation; and what is said of erased documents."""

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
        migrations.AlterField(
            model_name="epcisevent", name="body", field=models.TextField(blank=True, help_text="JSON")
        ),
        migrations.AlterField(
            model_name="epcisevent",
            name="salt",
            field=models.BinaryField(
                help_text="None: the ledger holds the body itself, or its words were erased",
                max_length=32,
                null=True,
            ),
        ),
    ]
