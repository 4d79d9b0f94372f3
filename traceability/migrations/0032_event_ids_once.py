from django.db import migrations, models


class Migration(migrations.Migration):
    """An event that has no UUID of its own is found by its eventID, and kept once by that."""

    dependencies = [
        ("traceability", "0031_parts_that_inspectors_read"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="epcisevent",
            constraint=models.UniqueConstraint("uri", "is_error", name="traceability_epcis_uri_once"),
        ),
    ]
