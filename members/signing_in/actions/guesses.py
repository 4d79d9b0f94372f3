"""Limit guesses of secrets. The counts are in the database, so they hold for all processes.

A try is counted before the secret is checked, and uncounted if it was right, so concurrent tries count as
well. Five are free; each further one locks for 1, 2, 4, 8 … minutes, at most a day. That allows 15 guesses on
the first day and one a day afterwards, about 380 a year: a random six-digit PIN (some 930,000 are accepted,
members.signing_in.validators) is guessed within a year with a chance of 0.04 %. While locked, the right
secret is rejected too, and nothing is counted.

Each account has one counter per known browser (KnownDevice) and one for all unknown ones, so strangers can't
lock a member's own phone. Numbers without an account are counted the same way, so a lock reveals nothing.
Against trying one popular PIN on many cards, all failures from unknown browsers are also counted together per
hour (settings.LOGIN_FAILURES_PER_HOUR); above that only known browsers, passkeys and SMS codes are accepted.
allauth limits network addresses (settings.ACCOUNT_RATE_LIMITS).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.errors import DomainError
from members.models import GuessLimit, KnownDevice, User

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
# Age after which failures are deleted, so that rows of unknown numbers don't accumulate.
FORGET_AFTER = timedelta(days=60)

_ALL_STRANGERS = "strangers"


class TooManyGuesses(DomainError):
    """The secret is locked for `wait`."""

    status_code = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            _("Đã thử sai nhiều lần. Chị đợi %(wait)s rồi thử lại.") % {"wait": words_for(wait)},
            code="too_many",
        )
        self.wait = wait


class WrongSecret(DomainError):
    """The PIN is wrong."""


def key_for(secret: str, *, user: User | None, login: str, device: str = "") -> str:
    """Return the key of the counter for guesses of `secret` ("pin", "code", "ticket").

    `login` is the normalised input; it is used only if no `user` has it. `device` is the browser's number.
    """
    if user is None:
        return f"{secret}:nobody:{_digest(login)}"
    if device and KnownDevice.objects.filter(user=user, device_hash=_digest(device)).exists():
        return f"{secret}:user:{user.pk}:{_digest(device)}"
    return f"{secret}:user:{user.pk}"


def is_strange(key: str) -> bool:
    """Return True if `key` counts unknown browsers of an account, or tries without an account."""
    return key.count(":") < 3


def wait_for(key: str, *, now: datetime | None = None) -> timedelta | None:
    """Return how long `key` is still locked, or None if it isn't."""
    now = now or timezone.now()
    row = GuessLimit.objects.filter(pk=key, locked_until__gt=now).first()
    if row is not None and row.locked_until is not None:
        wait = wait_after(row.failures)
        if row.locked_until - now <= wait:
            return row.locked_until - now
        # The clock was set back since: the lock begins again, instead of lasting until a time to come.
        GuessLimit.objects.filter(pk=key, locked_until=row.locked_until).update(locked_until=now + wait)
        return wait
    if is_strange(key) and key.startswith("pin:"):
        hour = GuessLimit.objects.filter(pk=_hour_key(now)).first()
        if hour is not None and 0 < settings.LOGIN_FAILURES_PER_HOUR <= hour.failures:
            return timedelta(hours=1) - timedelta(minutes=now.minute, seconds=now.second)
    return None


def take_try(key: str) -> None:
    """Count one try under `key`, before the secret is checked. Raises TooManyGuesses while `key` is locked.

    The caller calls `give_back` if the secret is right. A rollback of an open transaction undoes the count.
    """
    now = timezone.now()
    if wait := wait_for(key, now=now):
        raise TooManyGuesses(wait)
    with transaction.atomic():
        GuessLimit.objects.bulk_create([GuessLimit(key=key)], ignore_conflicts=True)
        row = GuessLimit.objects.select_for_update().get(pk=key)
        if row.locked_until and row.locked_until > now:
            raise TooManyGuesses(row.locked_until - now)
        row.failures += 1
        row.last_failed_at = now
        row.locked_until = now + wait_after(row.failures) if row.failures >= FREE_TRIES else None
        row.save()


def note_failure(key: str) -> None:
    """Record a wrong secret. The try remains counted.

    A wrong PIN from an unknown browser also counts towards the hourly limit.
    """
    if not (is_strange(key) and key.startswith("pin:")):
        return
    hour = _hour_key(timezone.now())
    GuessLimit.objects.bulk_create([GuessLimit(key=hour)], ignore_conflicts=True)
    GuessLimit.objects.filter(pk=hour).update(failures=F("failures") + 1)


def give_back(key: str) -> None:
    """Reset the counter `key` after the right secret."""
    GuessLimit.objects.filter(pk=key).delete()


def prove_secret(*, user: User, secret: str, device: str = "") -> None:
    """Check the member's PIN before an action that can't be undone. Raises WrongSecret, TooManyGuesses.

    Each try is counted; the right PIN resets the count.
    """
    key = key_for("pin", user=user, login="", device=device)
    take_try(key)
    if not user.check_password(secret):
        note_failure(key)
        raise WrongSecret(_("Mã PIN chưa đúng."), field="secret", code="wrong_secret")
    give_back(key)


def forget_guesses(user: User) -> None:
    """Delete all counters of an account, for example after a new secret."""
    for secret in ("pin", "code", "ticket"):
        GuessLimit.objects.filter(pk=f"{secret}:user:{user.pk}").delete()
        GuessLimit.objects.filter(pk__startswith=f"{secret}:user:{user.pk}:").delete()


def prune_guesses(*, now: datetime | None = None) -> int:
    """Delete counters without a wrong guess for FORGET_AFTER, and return how many."""
    return GuessLimit.objects.filter(last_failed_at__lt=(now or timezone.now()) - FORGET_AFTER).delete()[0]


def remember_device(*, user: User, device: str) -> None:
    """Store that the member signed in from the browser with the number `device`."""
    now = timezone.now()
    known, is_new = KnownDevice.objects.get_or_create(
        user=user, device_hash=_digest(device), defaults={"last_used_at": now}
    )
    if not is_new:
        KnownDevice.objects.filter(pk=known.pk).update(last_used_at=now)


def wait_after(failures: int) -> timedelta:
    """Return the length of the lock after that many failures in a row.

    >>> wait_after(5), wait_after(8), wait_after(40)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=480), datetime.timedelta(days=1))
    """
    if failures < FREE_TRIES:
        return timedelta()
    return min(FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 20), LONGEST_WAIT)


def words_for(wait: timedelta) -> str:
    """Return a readable waiting time, rounded up: "3 phút", "2 giờ"."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    if minutes < 100:
        return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}


def _hour_key(now: datetime) -> str:
    return f"{_ALL_STRANGERS}:{now:%Y%m%d%H}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
