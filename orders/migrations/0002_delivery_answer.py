from typing import Any

from django.db import migrations, models
from django.db.models import Q


def carry_decisions(apps: Any, schema_editor: Any) -> None:
    """Mark the shops whose data shows a decision about delivery; all others are unanswered.

    A shop's row alone shows none: saving a bank account, a pause or a sales stop makes it, too, with
    defaults that deliver everywhere for nothing. What shows one:

    - an entry "shop.delivery": somebody saved the delivery settings. The first gives the moment.
    - a value that only that, or the switch of the delivery areas, could set. Then the row's last change is
      the moment, because the data knows no earlier one.

    Named areas alone show none: every other place is still delivered to for the default fee.
    """
    shops = apps.get_model("orders", "Shop").objects
    entries = apps.get_model("ledger", "Entry").objects.filter(kind="shop.delivery").order_by("id")
    changed = (
        Q(delivers=False)
        | Q(has_pickup=True)
        | Q(delivers_elsewhere=False)
        | Q(delivery_fee__gt=0)
        | Q(free_from__isnull=False)
        | ~Q(delivery_words="")
        | ~Q(pickup_words="")
    )
    decided = set(shops.filter(changed).values_list("pk", flat=True))
    for pk, ref, changed_at in shops.values_list("pk", "producer__ref", "changed_at"):
        saved_at = entries.filter(subject=f"producer:{ref}").values_list("recorded_at", flat=True).first()
        if saved_at or pk in decided:
            shops.filter(pk=pk).update(delivery_answered_at=saved_at or changed_at)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_release_0_1_0"),
        ("orders", "0001_release_0_1_0"),
        ("products", "0001_release_0_1_0"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="delivery_answered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the seller first decided where goods go and for what fee. Before, nothing can be ordered",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="shop",
            name="takes_cash",
            field=models.BooleanField(
                default=True,
                help_text="Buyers may pay on delivery, or at pickup",
                verbose_name="nhận tiền mặt",
            ),
        ),
        migrations.RunPython(carry_decisions, migrations.RunPython.noop),
    ]
