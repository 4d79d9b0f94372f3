"""An event that was called by its hash is called by its number once its words are erased, and so are those that were erased before."""

import json
import uuid

from django.db import migrations, models

from backend.common.append_only import AppendOnly
from traceability.epcis.hashing import keyed_hashes
from traceability.epcis.pinned import compact
from traceability.epcis.reading import is_hash, uuid_of

KEPT = AppendOnly(
    "traceability_epcisevent",
    erasing=("salt", "body", "hash_id", "read_point", "biz_location", "uri", "was_called"),
)


def call_by_number(apps, schema_editor):
    events = apps.get_model("traceability", "EpcisEvent").objects.using(schema_editor.connection.alias)
    erased = events.filter(uri__istartswith="ni:", salt=None).exclude(pin="").exclude(body="")
    # One of before is numbered by its hash, which the ledger says.
    anew = [row for row in erased if is_hash(row.uri) and row.event_id != uuid_of(row.uri)]
    if not anew:
        return
    # Without its triggers until the last operation of this migration.
    KEPT.database_backwards("traceability", schema_editor, None, None)
    for row in anew:
        name = f"urn:uuid:{row.event_id}"
        if events.filter(uri__iexact=name).exclude(event_id=row.event_id).exists():
            name = f"urn:uuid:{uuid.uuid4()}"
        events.filter(event_id=row.event_id, is_error=row.is_error).update(
            uri=name,
            was_called=keyed_hashes(row.uri)[0],
            body=compact(json.loads(row.body) | {"eventID": name}),
        )


class Migration(migrations.Migration):
    dependencies = [("traceability", "0032_event_ids_once")]
    operations = [
        # Nullable and without default: SQLite adds the column, and doesn't make the table anew.
        migrations.AddField(
            model_name="epcisevent",
            name="was_called",
            field=models.CharField(
                help_text="Keyed hash of the hash ID that it was called by until its words were erased",
                max_length=64,
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="epcisevent",
            index=models.Index(fields=["was_called"], name="traceability_epcis_was_called"),
        ),
        migrations.RunPython(call_by_number, migrations.RunPython.noop),
        KEPT,
    ]
