from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone


def tell_what_was_handed_in(apps, schema_editor):
    """Its result was shown when it was handed in. What came until now keeps counting."""
    attempts = apps.get_model("courses", "Attempt").objects.filter(finished_at__isnull=False)
    attempts.filter(Q(deadline_at=None) | ~Q(finished_at=F("deadline_at"))).update(told_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0015_xapi_voidings"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="told_at",
            field=models.DateTimeField(
                blank=True, help_text="When the server first showed her the result", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=Q(("told_at", None), ("finished_at__isnull", False), _connector="OR"),
                name="courses_attempt_told_when_finished",
            ),
        ),
        migrations.RunPython(tell_what_was_handed_in, migrations.RunPython.noop),
    ]
