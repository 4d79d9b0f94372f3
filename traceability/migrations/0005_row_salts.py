from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("traceability", "0004_event_lookups"),
    ]

    operations = [
        migrations.AddField(
            model_name="inquiry",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `contact_phone`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="inspection",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reason`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="printedhost",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `note`", max_length=32, null=True),
        ),
    ]
