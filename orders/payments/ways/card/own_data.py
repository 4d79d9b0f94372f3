"""What is erased of a producer's card account with the member's account, and until when its keys stay."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from members.models import User
from orders.payments.ways.card.actions.accounts import close_left_account
from orders.payments.ways.card.models import CardAccount
from products.models import ProducerPerson


def erase(user: User) -> None:
    """Close the card accounts of producers that nobody else runs.

    The keys of a Stripe account are deleted once no page is open, no refund is under way and no paid order
    can be cancelled.
    """
    for account in CardAccount.objects.filter(producer__people__user=user).exclude(sealed_key="").distinct():
        if account.producer and not account.producer.people.filter(until=None).exclude(user=user).exists():
            close_left_account(account)


def has_open_card_account(user: User) -> bool:
    """Return True if the user alone runs a producer whose Stripe account still has keys.

    The keys are deleted only when no money is on its way there.
    """
    people = ProducerPerson.objects.filter(producer=OuterRef("producer"), until=None)
    rows = CardAccount.objects.filter(Exists(people.filter(user=user)), ~Exists(people.exclude(user=user)))
    return rows.exclude(sealed_key="").exists()
