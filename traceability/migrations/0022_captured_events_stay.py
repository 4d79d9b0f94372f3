from django.db import migrations

from backend.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("traceability", "0021_e_labels_are_kept")]
    operations = [
        AppendOnly("traceability_epcisevent", erasing=("salt", "body", "hash_id", "read_point", "biz_location")),
    ]
