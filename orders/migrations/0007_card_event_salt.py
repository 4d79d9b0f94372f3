from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_exchange_salt"),
    ]

    operations = [
        migrations.AddField(
            model_name="cardevent",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of number and body", max_length=32, null=True),
        ),
    ]
