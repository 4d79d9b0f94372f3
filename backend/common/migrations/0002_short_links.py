from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0001_release_0_1_0")]

    operations = [
        migrations.CreateModel(
            name="ShortLink",
            fields=[
                (
                    "code",
                    models.CharField(max_length=13, primary_key=True, serialize=False, verbose_name="mã"),
                ),
                ("target", models.CharField(max_length=300, unique=True, verbose_name="đường dẫn")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="hết hạn")),
            ],
            options={
                "verbose_name": "đường dẫn ngắn",
                "verbose_name_plural": "đường dẫn ngắn",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(target__startswith="/") & ~models.Q(target__startswith="//"),
                        name="common_shortlink_on_this_site",
                    )
                ],
            },
        ),
    ]
