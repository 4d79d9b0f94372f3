import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("courses", "0012_live_sheets"),
    ]
    operations = [
        migrations.AlterField(
            model_name="roundpaper",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="courses.contestround"
            ),
        ),
        migrations.CreateModel(
            name="PaperWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("withdrawn_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="courses.roundpaper",
                    ),
                ),
            ],
            options={"verbose_name": "đề đã rút", "verbose_name_plural": "đề đã rút"},
        ),
        AppendOnly("courses_roundpaper"),
    ]
