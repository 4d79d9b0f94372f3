import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("owner", models.CharField(max_length=80, verbose_name="chủ")),
                ("key", models.CharField(max_length=64, verbose_name="khóa")),
                ("body_hash", models.CharField(max_length=64, verbose_name="mã băm nội dung")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="trạng thái")),
                ("body", models.JSONField(null=True, verbose_name="câu trả lời")),
                ("location", models.CharField(blank=True, max_length=2000, verbose_name="địa chỉ")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="lúc"
                    ),
                ),
            ],
            options={
                "verbose_name": "khóa chống gửi hai lần",
                "verbose_name_plural": "khóa chống gửi hai lần",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "key"), name="common_idempotencykey_once_per_owner"
                    )
                ],
            },
        ),
    ]
