import django.utils.timezone
from django.core.management.commands.createcachetable import Command
from django.db import migrations, models


def make_cache_table(apps, schema_editor):
    """Create the table of the database cache, even where REDIS_URL is set: an installation may stop using Redis."""
    command = Command()
    command.verbosity = 0
    command.create_table(schema_editor.connection.alias, "backend_cache", dry_run=False)


def drop_cache_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS backend_cache")


class Migration(migrations.Migration):
    replaces = [
        ("common", "0001_idempotency_key"),
        ("common", "0002_clock_and_workers"),
        ("common", "0003_cache_table"),
        ("common", "0004_mark"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(max_length=80, verbose_name="chủ")),
                ("key", models.CharField(max_length=64, verbose_name="khoá")),
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
                "verbose_name": "khoá chống gửi hai lần",
                "verbose_name_plural": "khoá chống gửi hai lần",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "key"), name="common_idempotencykey_once_per_owner"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockJob",
            fields=[
                (
                    "name",
                    models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name="việc"),
                ),
                ("due_at", models.DateTimeField(verbose_name="đến hạn")),
                ("started_at", models.DateTimeField(null=True, verbose_name="bắt đầu")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="xong")),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="lỗi")),
            ],
            options={
                "verbose_name": "việc định kỳ",
                "verbose_name_plural": "việc định kỳ",
            },
        ),
        migrations.CreateModel(
            name="TaskWorker",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField(verbose_name="thấy lúc")),
            ],
            options={
                "verbose_name": "tiến trình làm việc nền",
                "verbose_name_plural": "tiến trình làm việc nền",
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "name",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="việc"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
            ],
            options={
                "verbose_name": "dấu đã làm",
                "verbose_name_plural": "dấu đã làm",
            },
        ),
        migrations.RunPython(make_cache_table, drop_cache_table),
    ]
