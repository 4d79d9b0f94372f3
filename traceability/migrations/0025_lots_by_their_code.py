"""A lot's code typed into the search is looked up by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("traceability", "0024_what_an_unweighed_input_took")]

    operations = [
        migrations.AddIndex(
            model_name="lot", index=models.Index(fields=["code"], name="traceability_lot_code")
        ),
    ]
