import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0006_authoring"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeviceKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device", models.CharField(max_length=64)),
                ("sealed", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "chìa của máy",
                "verbose_name_plural": "chìa của máy",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "device"), name="courses_devicekey_once_a_device")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("device", models.CharField(help_text="A name the phone made for itself", max_length=64)),
                ("sequence", models.PositiveBigIntegerField(help_text="The phone's own count")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("step_done", "Học xong một bước"),
                            ("attempt_started", "Bắt đầu bài hỏi"),
                            ("answer", "Trả lời một câu"),
                            ("attempt_finished", "Nộp bài"),
                            ("asked", "Hỏi giảng viên"),
                        ],
                        max_length=20,
                    ),
                ),
                ("data", models.JSONField(help_text="By kind: courses/offline/records.py")),
                ("device_at", models.DateTimeField()),
                ("clock_offset_ms", models.BigIntegerField(default=0)),
                ("happened_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("saved", "đã lưu"),
                            ("waiting", "chờ phần trước"),
                            ("refused", "không tính"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it waits or doesn't count, for her", max_length=300
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="device_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ghi từ máy",
                "verbose_name_plural": "bản ghi từ máy",
                "ordering": ["device", "sequence"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["user"],
                        name="courses_record_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "device", "sequence"), name="courses_record_once_a_device"
                    )
                ],
            },
        ),
    ]
