from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_api_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reason`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="recoveryticket",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the code", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the personal data", max_length=32, null=True),
        ),
    ]
