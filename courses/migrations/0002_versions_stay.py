import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_courses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="courseversion",
            name="published_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AppendOnly("courses_courseversion"),
    ]
