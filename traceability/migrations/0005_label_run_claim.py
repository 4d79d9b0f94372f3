"""Who makes a run's sheet right now, and since when its file lies there: sheets outlive their makers and are put away."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0004_event_checks")]

    operations = [
        migrations.AddField(
            "labelrun",
            "claim",
            models.UUIDField(null=True, blank=True, help_text="Of the process that makes the sheet now"),
        ),
        migrations.AddField("labelrun", "pdf_made_at", models.DateTimeField(null=True, blank=True)),
        migrations.AlterField(
            "labelrun",
            "heartbeat_at",
            models.DateTimeField(
                null=True, blank=True, help_text="When that process, or who waits for one, last spoke"
            ),
        ),
        migrations.AlterField(
            "labelrun",
            "pdf",
            models.CharField(
                blank=True,
                max_length=160,
                help_text="Path under MEDIA_ROOT; empty once put away, made again on demand",
            ),
        ),
    ]
