"""A household's revenue book: rows, sums by month, and the year so far with the tax thresholds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from orders.figures.moves import Basis, Move, moves_of, total_of
from orders.figures.periods import Period
from orders.figures.thresholds import Standing, thresholds_on
from orders.models import Order
from products.models import Producer


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums in đồng after refunds: cash on delivery, transfer or card, and both together."""

    cash: int
    transfer: int

    @property
    def whole(self) -> int:
        return self.cash + self.transfer


@dataclass(frozen=True, slots=True)
class Book:
    """A revenue book. `year` is the sum in đồng of the calendar year of the period, so far."""

    period: Period
    basis: Basis
    moves: list[Move]
    year: int
    thresholds: list[Standing]

    @property
    def sums(self) -> Sums:
        return _sums(self.moves)

    @property
    def months(self) -> list[tuple[Period, Sums]]:
        return [
            (month, _sums([move for move in self.moves if month.holds(move.at)]))
            for month in self.period.parts
        ]

    @property
    def is_by_money(self) -> bool:
        """Return True if orders count on the day of payment, False if on the day of delivery."""
        return self.basis == Basis.MONEY

    @property
    def is_confirmed(self) -> bool:
        return any(each.confirmed for each in self.thresholds)


def book_of(producer: Producer, period: Period, basis: Basis) -> Book:
    """Return the book of `period`, a month, a quarter or a year. Seven queries for any number of orders."""
    moves = moves_of(Order.objects.filter(producer=producer), period.year, basis)
    return Book(
        period,
        basis,
        [move for move in moves if period.holds(move.at)],
        total_of(moves),
        thresholds_on(_day_of(period)),
    )


def _day_of(period: Period) -> dt.date:
    """Return the day whose law applies: the period's last day, or today in a running period."""
    return min(period.last, max(timezone.localdate(), period.first))


def _sums(moves: list[Move]) -> Sums:
    return Sums(sum(move.cash for move in moves), sum(move.transfer for move in moves))
