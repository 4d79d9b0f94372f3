"""Which scans of one day came from one address, so that one visitor can't make a label look copied."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0005_label_run_claim")]

    operations = [
        migrations.AddField(
            "scan",
            "network",
            models.BinaryField(
                max_length=16,
                null=True,
                help_text="Tells an address again within one day, like `device`; a /64 of IPv6",
            ),
        ),
        migrations.AlterField(
            "scan", "is_repeat", models.BooleanField(default=False, help_text="Kept, not counted")
        ),
    ]
