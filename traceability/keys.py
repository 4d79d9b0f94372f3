"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

from datetime import date

from django.utils import timezone


def this_month() -> date:
    """Return the first day of the current month in UTC: the partition key of tall tables.

    It is UTC, not local time: append-only rows have it in their key, and an audit computes it again. Monthly
    figures use the moments themselves.
    """
    return timezone.now().date().replace(day=1)
