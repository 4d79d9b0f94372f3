from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_row_salts"),
    ]

    operations = [
        migrations.AddField(
            model_name="exchangetemplate",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the texts", max_length=32, null=True),
        ),
    ]
