"""A recall of some labels, its contact and its end; and the lots that it reaches, so that a scan asks one index."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def reach_of_earlier_recalls(apps, schema_editor):
    """Recalls so far were of one whole lot each; what was made from it is reached when `spread_recalls` next runs."""
    Recall, Reach = apps.get_model("traceability", "Recall"), apps.get_model("traceability", "RecallReach")
    Reach.objects.bulk_create(
        Reach(recall=recall, lot_id=recall.lot_id, since=recall.started_at, ended_at=recall.ended_at)
        for recall in Recall.objects.order_by("pk")
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("traceability", "0008_lot_edges"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "recall",
            {"ordering": ["-started_at", "-id"], "verbose_name": "thu hồi", "verbose_name_plural": "thu hồi"},
        ),
        migrations.AddField(
            "recall",
            "run",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recalls",
                to="traceability.labelrun",
            ),
        ),
        migrations.AddField(
            "recall",
            "first",
            models.PositiveIntegerField(blank=True, help_text="First label, from 1", null=True),
        ),
        migrations.AddField("recall", "last", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "recall",
            "contact",
            models.CharField(
                blank=True,
                default="",
                help_text="Whom a buyer calls or goes to; shown to everybody",
                max_length=120,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "recall",
            "until_date",
            models.DateField(
                blank=True, help_text="The last day, in Vietnam; none: until it is decided", null=True
            ),
        ),
        migrations.AddField(
            "recall",
            "end_reason",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            "recall",
            "ended_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RemoveConstraint("recall", "traceability_recall_one_open"),
        migrations.AddConstraint(
            "recall",
            models.UniqueConstraint(
                condition=Q(ended_at=None, run=None), fields=["lot"], name="traceability_recall_one_open"
            ),
        ),
        migrations.AddConstraint(
            "recall",
            models.CheckConstraint(
                condition=Q(run=None, first=None, last=None)
                | Q(run__isnull=False, first__gte=1, last__gte=F("first")),
                name="traceability_recall_range",
            ),
        ),
        migrations.CreateModel(
            "RecallReach",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.PositiveIntegerField(null=True)),
                ("last", models.PositiveIntegerField(null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recall_reach",
                        to="traceability.lot",
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
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="traceability.labelrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "lô bị thu hồi tới",
                "verbose_name_plural": "lô bị thu hồi tới",
                "indexes": [
                    models.Index(condition=Q(ended_at=None), fields=["lot"], name="traceability_reach_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None), fields=["recall", "lot"], name="traceability_reach_once"
                    )
                ],
            },
        ),
        migrations.RunPython(reach_of_earlier_recalls, migrations.RunPython.noop, elidable=True),
    ]
