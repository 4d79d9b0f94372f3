import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def fill_in(apps, schema_editor):
    """Give each receipt the due day of its issue, and mark what was done or sent after the due day."""
    alias = schema_editor.connection.alias
    issues = apps.get_model("union", "Issue").objects.using(alias)
    receipts = apps.get_model("union", "Receipt").objects.using(alias)
    due = issues.filter(pk=OuterRef("issue")).order_by().values("due_date")[:1]
    receipts.update(due_date=Subquery(due))
    _mark(receipts.filter(state="done", due_date__isnull=False), "done_at")
    reports = apps.get_model("union", "Report").objects.using(alias)
    _mark(reports.filter(sent_at__isnull=False), "sent_at")


def _mark(rows, moment):
    found = rows.values_list("pk", moment, "due_date")
    late = [pk for pk, at, due in found.iterator() if at and timezone.localdate(at) > due]
    for start in range(0, len(late), 500):
        rows.filter(pk__in=late[start : start + 500]).update(was_late=True)


class Migration(migrations.Migration):
    dependencies = [("union", "0006_reports")]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="due_date",
            field=models.DateField(
                blank=True, help_text="The issue's, unless this branch got more time", null=True
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="was_late",
            field=models.BooleanField(
                default=False,
                help_text="Whether it was ever done after the due day that held then; more time cures nothing",
            ),
        ),
        migrations.AddField(model_name="report", name="was_late", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="reportperiod",
            name="issue",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report_period",
                to="union.issue",
            ),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
