"""A star in a URN's serial, lot or reference is a letter; events that name one get the hash ID that the standard gives them."""

import json

from django.db import migrations

from backend.common.append_only import AppendOnly
from traceability.epcis.hashing import event_hash

KEPT = AppendOnly("traceability_epcisevent", erasing=("salt", "body", "hash_id", "read_point", "biz_location"))


def hash_anew(apps, schema_editor):
    # Of the code as it is when this runs: what is filled in is derived, and an audit compares it with what it is derived from.
    events = apps.get_model("traceability", "EpcisEvent").objects.using(schema_editor.connection.alias)
    named = events.filter(body__contains="urn:epc:").filter(body__contains="*").exclude(pin="")
    KEPT.database_backwards("traceability", schema_editor, None, None)
    for event_id, is_error, hash_id, body in named.values_list("event_id", "is_error", "hash_id", "body").iterator(1000):
        if (anew := event_hash(json.loads(body))) != hash_id:
            events.filter(event_id=event_id, is_error=is_error).update(hash_id=anew)
    KEPT.database_forwards("traceability", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [("traceability", "0027_cartons_by_their_path")]
    operations = [migrations.RunPython(hash_anew, migrations.RunPython.noop)]
