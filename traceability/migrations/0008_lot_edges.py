"""Which lot was made from which, filled from the transformations recorded so far."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    Event = apps.get_model("traceability", "Event")
    EventLot = apps.get_model("traceability", "EventLot")
    LotEdge = apps.get_model("traceability", "LotEdge")
    declared = set(Event.objects.filter(is_error=True).values_list("event_id", flat=True))
    wanted = set(
        Event.objects.filter(is_error=False, epcis_type="TransformationEvent").values_list(
            "event_id", flat=True
        )
    )
    parts = {}
    for event_id, lot_id, role in EventLot.objects.filter(is_error=False).values_list(
        "event_id", "lot_id", "role"
    ):
        if event_id in wanted and event_id not in declared:
            parts.setdefault(event_id, {"input": set(), "output": set()}).setdefault(role, set()).add(lot_id)
    LotEdge.objects.bulk_create(
        [
            LotEdge(source_id=source, target_id=target, input_event=event_id, output_event=event_id)
            for event_id, said in parts.items()
            for source in said["input"]
            for target in said["output"]
            if source != target
        ],
        batch_size=2_000,
    )


class Migration(migrations.Migration):
    dependencies = [("traceability", "0007_inquiry_on_behalf_of")]
    operations = [
        migrations.CreateModel(
            name="LotEdge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("input_event", models.UUIDField(db_index=True)),
                ("output_event", models.UUIDField(db_index=True)),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edges_out",
                        to="traceability.lot",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edges_in",
                        to="traceability.lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "lô làm từ lô",
                "verbose_name_plural": "lô làm từ lô",
                "indexes": [models.Index(fields=["target", "source"], name="traceability_edge_back")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "target", "input_event", "output_event"),
                        name="traceability_edge_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="traceability_edge_no_loop",
                    ),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
