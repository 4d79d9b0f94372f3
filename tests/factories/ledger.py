"""Ledger entries for rows that factories make without an action, as the clock writes them for old rows, so that audits pass."""

from django.utils import timezone

from backend.ledger.taking_up import record_earlier_rows
from products.models import Product
from products.search.actions import count_stale_cards, refresh_card


def record_rows() -> None:
    """Write the entries of people, staff and steps, and the cards of listed products."""
    Product.objects.filter(state="listed", listed_at=None).update(listed_at=timezone.now())
    for product in Product.objects.filter(state="listed").select_related("producer__unit").order_by("pk"):
        refresh_card(product=product)
    count_stale_cards()
    record_earlier_rows()
