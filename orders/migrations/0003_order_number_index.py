from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_delivery_answer")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer_phone"], name="orders_order_of_number"),
        ),
    ]
