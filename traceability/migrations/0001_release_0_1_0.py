import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import traceability.keys
import uuid
from django.conf import settings
from django.db import migrations, models

from backend.common.append_only import AppendOnly
from backend.common.partitions import PartitionByMonth


class Migration(migrations.Migration):
    replaces = [
        ("traceability", "0001_initial"),
        ("traceability", "0002_append_only_and_partitions"),
        ("traceability", "0003_origin_versions_and_day_salts"),
        ("traceability", "0004_event_checks"),
        ("traceability", "0005_label_run_claim"),
        ("traceability", "0006_scan_network"),
        ("traceability", "0007_inquiry_on_behalf_of"),
        ("traceability", "0008_lot_edges"),
        ("traceability", "0009_recall_reach"),
        ("traceability", "0010_label_flags"),
        ("traceability", "0011_aliases_and_links"),
        ("traceability", "0012_passports_and_e_labels"),
        ("traceability", "0013_epcis"),
        ("traceability", "0014_inspections"),
        ("traceability", "0015_printed_hosts"),
        ("traceability", "0016_place_of_producer"),
        ("traceability", "0017_recall_pins"),
        ("traceability", "0018_flag_findings_are_pinned"),
        ("traceability", "0019_labels_and_hashes_of_events"),
        ("traceability", "0020_inquiries_are_pinned"),
        ("traceability", "0021_e_labels_are_kept"),
        ("traceability", "0022_captured_events_stay"),
        ("traceability", "0023_a_sign_of_far_places"),
        ("traceability", "0024_what_an_unweighed_input_took"),
        ("traceability", "0025_lots_by_their_code"),
        ("traceability", "0026_transformations_apart"),
        ("traceability", "0027_cartons_by_their_path"),
        ("traceability", "0028_hashes_of_stars"),
        ("traceability", "0029_first_problems"),
        ("traceability", "0030_suspicious_labels_come_back"),
        ("traceability", "0031_parts_that_inspectors_read"),
        ("traceability", "0032_event_ids_once"),
        ("traceability", "0033_erased_events_by_their_number"),
    ]

    initial = True

    dependencies = [
        ("members", "0001_release_0_1_0"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("products", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="products.product",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9][A-Z0-9\\-]*$", "Chữ hoa, số và gạch nối."
                            )
                        ],
                        verbose_name="mã lô",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Đang mở"), ("closed", "Đã hết")], default="open", max_length=10
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, verbose_name="số lượng")),
                ("unit", models.CharField(max_length=10, verbose_name="đơn vị")),
                ("harvested_date", models.DateField(blank=True, null=True, verbose_name="ngày thu hoạch")),
                (
                    "produced_date",
                    models.DateField(blank=True, null=True, verbose_name="ngày sản xuất (NSX)"),
                ),
                ("expiry_date", models.DateField(blank=True, null=True, verbose_name="hạn sử dụng (HSD)")),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.unit",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "page_version",
                    models.PositiveIntegerField(
                        default=1, help_text="Increases whenever its origin page changes"
                    ),
                ),
                (
                    "used",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        help_text="The part of `quantity` that was used in other lots or lost",
                        max_digits=12,
                    ),
                ),
                (
                    "packed",
                    models.DecimalField(
                        decimal_places=3,
                        default=0,
                        help_text="The part of `quantity` that is in cartons now",
                        max_digits=12,
                    ),
                ),
            ],
            options={
                "verbose_name": "lô hàng",
                "verbose_name_plural": "lô hàng",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["code"], name="traceability_lot_code")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "code"), name="traceability_lot_code_in_product"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="traceability_lot_quantity_positive"
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="products.product",
                    ),
                ),
                ("kind", models.CharField(choices=[("gtin", "GTIN"), ("own", "mã riêng")], max_length=4)),
                (
                    "value",
                    models.CharField(help_text="GTIN-14, or our own short code", max_length=20, unique=True),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "mã sản phẩm",
                "verbose_name_plural": "mã sản phẩm",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "own")),
                        fields=("product",),
                        name="traceability_code_one_own",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="label_runs",
                        to="traceability.lot",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="label_runs",
                        to="traceability.productcode",
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("layout", models.CharField(max_length=20)),
                ("key_version", models.PositiveSmallIntegerField()),
                (
                    "origin",
                    models.CharField(help_text="Scheme and host printed on the labels", max_length=120),
                ),
                (
                    "content",
                    models.JSONField(default=dict, help_text="The printed text at the time of the run"),
                ),
                (
                    "content_salt",
                    models.BinaryField(
                        help_text="Salt of the text's pin in the run's entry; null once a name was erased from the text",
                        max_length=32,
                        null=True,
                    ),
                ),
                ("offset_x", models.DecimalField(decimal_places=2, default=0, help_text="mm", max_digits=4)),
                ("offset_y", models.DecimalField(decimal_places=2, default=0, help_text="mm", max_digits=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Chờ làm"),
                            ("rendering", "Đang làm"),
                            ("ready", "Sẵn sàng in"),
                            ("failed", "Chưa làm được"),
                            ("cancelled", "Đã bỏ"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "claim",
                    models.UUIDField(
                        blank=True, help_text="ID of the process that is making the sheet", null=True
                    ),
                ),
                (
                    "heartbeat_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When that process last reported progress, or when the run was last queued",
                        null=True,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "pdf",
                    models.CharField(
                        blank=True,
                        help_text="Path under MEDIA_ROOT; empty once deleted; made again on demand",
                        max_length=160,
                    ),
                ),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
                ("pdf_made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verified_count",
                    models.PositiveIntegerField(
                        default=0, help_text="Number of labels read back before release"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("requested_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "đợt tem",
                "verbose_name_plural": "đợt tem",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1), ("count__lte", 100000)),
                        name="traceability_run_count_in_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelPrint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prints",
                        to="traceability.labelrun",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("first", "in lần đầu"), ("reprint", "in lại")], max_length=10),
                ),
                ("first", models.PositiveIntegerField(help_text="First label, from 1")),
                ("last", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "reason_salt",
                    models.BinaryField(help_text="Salt of the entry's reasonPin", max_length=32, null=True),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("printed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lần in",
                "verbose_name_plural": "lần in",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__gte", 1), ("last__gte", models.F("first"))),
                        name="traceability_print_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelVoid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voids",
                        to="traceability.labelrun",
                    ),
                ),
                ("first", models.PositiveIntegerField(help_text="First label, from 1")),
                ("last", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "reason_salt",
                    models.BinaryField(help_text="Salt of the entry's reasonPin", max_length=32, null=True),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("voided_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "tem huỷ",
                "verbose_name_plural": "tem huỷ",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__gte", 1), ("last__gte", models.F("first"))),
                        name="traceability_void_range",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelFlag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="traceability.labelrun",
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="Number of the label in the run, from 1")),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="traceability.lot",
                    ),
                ),
                (
                    "sign",
                    models.CharField(
                        choices=[
                            ("places", "người mua ở nhiều xã quét trong một ngày"),
                            ("devices", "quá nhiều máy quét trong một ngày"),
                            ("scans", "quét quá nhiều lần"),
                            ("spread", "người mua ở nhiều xã đã quét"),
                            ("often", "quét nhiều hơn một gói thường được quét"),
                            ("far", "người mua ở nhiều tỉnh quét trong một ngày"),
                        ],
                        max_length=10,
                    ),
                ),
                ("flagged_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        help_text="The finding, in the words of the person who checked",
                        max_length=300,
                    ),
                ),
                (
                    "known",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        help_text="Signs and counts when the label was checked",
                    ),
                ),
                ("salt", models.BinaryField(max_length=32, null=True)),
            ],
            options={
                "verbose_name": "tem đáng ngờ",
                "verbose_name_plural": "tem đáng ngờ",
                "ordering": ["-flagged_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("looked_at", None)),
                        fields=("run", "number"),
                        name="traceability_flag_one_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("looked_at__isnull", False), ("finding", ""), _connector="OR"),
                        name="traceability_flag_finding_when_looked",
                    ),
                ],
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
                    models.CharField(
                        db_index=True, help_text="The eventID as it was received", max_length=300
                    ),
                ),
                (
                    "was_called",
                    models.CharField(
                        help_text="Keyed hash of the hash ID that was its eventID before its text was erased",
                        max_length=64,
                        null=True,
                    ),
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
                (
                    "apart",
                    models.UUIDField(
                        help_text="ID of the first event of this transformation, if others used the same transformationID for another one",
                        null=True,
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="JSON")),
                (
                    "salt",
                    models.BinaryField(
                        help_text="Null if the ledger holds the body itself, or its text was erased",
                        max_length=32,
                        null=True,
                    ),
                ),
                ("pin", models.CharField(blank=True, max_length=64)),
                (
                    "entry_id",
                    models.BigIntegerField(
                        help_text="Entry of backend.ledger; in order of arrival", unique=True
                    ),
                ),
                (
                    "captured_by_ref",
                    models.UUIDField(
                        help_text="Pseudonym; null if it was not captured by the API", null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "sự kiện EPCIS",
                "verbose_name_plural": "sự kiện EPCIS",
                "indexes": [
                    models.Index(fields=["event_time", "entry_id"], name="traceability_epcis_time"),
                    models.Index(fields=["captured_by_ref"], name="traceability_epcis_captured"),
                    models.Index(fields=["was_called"], name="traceability_epcis_was_called"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "is_error"), name="traceability_epcis_once"),
                    models.UniqueConstraint(
                        models.F("uri"), models.F("is_error"), name="traceability_epcis_uri_once"
                    ),
                ],
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
                (
                    "lot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="traceability.lot",
                    ),
                ),
            ],
            options={
                "verbose_name": "thứ được nêu trong sự kiện",
                "verbose_name_plural": "thứ được nêu trong sự kiện",
                "indexes": [
                    models.Index(fields=["value", "field"], name="traceability_thing_value"),
                    models.Index(fields=["event_id"], name="traceability_thing_event"),
                ],
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
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="epcis_grants",
                        to="products.producer",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="epcis_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        help_text="Null: all products of the producer",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="products.product",
                    ),
                ),
                ("may_capture", models.BooleanField(default=False)),
                ("may_query", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "quyền của đối tác",
                "verbose_name_plural": "quyền của đối tác",
                "ordering": ["-granted_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("may_capture", True), ("may_query", True), _connector="OR"),
                        name="traceability_grant_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaptureJob",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        default=list,
                        help_text="The first RFC 7807 problems, each with the event's place in `instance`",
                    ),
                ),
                (
                    "error_count",
                    models.PositiveIntegerField(
                        default=0, help_text="The number of all errors; `errors` may hold fewer"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhận sự kiện",
                "verbose_name_plural": "lần nhận sự kiện",
                "indexes": [models.Index(fields=["user", "-created_at"], name="traceability_capture_user")],
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="epcis_queries",
                        to=settings.AUTH_USER_MODEL,
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
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="traceability_epcis_query_once")
                ],
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
                (
                    "product",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="most_yield",
                        to="products.product",
                    ),
                ),
                ("percent", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "tỷ lệ ra thành phẩm",
                "verbose_name_plural": "tỷ lệ ra thành phẩm",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 1000)),
                        name="traceability_yield_range",
                    )
                ],
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
                (
                    "producer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company_prefix",
                        to="products.producer",
                    ),
                ),
                ("prefix", models.CharField(max_length=12, unique=True)),
                (
                    "gln",
                    models.CharField(
                        blank=True, help_text="GLN of the producer's place, if it has one", max_length=13
                    ),
                ),
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
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="products.producer",
                    ),
                ),
                (
                    "uri",
                    models.CharField(
                        help_text="Digital Link URI of an SSCC, or the path of an address of this site",
                        max_length=120,
                        unique=True,
                    ),
                ),
                ("is_pallet", models.BooleanField(default=False)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="traceability.container",
                    ),
                ),
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
                (
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contents",
                        to="traceability.container",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packed_in",
                        to="traceability.lot",
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12)),
            ],
            options={
                "verbose_name": "lô trong thùng",
                "verbose_name_plural": "lô trong thùng",
                "constraints": [
                    models.UniqueConstraint(fields=("container", "lot"), name="traceability_content_once"),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="traceability_content_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
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
                ("event_id", models.UUIDField(default=uuid.uuid4)),
                ("is_error", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
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
                (
                    "epcis_type",
                    models.CharField(
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
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[("ADD", "Add"), ("OBSERVE", "Observe"), ("DELETE", "Delete")],
                        max_length=8,
                    ),
                ),
                ("biz_step", models.CharField(max_length=40)),
                ("disposition", models.CharField(max_length=40)),
                ("event_time", models.DateTimeField(help_text="When it happened")),
                ("zone_offset", models.CharField(default="+07:00", max_length=6)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "place",
                    models.ForeignKey(
                        help_text="Commune; never coordinates",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.unit",
                    ),
                ),
                ("by_ref", models.UUIDField(null=True)),
                ("on_behalf_ref", models.UUIDField(null=True)),
                (
                    "device_clock_offset_s",
                    models.IntegerField(
                        help_text="Server time minus phone time in seconds, if the phone sent its time",
                        null=True,
                    ),
                ),
                ("clock_flagged", models.BooleanField(default=False)),
                (
                    "error_reason",
                    models.CharField(
                        blank=True, help_text="CBV reason of an error declaration", max_length=40
                    ),
                ),
                ("corrective_event_ids", models.JSONField(default=list)),
                (
                    "pins",
                    models.JSONField(default=list, help_text='Such as [{"kind": "note", "pin": "<hex>"}]'),
                ),
                (
                    "entry_id",
                    models.BigIntegerField(help_text="The event's entry of backend.ledger", null=True),
                ),
            ],
            options={
                "verbose_name": "sự kiện",
                "verbose_name_plural": "sự kiện",
                "indexes": [models.Index(fields=["event_time"], name="traceability_event_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "is_error"), name="traceability_event_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventLot",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recorded_month",
                        "event_id",
                        "is_error",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("recorded_month", models.DateField()),
                ("event_id", models.UUIDField()),
                ("is_error", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "event",
                    models.ForeignObject(
                        from_fields=["recorded_month", "event_id", "is_error"],
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lot_links",
                        to="traceability.event",
                        to_fields=["recorded_month", "event_id", "is_error"],
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_links",
                        to="traceability.lot",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("subject", "lô này"), ("input", "nguyên liệu"), ("output", "thành phẩm")],
                        max_length=10,
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("unit", models.CharField(blank=True, max_length=10)),
                (
                    "taken",
                    models.DecimalField(
                        decimal_places=3,
                        help_text="For an input without a quantity: the amount used, in the lot's unit",
                        max_digits=12,
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "lô trong sự kiện",
                "verbose_name_plural": "lô trong sự kiện",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="EventDetail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField(db_index=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("note", "ghi chú"), ("person", "người làm"), ("photo", "ảnh")],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=500)),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="products.photo",
                    ),
                ),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("pin", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "chi tiết của sự kiện",
                "verbose_name_plural": "chi tiết của sự kiện",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(("photo", None), ("salt", None), ("text", "")),
                            _connector="OR",
                        ),
                        name="traceability_detail_erased_is_empty",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField()),
                (
                    "claim",
                    models.CharField(
                        choices=[
                            ("self", "tự khai"),
                            ("paper", "có giấy tờ"),
                            ("verified", "Hội đã xác minh"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.branch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "xác minh sự kiện",
                "verbose_name_plural": "xác minh sự kiện",
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "claim"), name="traceability_check_once"),
                    models.CheckConstraint(
                        condition=models.Q(("claim", "self"), _negated=True),
                        name="traceability_check_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotEdge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("input_event", models.UUIDField(db_index=True)),
                ("output_event", models.UUIDField(db_index=True)),
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
        migrations.CreateModel(
            name="PrintedHost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "host",
                    models.CharField(
                        help_text="Lower case, ASCII (IDNA), without port",
                        max_length=253,
                        unique=True,
                        verbose_name="tên máy chủ",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="ghi chú")),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "địa chỉ từng in trên tem",
                "verbose_name_plural": "địa chỉ từng in trên tem",
                "ordering": ["-since", "host"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("host", ""), _negated=True), name="traceability_host_named"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("problem", "Báo vấn đề"), ("question", "Hỏi nơi làm ra")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chờ trả lời"), ("answered", "Đã trả lời"), ("closed", "Đã xong")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inquiries",
                        to="products.producer",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="inquiries",
                        to="traceability.lot",
                    ),
                ),
                ("serial_text", models.CharField(blank=True, max_length=24)),
                ("text", models.TextField(max_length=1000)),
                (
                    "contact_phone",
                    models.CharField(
                        blank=True, help_text="Only if the buyer wants to be called back", max_length=16
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text_salt", models.BinaryField(max_length=32, null=True)),
                ("answer_salt", models.BinaryField(max_length=32, null=True)),
            ],
            options={
                "verbose_name": "lời nhắn của người mua",
                "verbose_name_plural": "lời nhắn của người mua",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "inspector",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inspections",
                        to="products.producer",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="The decision or letter that authorises it; shown to the producer",
                        max_length=300,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("granted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, help_text="When it was ended early", null=True),
                ),
            ],
            options={
                "verbose_name": "đợt kiểm tra",
                "verbose_name_plural": "đợt kiểm tra",
                "ordering": ["-granted_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("granted_at"))),
                        name="traceability_inspection_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="traceability.inspection",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        help_text="Null: the list of lots",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="traceability.lot",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("papers", "Giấy tờ"),
                            ("labels", "Đợt tem, sổ in, tem huỷ"),
                            ("recalls", "Thu hồi"),
                            ("versions", "Các lần thay đổi"),
                            ("genealogy", "Lô nào làm từ lô nào"),
                            ("passports", "Hộ chiếu số"),
                        ],
                        help_text="Viewed part of the lot; empty: its diary, or the bundle",
                        max_length=10,
                    ),
                ),
                ("took_bundle", models.BooleanField(default=False)),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lần xem của thanh tra",
                "verbose_name_plural": "lần xem của thanh tra",
                "ordering": ["-looked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Passport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passports",
                        to="traceability.lot",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(null=True)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("pin", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "hộ chiếu số",
                "verbose_name_plural": "hộ chiếu số",
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "number"), name="traceability_passport_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ELabelKept",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="label_kept",
                        serialize=False,
                        to="traceability.lot",
                    ),
                ),
                ("page_version", models.PositiveIntegerField()),
                ("facts_version", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "bản nhãn điện tử đã giữ",
                "verbose_name_plural": "bản nhãn điện tử đã giữ",
            },
        ),
        migrations.CreateModel(
            name="ELabel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="e_labels",
                        to="products.product",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "nhãn điện tử",
                "verbose_name_plural": "nhãn điện tử",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("product",),
                        name="traceability_elabel_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LotAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aliases",
                        to="traceability.lot",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="products.product"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="mã lô cũ")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="When the lot's code was changed"
                    ),
                ),
            ],
            options={
                "verbose_name": "mã lô cũ",
                "verbose_name_plural": "mã lô cũ",
                "ordering": ["since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "code"), name="traceability_alias_once_in_product"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_links",
                        to="products.product",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code_links",
                        to="traceability.lot",
                    ),
                ),
                (
                    "link_type",
                    models.CharField(
                        choices=[
                            ("recipeInfo", "Công thức nấu, cách làm món"),
                            ("relatedVideo", "Phim"),
                            ("certificationInfo", "Giấy chứng nhận"),
                            ("hasRetailers", "Nơi bán, gian hàng"),
                            ("instructions", "Cách dùng"),
                            ("consumerHandlingStorageInfo", "Cách bảo quản"),
                            ("nutritionalInfo", "Dinh dưỡng"),
                            ("ingredientsInfo", "Thành phần"),
                            ("allergenInfo", "Chất dễ gây dị ứng"),
                            ("safetyInfo", "Lưu ý an toàn"),
                            ("promotion", "Khuyến mãi"),
                            ("socialMedia", "Trang mạng xã hội"),
                            ("homepage", "Trang của nơi làm ra"),
                            ("backgroundInfo", "Chuyện làng nghề, vùng đất"),
                            ("relatedImage", "Ảnh"),
                            ("eventsInfo", "Ngày hội, sự kiện"),
                            ("locationInfo", "Đường đến, bản đồ"),
                            ("faqs", "Hỏi và đáp"),
                            ("leaveReview", "Chỗ viết nhận xét"),
                            ("sustainabilityInfo", "Môi trường, tái chế"),
                        ],
                        max_length=40,
                        verbose_name="loại liên kết",
                    ),
                ),
                ("url", models.CharField(max_length=400, verbose_name="địa chỉ")),
                ("title", models.CharField(max_length=80, verbose_name="tên gọi")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("vi", "Tiếng Việt"),
                            ("en", "Tiếng Anh"),
                            ("zh", "Tiếng Trung"),
                            ("ja", "Tiếng Nhật"),
                            ("ko", "Tiếng Hàn"),
                            ("lo", "Tiếng Lào"),
                            ("th", "Tiếng Thái Lan"),
                            ("fr", "Tiếng Pháp"),
                        ],
                        max_length=2,
                        verbose_name="ngôn ngữ",
                    ),
                ),
                ("media_type", models.CharField(default="text/html", max_length=60)),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Context: ISO 3166-1 alpha-2, if the link is for buyers in one country",
                        max_length=2,
                    ),
                ),
                ("from_date", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("until_date", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "previous",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="next",
                        to="traceability.codelink",
                    ),
                ),
                ("salt", models.BinaryField(max_length=32)),
                ("pin", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "đã sửa"),
                            ("removed", "đã bỏ"),
                            ("taken_down", "cán bộ đã gỡ"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ended_reason",
                    models.CharField(
                        blank=True,
                        help_text="Why an officer took it down; shown to the producer",
                        max_length=200,
                    ),
                ),
            ],
            options={
                "verbose_name": "liên kết của mã",
                "verbose_name_plural": "liên kết của mã",
                "ordering": ["link_type", "id"],
                "indexes": [models.Index(fields=["product", "ended_at"], name="traceability_link_standing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_date", None),
                            ("until_date", None),
                            ("until_date__gte", models.F("from_date")),
                            _connector="OR",
                        ),
                        name="traceability_link_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("url__startswith", "https://")), name="traceability_link_https"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_how", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="traceability_link_ended_somehow",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OriginVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origin_versions",
                        to="traceability.lot",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField(null=True)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("pin", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "bản công bố của trang nguồn gốc",
                "verbose_name_plural": "bản công bố của trang nguồn gốc",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lot", "number"), name="traceability_originversion_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalls",
                        to="traceability.lot",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recalls",
                        to="traceability.labelrun",
                    ),
                ),
                (
                    "first",
                    models.PositiveIntegerField(blank=True, help_text="First label, from 1", null=True),
                ),
                ("last", models.PositiveIntegerField(blank=True, null=True)),
                ("reason", models.CharField(max_length=300)),
                ("advice", models.CharField(blank=True, max_length=300)),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        help_text="Whom a buyer can call or visit; public",
                        max_length=120,
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "until_date",
                    models.DateField(
                        blank=True,
                        help_text="The last day, in Vietnam's time zone; null: until an officer ends it",
                        null=True,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "thu hồi",
                "verbose_name_plural": "thu hồi",
                "ordering": ["-started_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("run", None)),
                        fields=("lot",),
                        name="traceability_recall_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first", None), ("last", None), ("run", None)),
                            models.Q(
                                ("first__gte", 1), ("last__gte", models.F("first")), ("run__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="traceability_recall_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallPin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pins",
                        to="traceability.recall",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("reason", "Vì sao"),
                            ("advice", "Dặn người mua"),
                            ("contact", "Người mua gọi ai"),
                            ("end_reason", "Vì sao kết thúc"),
                        ],
                        max_length=10,
                    ),
                ),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("pin", models.CharField(max_length=64)),
                ("goes_when_over", models.BooleanField(default=False)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "dấu niêm phong lời thu hồi",
                "verbose_name_plural": "dấu niêm phong lời thu hồi",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("recall", "what"), name="traceability_recallpin_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at__isnull", False), ("salt", None)),
                            models.Q(("erased_at", None), ("salt__isnull", False)),
                            _connector="OR",
                        ),
                        name="traceability_recallpin_opens_or_erased",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecallReach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reach",
                        to="traceability.recall",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recall_reach",
                        to="traceability.lot",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="traceability.labelrun",
                    ),
                ),
                ("first", models.PositiveIntegerField(null=True)),
                ("last", models.PositiveIntegerField(null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "lô bị thu hồi tới",
                "verbose_name_plural": "lô bị thu hồi tới",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["lot"], name="traceability_reach_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("recall", "lot"),
                        name="traceability_reach_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelTally",
            fields=[
                ("serial_key", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="traceability.lot",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
                ("days", models.PositiveIntegerField(default=0, help_text="Distinct days")),
                ("devices_today", models.PositiveIntegerField(default=0)),
                ("busiest_day_devices", models.PositiveIntegerField(default=0)),
                (
                    "busiest_day_communes",
                    models.PositiveIntegerField(
                        default=0, help_text="Communes that buyers stated, each network counted once"
                    ),
                ),
                ("communes", models.PositiveIntegerField(default=0, help_text="All communes ever stated")),
                ("first_scanned_at", models.DateTimeField()),
                ("last_scanned_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "số lần quét của tem",
                "verbose_name_plural": "số lần quét của tem",
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "month", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField(default=traceability.keys.this_month)),
                ("id", models.UUIDField(default=uuid.uuid4)),
                (
                    "serial_key",
                    models.BigIntegerField(help_text="Null if the code names only a lot", null=True),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="traceability.lot",
                    ),
                ),
                (
                    "device",
                    models.BinaryField(
                        help_text="Salted hash that detects repeats within one day", max_length=16
                    ),
                ),
                (
                    "network",
                    models.BinaryField(
                        help_text="Salted hash of the address (/64 for IPv6) that detects repeats within one day",
                        max_length=16,
                        null=True,
                    ),
                ),
                ("is_repeat", models.BooleanField(default=False, help_text="Stored, but not counted")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("valid", "Tem có trong sổ"),
                            ("unknown", "Chưa rõ tem này"),
                            ("recalled", "Lô hàng đã thu hồi"),
                            ("copied", "Có thể tem đã bị sao chép"),
                            ("not_in_book", "Tem không có trong sổ"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Commune, if the buyer stated it",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.unit",
                    ),
                ),
                ("scanned_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "lượt quét",
                "verbose_name_plural": "lượt quét",
                "indexes": [
                    models.Index(fields=["serial_key", "scanned_at"], name="traceability_scan_serial"),
                    models.Index(fields=["lot", "scanned_at"], name="traceability_scan_lot"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DaySalt",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "muối của ngày",
                "verbose_name_plural": "muối của ngày",
            },
        ),
        AppendOnly("traceability_event"),
        AppendOnly("traceability_eventlot"),
        AppendOnly(
            "traceability_epcisevent",
            erasing=("salt", "body", "hash_id", "read_point", "biz_location", "uri", "was_called"),
        ),
        PartitionByMonth("traceability_scan", "month"),
    ]
