from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("products", "0016_nutrition"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="beside",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="productimport",
            name="with_beside",
            field=models.BooleanField(default=False, help_text="She ticked that what rows say beside words and prices is changed, too"),
        ),
    ]
