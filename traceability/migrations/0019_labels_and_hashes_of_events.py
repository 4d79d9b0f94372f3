"""Events kept before get the hash ID that the reference of CBV 2.0 gives them now, places in one spelling, and rows that say which
labels they move.
"""

import json

from django.db import migrations

from traceability.actions.capture.resolving import parts_in
from traceability.epcis.hashing import event_hash
from traceability.epcis.identifiers import canonical
from traceability.label_history import LABEL, MOVING_LISTS, Label
from traceability.origin.lookup import codec
from traceability.serials import SerialError


def fill(apps, schema_editor):
    # Of the code as it is when this runs: what is filled in is derived, and an audit compares it with what it is derived from.
    events, things = (
        apps.get_model("traceability", "EpcisEvent"),
        apps.get_model("traceability", "EpcisThing"),
    )
    for event_id, is_error, hash_id, body in (
        events.objects.exclude(body="")
        .exclude(pin="")
        .values_list("event_id", "is_error", "hash_id", "body")
        .iterator(1000)
    ):
        if (anew := event_hash(json.loads(body))) != hash_id:
            events.objects.filter(event_id=event_id, is_error=is_error).update(hash_id=anew)
    for name in ("read_point", "biz_location"):
        for place in events.objects.exclude(**{name: ""}).values_list(name, flat=True).distinct():
            if (anew := canonical(place)) != place:
                events.objects.filter(**{name: place}).update(**{name: anew})
    runs = dict(apps.get_model("traceability", "LabelRun").objects.values_list("pk", "lot"))
    rows = []
    for event_id, is_error, value in (
        things.objects.filter(field__in=MOVING_LISTS)
        .exclude(lot=None)
        .values_list("event_id", "is_error", "value")
        .iterator(1000)
    ):
        found = parts_in(canonical(value))
        if not found or not found[2]:
            continue
        try:
            serial = codec().decode(found[2])
        except SerialError:
            continue
        if serial.run in runs:
            label = Label(serial.run, serial.counter)
            rows.append(
                things(
                    event_id=event_id,
                    is_error=is_error,
                    field=LABEL,
                    value=label.value,
                    lot_id=runs[serial.run],
                )
            )
    things.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("traceability", "0018_flag_findings_are_pinned")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
