from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_order_number_index")]

    operations = [
        migrations.AddField(
            model_name="deliveryarea",
            name="days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="As the seller estimates; null: not stated",
                null=True,
                verbose_name="khoảng mấy ngày",
            ),
        ),
        migrations.AddField(
            model_name="shop",
            name="delivery_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="To places without an area, as the seller estimates; null: not stated",
                null=True,
                verbose_name="khoảng mấy ngày",
            ),
        ),
    ]
