"""EPCIS documents of events, partners' rights, cartons, yields, and how much of a lot is used; filled from what was recorded so far."""

import json
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import traceability.keys
import uuid
from django.conf import settings
from django.db import migrations, models

from traceability.epcis.bodies import classes_of, document_row, exported


def fill(apps, schema_editor):
    """Each event's document from its ledger entry, and what of each lot went into others."""
    Entry = apps.get_model("ledger", "Entry")
    Event = apps.get_model("traceability", "Event")
    EventLot = apps.get_model("traceability", "EventLot")
    EpcisEvent = apps.get_model("traceability", "EpcisEvent")
    EpcisThing = apps.get_model("traceability", "EpcisThing")
    Lot = apps.get_model("traceability", "Lot")
    declared = set(Event.objects.filter(is_error=True).values_list("event_id", flat=True))
    used = {}
    for event in Event.objects.exclude(entry_id=None).order_by("entry_id").iterator():
        body = exported(json.loads(Entry.objects.get(pk=event.entry_id).body)["payload"])
        EpcisEvent.objects.create(**document_row(event, body))
        links = list(
            EventLot.objects.filter(event_id=event.event_id, is_error=event.is_error).order_by("position")
        )
        for link, (field, value) in zip(links, classes_of(body), strict=False):
            EpcisThing.objects.create(
                event_id=event.event_id, is_error=event.is_error, field=field, value=value, lot_id=link.lot_id
            )
        if event.is_error or event.event_id in declared:
            continue
        for link in links:
            lot_unit = Lot.objects.values_list("unit", flat=True).get(pk=link.lot_id)
            if link.role == "input" and link.quantity is not None and link.unit == lot_unit:
                used[link.lot_id] = used.get(link.lot_id, 0) + link.quantity
    for lot_id, quantity in used.items():
        lot = Lot.objects.get(pk=lot_id)
        Lot.objects.filter(pk=lot_id).update(used=min(quantity, lot.quantity))


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("members", "0006_consents_of_training"),
        ("products", "0004_search_index"),
        ("traceability", "0012_passports_and_e_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaptureJob",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("behaviour", models.CharField(help_text="rollback or proceed", max_length=10)),
                ("success", models.BooleanField()),
                ("event_count", models.PositiveIntegerField(default=0)),
                ("captured_count", models.PositiveIntegerField(default=0)),
                ("repeated_count", models.PositiveIntegerField(default=0)),
                (
                    "errors",
                    models.JSONField(
                        default=list, help_text="RFC 7807 problems, each with the event's place in `instance`"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhận sự kiện",
                "verbose_name_plural": "lần nhận sự kiện",
            },
        ),
        migrations.CreateModel(
            name="CompanyPrefix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=12, unique=True)),
                ("next_serial", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "verbose_name": "mã doanh nghiệp GS1",
                "verbose_name_plural": "mã doanh nghiệp GS1",
            },
        ),
        migrations.CreateModel(
            name="Container",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "uri",
                    models.CharField(
                        help_text="Digital Link URI of an SSCC, or our own address",
                        max_length=120,
                        unique=True,
                    ),
                ),
                ("is_pallet", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "thùng hàng",
                "verbose_name_plural": "thùng hàng",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ContainerLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
            ],
            options={
                "verbose_name": "lô trong thùng",
                "verbose_name_plural": "lô trong thùng",
            },
        ),
        migrations.CreateModel(
            name="EpcisEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recorded_month",
                        "event_id",
                        "is_error",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("recorded_month", models.DateField(default=traceability.keys.this_month)),
                ("event_id", models.UUIDField()),
                ("is_error", models.BooleanField(default=False)),
                (
                    "uri",
                    models.CharField(db_index=True, help_text="The eventID as it was said", max_length=300),
                ),
                ("hash_id", models.CharField(db_index=True, help_text="CBV 2.0 §8.9", max_length=96)),
                ("event_type", models.CharField(max_length=60)),
                ("event_time", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("action", models.CharField(blank=True, max_length=8)),
                ("biz_step", models.CharField(blank=True, max_length=200)),
                ("disposition", models.CharField(blank=True, max_length=200)),
                ("read_point", models.CharField(blank=True, max_length=300)),
                ("biz_location", models.CharField(blank=True, max_length=300)),
                ("transformation_id", models.CharField(blank=True, db_index=True, max_length=300)),
                ("body", models.TextField(blank=True, help_text="JSON; empty once erased")),
                (
                    "salt",
                    models.BinaryField(
                        help_text="None: the ledger holds the body itself", max_length=32, null=True
                    ),
                ),
                ("pin", models.CharField(blank=True, max_length=64)),
                (
                    "entry_id",
                    models.BigIntegerField(
                        help_text="backend.ledger entry; the order of arrival", unique=True
                    ),
                ),
                (
                    "captured_by_ref",
                    models.UUIDField(
                        help_text="Pseudonym; None where it was not captured by the API", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "sự kiện EPCIS",
                "verbose_name_plural": "sự kiện EPCIS",
            },
        ),
        migrations.CreateModel(
            name="EpcisGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("may_capture", models.BooleanField(default=False)),
                ("may_query", models.BooleanField(default=False)),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "quyền của đối tác",
                "verbose_name_plural": "quyền của đối tác",
                "ordering": ["-granted_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EpcisQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("query", models.JSONField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "câu hỏi có tên",
                "verbose_name_plural": "câu hỏi có tên",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="EpcisThing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("is_error", models.BooleanField(default=False)),
                ("field", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=300)),
            ],
            options={
                "verbose_name": "thứ được nêu trong sự kiện",
                "verbose_name_plural": "thứ được nêu trong sự kiện",
            },
        ),
        migrations.CreateModel(
            name="ProductYield",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("percent", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "tỷ lệ ra thành phẩm",
                "verbose_name_plural": "tỷ lệ ra thành phẩm",
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="packed",
            field=models.DecimalField(
                decimal_places=3,
                default=0,
                help_text="Of its quantity: what is in cartons now",
                max_digits=12,
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="used",
            field=models.DecimalField(
                decimal_places=3,
                default=0,
                help_text="Of its quantity: what went into other lots or was lost",
                max_digits=12,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="epcis_type",
            field=models.CharField(
                choices=[
                    ("ObjectEvent", "Object"),
                    ("TransformationEvent", "Transformation"),
                    ("AggregationEvent", "Aggregation"),
                    ("TransactionEvent", "Transaction"),
                    ("AssociationEvent", "Association"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("growing", "Trồng, chăm"),
                    ("harvesting", "Thu hoạch"),
                    ("processing", "Chế biến"),
                    ("packing", "Đóng gói"),
                    ("shipping", "Giao đi"),
                    ("boxing", "Đóng thùng"),
                    ("unboxing", "Lấy ra khỏi thùng"),
                    ("loss", "Hao hụt"),
                    ("other", "Việc khác"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("packed__gte", 0),
                    (
                        "quantity__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("used"), "+", models.F("packed")
                        ),
                    ),
                    ("used__gte", 0),
                ),
                name="traceability_lot_used_once",
            ),
        ),
        migrations.AddField(
            model_name="capturejob",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="companyprefix",
            name="producer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="company_prefix",
                to="products.producer",
            ),
        ),
        migrations.AddField(
            model_name="container",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="traceability.container",
            ),
        ),
        migrations.AddField(
            model_name="container",
            name="producer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="containers", to="products.producer"
            ),
        ),
        migrations.AddField(
            model_name="containerlot",
            name="container",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contents",
                to="traceability.container",
            ),
        ),
        migrations.AddField(
            model_name="containerlot",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="packed_in", to="traceability.lot"
            ),
        ),
        migrations.AddIndex(
            model_name="epcisevent",
            index=models.Index(fields=["event_time", "entry_id"], name="traceability_epcis_time"),
        ),
        migrations.AddIndex(
            model_name="epcisevent",
            index=models.Index(fields=["captured_by_ref"], name="traceability_epcis_captured"),
        ),
        migrations.AddConstraint(
            model_name="epcisevent",
            constraint=models.UniqueConstraint(
                fields=("event_id", "is_error"), name="traceability_epcis_once"
            ),
        ),
        migrations.AddField(
            model_name="epcisgrant",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="epcisgrant",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="epcis_grants",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="epcisgrant",
            name="producer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="epcis_grants",
                to="products.producer",
            ),
        ),
        migrations.AddField(
            model_name="epcisgrant",
            name="product",
            field=models.ForeignKey(
                blank=True,
                help_text="None: all her products",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="products.product",
            ),
        ),
        migrations.AddField(
            model_name="epcisquery",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="epcis_queries",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="epcisthing",
            name="lot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="traceability.lot",
            ),
        ),
        migrations.AddField(
            model_name="productyield",
            name="product",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="most_yield", to="products.product"
            ),
        ),
        migrations.AddIndex(
            model_name="capturejob",
            index=models.Index(fields=["user", "-created_at"], name="traceability_capture_user"),
        ),
        migrations.AddConstraint(
            model_name="containerlot",
            constraint=models.UniqueConstraint(fields=("container", "lot"), name="traceability_content_once"),
        ),
        migrations.AddConstraint(
            model_name="containerlot",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="traceability_content_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="epcisgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("may_capture", True), ("may_query", True), _connector="OR"),
                name="traceability_grant_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="epcisquery",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="traceability_epcis_query_once"),
        ),
        migrations.AddIndex(
            model_name="epcisthing",
            index=models.Index(fields=["value", "field"], name="traceability_thing_value"),
        ),
        migrations.AddIndex(
            model_name="epcisthing",
            index=models.Index(fields=["event_id"], name="traceability_thing_event"),
        ),
        migrations.AddConstraint(
            model_name="productyield",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__gte", 1), ("percent__lte", 1000)),
                name="traceability_yield_range",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
