import datetime as dt

from django.db import migrations, models
from django.db.models import F


def give_time(apps, _schema_editor):
    """Objections of before get the time that new ones have."""
    rows = apps.get_model("orders", "Complaint").objects.exclude(objected_at=None)
    rows.update(reply_by=F("objected_at") + dt.timedelta(days=3))


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0019_card_page_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='reply_by',
            field=models.DateTimeField(blank=True, help_text='When the answer to the objection is due', null=True),
        ),
        migrations.RunPython(give_time, migrations.RunPython.noop),
    ]
