import secrets

from django.db import migrations, models

import orders.keys


def tell_apart(apps, schema_editor):
    payments = apps.get_model("orders", "CardPayment").objects
    for pk in list(payments.values_list("pk", flat=True)):
        payments.filter(pk=pk).update(back=secrets.token_hex(16))


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_offer_season")]

    operations = [
        migrations.AddField("cardpayment", "back", models.CharField(max_length=32, null=True, editable=False)),
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=False),
        migrations.AlterField(
            "cardpayment",
            "back",
            models.CharField(
                default=orders.keys.new_ref,
                editable=False,
                help_text="Of the address that Stripe leads back to: it opens nothing by itself",
                max_length=32,
                unique=True,
            ),
        ),
    ]
