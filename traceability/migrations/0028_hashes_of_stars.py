"""A star in a URN's serial, lot or reference is a letter; events that name one get the hash ID that the standard gives them."""

import json

from django.db import migrations

from backend.common.append_only import AppendOnly
from traceability.epcis.bodies import our_context
from traceability.epcis.hashing import event_hash, prefixes_of

KEPT = AppendOnly("traceability_epcisevent", erasing=("salt", "body", "hash_id", "read_point", "biz_location"))


def hash_anew(apps, schema_editor):
    # Of the code as it is when this runs: what is filled in is derived, and an audit compares it with what it is derived from.
    events = apps.get_model("traceability", "EpcisEvent").objects.using(schema_editor.connection.alias)
    named = events.filter(body__contains="urn:epc:").filter(body__contains="*").exclude(pin="")
    rows = named.values_list("event_id", "is_error", "hash_id", "body").iterator(1000)
    # Read first: without its triggers nobody else writes to the table.
    anew = {
        (event_id, is_error): found
        for event_id, is_error, hash_id, body in rows
        if (found := _hash_of(json.loads(body))) not in (None, hash_id)
    }
    if not anew:
        return
    KEPT.database_backwards("traceability", schema_editor, None, None)
    for (event_id, is_error), found in anew.items():
        events.filter(event_id=event_id, is_error=is_error).update(hash_id=found)
    KEPT.database_forwards("traceability", schema_editor, None, None)


def _hash_of(body):
    """None where a name has a prefix of the document that the event came in: that document's context isn't kept beside its own."""
    prefixes = prefixes_of(our_context(), body.get("@context"))
    if any(name.partition(":")[0] not in prefixes for name in _names(body) if ":" in name):
        return None
    return event_hash(body)


def _names(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "@context":
                yield name
                yield from _names(inner)
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


class Migration(migrations.Migration):
    dependencies = [("traceability", "0027_cartons_by_their_path")]
    operations = [migrations.RunPython(hash_anew, migrations.RunPython.noop)]
