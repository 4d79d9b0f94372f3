from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0002_endpoint_salt"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the body", max_length=32, null=True),
        ),
    ]
