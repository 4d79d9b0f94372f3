from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_sales_stops")]

    operations = [
        migrations.AddField(
            "offer",
            "season_months",
            models.JSONField(
                blank=True,
                default=list,
                help_text="1 to 12 in their order; empty: the whole year. A pre-order is outside of it",
                verbose_name="chỉ bán trong tháng",
            ),
        ),
    ]
