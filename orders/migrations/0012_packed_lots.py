import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_exchange_shape"), ("traceability", "0017_recall_pins")]

    operations = [
        migrations.AddField(
            "orderline",
            "ordered",
            models.DecimalField(
                blank=True, decimal_places=3, help_text="`quantity` before it was packed", max_digits=14, null=True
            ),
        ),
        migrations.AddField(
            "orderline",
            "ready_date",
            models.DateField(
                blank=True, help_text="Of a pre-order: the harvest it is packed from, as it was said then", null=True
            ),
        ),
        migrations.AddField(
            "orderstep",
            "undone_at",
            models.DateTimeField(blank=True, help_text="Packing was taken back", null=True),
        ),
        migrations.AlterField(
            "orderstep",
            "kind",
            models.CharField(
                choices=[
                    ("placed", "Đặt hàng"),
                    ("confirmed", "Nhận đơn"),
                    ("paid", "Đã nhận tiền"),
                    ("packed", "Đóng gói"),
                    ("unpacked", "Mở gói ra"),
                    ("shipped", "Giao đi"),
                    ("delivered", "Giao xong"),
                    ("cancelled", "Huỷ đơn"),
                    ("returned", "Trả hàng"),
                    ("refunded", "Đã trả lại tiền"),
                    ("settled", "Trả lại tiền thừa"),
                ],
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("orderstep", "orders_orderstep_once"),
        migrations.AddConstraint(
            "orderstep",
            models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("order", "kind"), name="orders_orderstep_once"
            ),
        ),
        migrations.CreateModel(
            "PackedLot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="packed", to="orders.orderline"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packed_lines", to="traceability.lot"
                    ),
                ),
            ],
            options={
                "verbose_name": "lô của một dòng đơn hàng",
                "verbose_name_plural": "lô của các dòng đơn hàng",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("line", "lot"), name="orders_packedlot_once"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="orders_packedlot_positive"),
                ],
            },
        ),
    ]
