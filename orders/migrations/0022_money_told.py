"""What of an order's money the seller said herself, beside what banks and cards told: of orders of before by who wrote that it was paid."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef


def carry(apps, schema_editor):
    Order, OrderStep = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderStep")
    by_hand = OrderStep.objects.filter(order=OuterRef("pk"), kind="paid", undone_at=None).exclude(by=None)
    Order.objects.filter(Exists(by_hand)).exclude(paid_amount=None).update(hand_paid=F("paid_amount"))
    # All that was known of it had gone back by then, and what the bank told since was the same money.
    for order in Order.objects.exclude(refunded_at=None).exclude(hand_paid=0).iterator():
        rows = list(order.transfers.all())
        gone = max(order.hand_paid, sum(row.amount for row in rows)) - sum(row.returned for row in rows)
        if gone > order.given_back:
            Order.objects.filter(pk=order.pk).update(given_back=gone)


class Migration(migrations.Migration):
    dependencies = [("orders", "0021_fee_agreed")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="hand_paid",
            field=models.PositiveBigIntegerField(
                default=0,
                help_text="đồng that came as the seller said herself; what a bank's message tells later is the same money",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="paid_with",
            field=models.ForeignKey(
                blank=True,
                help_text="One transfer that paid several orders",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="paid_orders",
                to="orders.transfer",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="given_back",
            field=models.PositiveBigIntegerField(
                default=0, help_text="đồng the seller gave back and noted at no transfer and no card"
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="state",
            field=models.CharField(
                choices=[
                    ("matched", "Đủ tiền đơn"),
                    ("partial", "Chưa đủ"),
                    ("over", "Chuyển thừa"),
                    ("late", "Đơn đã thôi"),
                    ("doubled", "Chuyển hai lần"),
                    ("unmatched", "Chưa rõ của đơn nào"),
                    ("returned", "Đã trả lại"),
                    ("several", "Trả chung nhiều đơn"),
                ],
                default="unmatched",
                max_length=10,
            ),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
