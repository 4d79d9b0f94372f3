from django.db import migrations, models

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("traceability", "0025_lots_by_their_code")]

    operations = [
        # Rows of before keep None: until now nobody could tell another transformation under an ID that was used.
        migrations.AddField(
            model_name="epcisevent",
            name="apart",
            field=models.UUIDField(
                help_text="The first event of this transformation, where others had told another one under the same transformationID",
                null=True,
            ),
        ),
        # Once more: it names the columns that stay when words are erased.
        AppendOnly("traceability_epcisevent", erasing=("salt", "body", "hash_id", "read_point", "biz_location")),
    ]
