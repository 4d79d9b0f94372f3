from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_release_0_1_0")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer_phone"], name="orders_order_of_number"),
        ),
    ]
