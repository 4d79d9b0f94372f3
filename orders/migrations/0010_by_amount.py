from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_exchanges")]

    operations = [
        migrations.AddField(
            "offer",
            "is_by_amount",
            models.BooleanField(default=False, verbose_name="bán theo lượng, theo bước"),
        ),
        migrations.AddField(
            "orderline",
            "step",
            models.DecimalField(
                blank=True,
                decimal_places=3,
                help_text="Of what is sold by the amount: one piece, in `unit`",
                max_digits=12,
                null=True,
            ),
        ),
    ]
