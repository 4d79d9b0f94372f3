import backend.webhooks.keys
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("webhooks", "0001_initial")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("products", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhook_endpoints",
                        to="products.producer",
                    ),
                ),
                ("url", models.CharField(max_length=500, verbose_name="địa chỉ")),
                (
                    "kinds",
                    models.JSONField(
                        help_text="Event types, such as order.placed", verbose_name="việc được báo"
                    ),
                ),
                ("sealed_secret", models.TextField(editable=False, help_text="backend.common.sealing")),
                (
                    "sealed_old",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="The previous secret, which signs too until old_until",
                    ),
                ),
                ("old_until", models.DateTimeField(blank=True, null=True)),
                ("is_on", models.BooleanField(default=True)),
                (
                    "off_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hand", "chị đã tắt"),
                            ("gone", "bên nhận trả lời là không nhận nữa (410)"),
                            ("failing", "ba ngày liền không gửi được"),
                        ],
                        max_length=8,
                    ),
                ),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "heard_at",
                    models.DateTimeField(blank=True, help_text="When it last accepted a message", null=True),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "nơi nhận tin",
                "verbose_name_plural": "nơi nhận tin",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_on", True), ("off_reason", "")),
                            models.Q(("is_on", False), models.Q(("off_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="webhooks_endpoint_off_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uid",
                    models.CharField(
                        default=backend.webhooks.keys.new_uid, editable=False, max_length=40, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "producer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="products.producer",
                    ),
                ),
                (
                    "body",
                    models.TextField(help_text="JSON with type, timestamp and data; no personal data"),
                ),
                ("created_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "tin cho phần mềm",
                "verbose_name_plural": "tin cho phần mềm",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="webhooks.message",
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="webhooks.endpoint",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "chờ gửi"), ("sent", "đã nhận"), ("failed", "không gửi được")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "started_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        help_text="When the first attempt was due; reset when the message is replayed",
                    ),
                ),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="HTTP status of the last response", null=True
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, help_text="The beginning of the last response's body", max_length=500
                    ),
                ),
                (
                    "error",
                    models.CharField(blank=True, help_text="Why there was no response", max_length=200),
                ),
            ],
            options={
                "verbose_name": "lần báo",
                "verbose_name_plural": "lần báo",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["endpoint", "-id"], name="webhooks_delivery_newest"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["next_at"],
                        name="webhooks_delivery_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "endpoint"), name="webhooks_delivery_once")
                ],
            },
        ),
    ]
