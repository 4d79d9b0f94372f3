from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0002_lot_sold_until")]

    operations = [
        migrations.AddField(
            model_name="productyield",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("added", "có thêm đường, muối hay thứ khác không ghi"),
                    ("moist", "thành phẩm còn ẩm, còn dẻo"),
                    ("whole", "để nguyên hạt, vỏ hay xương"),
                    ("method", "giống hay cách làm cho ra nhiều hơn"),
                ],
                help_text="Why it is more than usual",
                max_length=10,
                verbose_name="vì sao ra nhiều hơn",
            ),
        ),
    ]
