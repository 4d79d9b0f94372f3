"""Erase what alarms have of a person: after the term, or when the person's account is erased."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from backend.ledger.row_states import erase_words
from members.models import User
from union.alarms.querysets import AlarmQuerySet
from union.alarms.terms import read_terms
from union.models import Alarm

_EMPTY: dict[str, object] = {
    "text": "",
    "kinds": [],
    "phone": "",
    "call_when": "",
    "asker": None,
    "branch": None,
    "due_at": None,
}


def erase_alarms_of(user: User) -> None:
    """Erase the words and the number of alarms that the person raised, or an officer raised for the person."""
    _erase(Alarm.objects.filter(asker=user))


def erase_old_alarms(now: datetime | None = None) -> int:
    """Erase the words of alarms whose term is over (data/alarms.toml), and return how many. Safe to run twice."""
    before = (now or timezone.now()) - read_terms().erase_after
    return _erase(Alarm.objects.filter(raised_at__lt=before, erased_at=None))


def _erase(alarms: AlarmQuerySet) -> int:
    keys = list(alarms.values_list("pk", flat=True))
    return erase_words(Alarm.objects.filter(pk__in=keys), **_EMPTY, erased_at=timezone.now())
