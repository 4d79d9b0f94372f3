from django.core.management.commands.createcachetable import Command
from django.db import migrations


def make_table(apps, schema_editor):
    """The table of the database cache, also where REDIS_URL is set today: an installation may go back."""
    command = Command()
    command.verbosity = 0
    command.create_table(schema_editor.connection.alias, "backend_cache", dry_run=False)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS backend_cache")


class Migration(migrations.Migration):
    dependencies = [("common", "0002_clock_and_workers")]

    operations = [migrations.RunPython(make_table, drop_table)]
