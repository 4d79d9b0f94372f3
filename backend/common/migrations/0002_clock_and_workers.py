from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0001_idempotency_key")]

    operations = [
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
            options={"verbose_name": "việc định kỳ", "verbose_name_plural": "việc định kỳ"},
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
    ]
