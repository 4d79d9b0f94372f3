from django.db import migrations

from backend.common.append_only import AppendOnly
from backend.common.partitions import PartitionByMonth


class Migration(migrations.Migration):
    dependencies = [("traceability", "0001_initial")]
    operations = [
        AppendOnly("traceability_event"),
        AppendOnly("traceability_eventlot"),
        PartitionByMonth("traceability_scan", "month"),
    ]
