"""A refused capture keeps its first problems and how many there were."""

from django.db import migrations, models


def count(apps, schema_editor):
    jobs = apps.get_model("traceability", "CaptureJob")
    for job in jobs.objects.filter(success=False).only("pk", "errors").iterator(100):
        jobs.objects.filter(pk=job.pk).update(error_count=len(job.errors))


class Migration(migrations.Migration):
    dependencies = [("traceability", "0028_hashes_of_stars")]

    operations = [
        migrations.AlterField(
            model_name="capturejob",
            name="errors",
            field=models.JSONField(
                default=list, help_text="The first RFC 7807 problems, each with the event's place in `instance`"
            ),
        ),
        migrations.AddField(
            model_name="capturejob",
            name="error_count",
            field=models.PositiveIntegerField(default=0, help_text="How many there were, also where fewer are kept"),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
