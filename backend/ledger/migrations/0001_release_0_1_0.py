import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from backend.common.append_only import AppendOnly
from backend.ledger.queue import Queued


class Migration(migrations.Migration):
    replaces = [
        ("ledger", "0001_initial"),
        ("ledger", "0002_append_only"),
        ("ledger", "0003_on_behalf_index"),
        ("ledger", "0004_the_log"),
        ("ledger", "0005_log_append_only"),
        ("ledger", "0006_entry_by_index"),
        ("ledger", "0007_what_pages_show"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                (
                    "subject",
                    models.CharField(
                        help_text="What it is about, such as lot:MH-2611-3 or urn:uuid:…", max_length=120
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        help_text="Canonical JSON; leaf_hash is SHA-256 over 0x00 and its UTF-8 bytes"
                    ),
                ),
                ("leaf_hash", models.BinaryField(max_length=32)),
                (
                    "by",
                    models.UUIDField(
                        help_text="Pseudonym of the acting person; null for the clock", null=True
                    ),
                ),
                (
                    "on_behalf_of",
                    models.UUIDField(
                        help_text="Pseudonym of the member on whose behalf it was done", null=True
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "mục sổ cái",
                "verbose_name_plural": "mục sổ cái",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["subject", "id"], name="ledger_entry_subject"),
                    models.Index(fields=["kind", "id"], name="ledger_entry_kind"),
                    models.Index(
                        condition=models.Q(("by__isnull", False)), fields=["by", "id"], name="ledger_entry_by"
                    ),
                    models.Index(
                        condition=models.Q(("on_behalf_of__isnull", False)),
                        fields=["on_behalf_of", "id"],
                        name="ledger_entry_on_behalf",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shown",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=120, unique=True)),
                ("salt", models.BinaryField(max_length=32)),
                ("pin", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "dấu của điều đang hiện",
                "verbose_name_plural": "dấu của điều đang hiện",
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "ledger_pending",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaf", to="ledger.entry"
                    ),
                ),
                ("hash", models.BinaryField(max_length=32)),
                ("salt", models.BinaryField(max_length=32, null=True)),
            ],
            options={
                "verbose_name": "lá của nhật ký",
                "verbose_name_plural": "lá của nhật ký",
                "ordering": ["index"],
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField(max_length=8192)),
                ("root", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "mảng của nhật ký",
                "verbose_name_plural": "mảng của nhật ký",
            },
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("edge", models.BinaryField(max_length=2048)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "ngọn của nhật ký",
                "verbose_name_plural": "ngọn của nhật ký",
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "điểm mốc",
                "verbose_name_plural": "điểm mốc",
                "ordering": ["-size"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("origin", "size"), name="ledger_checkpoint_one_of_a_size"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gte", 0)), name="ledger_checkpoint_size"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckpointSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="ledger.checkpoint",
                    ),
                ),
                ("key", models.CharField(help_text="The verifier key: name+id+base64", max_length=400)),
                (
                    "signed_at",
                    models.DateTimeField(
                        help_text="The time in the signature, if its type has one", null=True
                    ),
                ),
                ("line", models.CharField(help_text="The line without its newline", max_length=600)),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "chữ ký của điểm mốc",
                "verbose_name_plural": "chữ ký của điểm mốc",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checkpoint", "line"), name="ledger_checkpoint_signature_once"
                    )
                ],
            },
        ),
        *(
            AppendOnly(f"ledger_{table}")
            for table in ("entry", "leaf", "tile", "treehead", "checkpoint", "checkpointsignature")
        ),
        Queued(),
    ]
