import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0003_cache_table")]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "name",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="việc"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
            ],
            options={"verbose_name": "dấu đã làm", "verbose_name_plural": "dấu đã làm"},
        ),
    ]
