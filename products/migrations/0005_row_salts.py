from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0004_english_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reason`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="producer",
            name="salt",
            field=models.BinaryField(
                help_text="Of the pin of `verification_needs`", max_length=32, null=True
            ),
        ),
        migrations.AddField(
            model_name="producerinvitation",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `contact`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="productchange",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `fields`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="productdecision",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reasons`", max_length=32, null=True),
        ),
    ]
