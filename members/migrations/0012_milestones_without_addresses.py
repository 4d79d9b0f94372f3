from django.db import migrations

from members.subjects import shown_subject


def forget_addresses(apps, schema_editor):
    """Of its history (MilestoneEvent) no row may change; it is shown and folded by the same hash."""
    milestones = apps.get_model("members", "Milestone").objects
    for pk, subject in list(milestones.filter(subject__startswith="order:").values_list("pk", "subject")):
        if (shown := shown_subject(subject)) != subject:
            milestones.filter(pk=pk).update(subject=shown)


class Migration(migrations.Migration):
    dependencies = [("members", "0011_push")]

    operations = [migrations.RunPython(forget_addresses, migrations.RunPython.noop, elidable=False)]
