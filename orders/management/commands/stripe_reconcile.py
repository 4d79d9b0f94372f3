"""Compare card payments with Stripe's records, and store what differs with --mend.

./run stripe_reconcile --from 2026-11-01 --to 2026-11-30 [--producer ID] [--mend]
"""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.common.errors import DomainError
from orders.payments.ways.card.actions.payments import take_session
from orders.payments.ways.card.actions.refunds import take_refund
from orders.payments.ways.card.models import CardAccount
from orders.payments.ways.card.reconciling import Difference, differences


class Command(BaseCommand):
    help = "Compare payments by card with Stripe and name every difference; exit status 1 where there is one left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="since", type=dt.date.fromisoformat, required=True, help="YYYY-MM-DD"
        )
        parser.add_argument("--to", dest="until", type=dt.date.fromisoformat, required=True, help="included")
        parser.add_argument("--producer", type=int, help="only this producer's account")
        parser.add_argument("--mend", action="store_true", help="take in what Stripe says, where it is news")

    def handle(
        self, *, since: dt.date, until: dt.date, producer: int | None, mend: bool, **_rest: Any
    ) -> None:
        if until < since:
            raise CommandError("--to is before --from / Ngày cuối trước ngày đầu.")
        begin, end = (
            timezone.make_aware(dt.datetime.combine(day, dt.time.min))
            for day in (since, until + dt.timedelta(days=1))
        )
        accounts = CardAccount.objects.order_by("pk")
        if producer is not None:
            accounts = accounts.filter(producer=producer)
        left = 0
        for account in accounts.select_related("producer"):
            try:
                # Write each line at once: Stripe may become unreachable before the next.
                for each in differences(account, begin, end):
                    is_repaired, note = self._try_repair(account, each) if mend else (False, "")
                    left += not is_repaired
                    self.stdout.write(f"{account}\t{each.name}\t{each.thing}\t{each.words}{note}")
            except DomainError as error:
                left += 1
                self.stdout.write(f"{account}\tunanswered\t\t{error.message}")
        if left:
            raise CommandError(f"{left} khác biệt / differences")
        self.stdout.write("Không có khác biệt nào. / No difference.")

    def _try_repair(self, account: CardAccount, each: Difference) -> tuple[bool, str]:
        """Store Stripe's data of a difference if possible. Return whether it was stored, and a note.

        An error is returned as the note, so that the run continues.
        """
        try:
            is_repaired = self._repair(account, each)
        except DomainError as error:
            return False, f"  [{error.message}]"
        return is_repaired, "  [mended]" if is_repaired else ""

    def _repair(self, account: CardAccount, each: Difference) -> bool:
        if each.stripe_object is None:
            return False
        if each.payment is not None:
            take_session(payment=each.payment, stripe_session=each.stripe_object)
            return True
        return take_refund(account=account, stripe_refund=each.stripe_object, at=timezone.now()) is not None
