import datetime as dt

from django.db import migrations, models
from django.db.models import Min, Q
from django.utils import timezone

GRACE_DAYS = 30


def queue_unverified(apps, schema_editor):
    """Queue unverified producers with listed or submitted products.

    Listed products stay public for GRACE_DAYS from today.
    """
    Producer = apps.get_model("products", "Producer")
    ListingCard = apps.get_model("products", "ListingCard")
    last_day = timezone.localdate() + dt.timedelta(days=GRACE_DAYS)
    unverified = Producer.objects.filter(verified_at=None, is_active=True)
    listed = unverified.filter(products__state="listed").distinct()
    waiting = (
        unverified.exclude(pk__in=listed.values("pk"))
        .filter(products__state="submitted")
        .annotate(since=Min("products__submitted_at"))
    )
    for pk, since in list(waiting.values_list("pk", "since")):
        Producer.objects.filter(pk=pk).update(verification_asked_at=since or timezone.now())
    numbers = list(listed.values_list("pk", flat=True))
    for pk in numbers:
        Producer.objects.filter(pk=pk).update(verification_asked_at=timezone.now(), grace_until_date=last_day)
        ListingCard.objects.filter(
            Q(fresh_until=None) | Q(fresh_until__gt=last_day), product__producer=pk
        ).update(fresh_until=last_day)


class Migration(migrations.Migration):
    dependencies = [("products", "0001_release_0_1_0")]

    operations = [
        migrations.AddField(
            model_name="producer",
            name="grace_until_date",
            field=models.DateField(
                blank=True,
                help_text="Last day on which the listed goods of an unverified producer are public",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="producer",
            name="verification_asked_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when the producer waits for an officer to verify it",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="producer",
            name="verification_needs",
            field=models.TextField(
                blank=True,
                help_text="What an officer asked for before verifying the producer",
                max_length=1000,
            ),
        ),
        migrations.AddField(
            model_name="producer",
            name="verification_returned_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="listingcard",
            name="fresh_until",
            field=models.DateField(
                help_text="Day on which the first of these certificates expires, or the producer's grace ends",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="producer",
            constraint=models.CheckConstraint(
                condition=Q(verification_asked_at=None) | Q(verification_returned_at=None),
                name="products_producer_asked_or_returned",
            ),
        ),
        migrations.RunPython(queue_unverified, migrations.RunPython.noop),
    ]
