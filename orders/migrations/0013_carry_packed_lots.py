from django.db import migrations, models


def carry_over(apps, schema_editor):
    """What was packed from one lot, and which harvest was promised."""
    line, packed = apps.get_model("orders", "OrderLine"), apps.get_model("orders", "PackedLot")
    rows = line.objects.exclude(lot=None).order_by("pk").values_list("pk", "lot_id", "quantity")
    packed.objects.bulk_create(
        (packed(line_id=pk, lot_id=lot, quantity=quantity) for pk, lot, quantity in rows), batch_size=1000
    )
    said = models.OuterRef("offer")
    offers = apps.get_model("orders", "Offer").objects.filter(pk=said).values("ready_date")[:1]
    line.objects.filter(is_preorder=True).update(ready_date=models.Subquery(offers))


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_packed_lots")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
