import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0001_initial"),
        ("traceability", "0003_origin_versions_and_day_salts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="EventCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField()),
                (
                    "claim",
                    models.CharField(
                        choices=[("self", "tự khai"), ("paper", "có giấy tờ"), ("verified", "Hội đã xác minh")],
                        max_length=10,
                    ),
                ),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "branch",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.branch"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "xác minh sự kiện",
                "verbose_name_plural": "xác minh sự kiện",
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "claim"), name="traceability_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(("claim", "self"), _negated=True), name="traceability_check_by_another"
                    ),
                ],
            },
        ),
    ]
