from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_delivery_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="bankfeed",
            name="salt",
            field=models.BinaryField(
                help_text="Of the pin of `ref` and the secret", max_length=32, null=True
            ),
        ),
        migrations.AddField(
            model_name="cardaccount",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the keys", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="complaint",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the texts", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the buyer's data", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="orderstep",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `words`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="partreturn",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reason`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="purchase",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `ref`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="review",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the texts", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="reviewreport",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of `reason`", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="salesstop",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the reasons", max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="shop",
            name="salt",
            field=models.BinaryField(
                help_text="Of the pin of the account and the pickup places", max_length=32, null=True
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="salt",
            field=models.BinaryField(help_text="Of the pin of the payer's words", max_length=32, null=True),
        ),
    ]
