import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("courses", "0013_papers_withdrawn"),
    ]
    operations = [
        migrations.AddField(
            model_name="attempt",
            name="waits_for_grade",
            field=models.BooleanField(
                default=False, help_text="Handed in, and an essay of it isn't graded yet"
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                condition=models.Q(("waits_for_grade", True)),
                fields=["finished_at"],
                name="courses_attempt_to_grade",
            ),
        ),
        migrations.CreateModel(
            name="EssayGrade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("share", models.PositiveSmallIntegerField(help_text="Hundredths of a per cent of its points")),
                ("remark", models.TextField(blank=True, max_length=1000)),
                ("graded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "answer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grade", to="courses.answer"
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
                "verbose_name": "điểm bài viết",
                "verbose_name_plural": "điểm bài viết",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__lte", 10000)), name="courses_essay_grade_share"
                    )
                ],
            },
        ),
    ]
