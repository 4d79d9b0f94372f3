from django.db import migrations, models


def widen(apps, schema_editor):
    """SQLite keeps no lengths, and would make the table anew without the search's triggers on it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE products_listingcard ALTER COLUMN unit TYPE varchar(60)")


class Migration(migrations.Migration):
    dependencies = [("products", "0009_import_changes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    "listingcard",
                    "unit",
                    models.CharField(
                        help_text="What the price is for: a unit's code, or words of an offer", max_length=60
                    ),
                )
            ],
        )
    ]
