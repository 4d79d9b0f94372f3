from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.AddField(
            model_name="endpoint",
            name="salt",
            field=models.BinaryField(
                help_text="Of the pins of address and secrets", max_length=32, null=True
            ),
        ),
    ]
