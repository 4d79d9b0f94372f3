from django.db import migrations

from backend.common.append_only import AppendOnly
from backend.ledger.queue import Queued


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_the_log")]
    operations = [
        *(
            AppendOnly(f"ledger_{table}")
            for table in ("leaf", "tile", "treehead", "checkpoint", "checkpointsignature")
        ),
        Queued(),
    ]
