"""Limits on guessing a secret, kept in the database so that every process sees them and none can be outrun.

A try is counted before the secret is looked at and taken back when it was right, so a thousand tries at the same
moment are a thousand tries. Five are free; after each further one nobody may try for 1, 2, 4, 8 … minutes, at most a
day. That is 15 guesses in the first day and one a day from then on, about 380 in a year: a random six-digit PIN
(some 930,000 are accepted, members.signing_in.validators) is found in a year with a chance of 0.04 %. While locked, the right
secret isn't let in either and nothing is counted.

An account is counted apart for each browser she has signed in from (KnownDevice) and once for all strange ones, so
nobody can lock her out of her own phone. Numbers nobody has are counted the same way, so that a lock tells nothing.
Against trying one popular PIN on very many cards, all failures from strange browsers are counted together by the
hour (settings.LOGIN_FAILURES_PER_HOUR); past that only known browsers, passkeys and SMS codes get in. Addresses of
the network are limited by allauth (settings.ACCOUNT_RATE_LIMITS).
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
# Failures this old are forgotten, so that rows of numbers nobody has don't pile up.
FORGET_AFTER = timedelta(days=60)

_ALL_STRANGERS = "strangers"


class TooManyGuesses(DomainError):
    """Nobody may try this secret now; `wait` says how long."""

    status_code = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(
            _("Đã thử sai nhiều lần. Chị đợi %(wait)s rồi thử lại.") % {"wait": words_for(wait)},
            code="too_many",
        )
        self.wait = wait


class WrongSecret(DomainError):
    """That is not her PIN."""


def key_for(secret: str, *, user: User | None, login: str, device: str = "") -> str:
    """The key under which guesses of `secret` ("pin", "code", "ticket") are counted.

    `login` is what was typed, normalised; it counts only where no `user` has it. `device` is the browser's number.
    """
    if user is None:
        return f"{secret}:nobody:{_digest(login)}"
    if device and KnownDevice.objects.filter(user=user, device_hash=_digest(device)).exists():
        return f"{secret}:user:{user.pk}:{_digest(device)}"
    return f"{secret}:user:{user.pk}"


def is_strange(key: str) -> bool:
    """Whether `key` is not that of a browser she has signed in from."""
    return key.count(":") < 3


def wait_for(key: str, *, now: datetime | None = None) -> timedelta | None:
    """How long nobody may try under `key`, or None when trying is allowed."""
    now = now or timezone.now()
    row = GuessLimit.objects.filter(pk=key, locked_until__gt=now).first()
    if row is not None and row.locked_until is not None:
        return row.locked_until - now
    if is_strange(key) and key.startswith("pin:"):
        hour = GuessLimit.objects.filter(pk=_hour_key(now)).first()
        if hour is not None and 0 < settings.LOGIN_FAILURES_PER_HOUR <= hour.failures:
            return timedelta(hours=1) - timedelta(minutes=now.minute, seconds=now.second)
    return None


def take_try(key: str) -> None:
    """Count one try under `key` before the secret is looked at; raises TooManyGuesses while it is locked.

    Call `give_back` when the secret was right. Commits by itself unless the caller holds a transaction: don't, for
    its rollback would take the count along.
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
    """The secret was wrong: the try stays counted, and counts among all strangers' tries of this hour."""
    if not (is_strange(key) and key.startswith("pin:")):
        return
    hour = _hour_key(timezone.now())
    GuessLimit.objects.bulk_create([GuessLimit(key=hour)], ignore_conflicts=True)
    GuessLimit.objects.filter(pk=hour).update(failures=F("failures") + 1)


def give_back(key: str) -> None:
    """The secret was right: everything counted under `key` is forgotten."""
    GuessLimit.objects.filter(pk=key).delete()


def prove_secret(*, user: User, secret: str, device: str = "") -> None:
    """Before something that can't be undone she gives her PIN once more; raises WrongSecret, TooManyGuesses."""
    key = key_for("pin", user=user, login="", device=device)
    take_try(key)
    if not user.check_password(secret):
        note_failure(key)
        raise WrongSecret(_("Mã PIN chưa đúng."), field="secret", code="wrong_secret")
    give_back(key)


def forget_guesses(user: User) -> None:
    """She got a new secret: nothing that was guessed before counts."""
    for secret in ("pin", "code", "ticket"):
        GuessLimit.objects.filter(pk=f"{secret}:user:{user.pk}").delete()
        GuessLimit.objects.filter(pk__startswith=f"{secret}:user:{user.pk}:").delete()


def prune_guesses(*, now: datetime | None = None) -> int:
    """Forget old rows; returns how many."""
    return GuessLimit.objects.filter(last_failed_at__lt=(now or timezone.now()) - FORGET_AFTER).delete()[0]


def remember_device(*, user: User, device: str) -> None:
    """She signed in from the browser with this number."""
    now = timezone.now()
    known, is_new = KnownDevice.objects.get_or_create(
        user=user, device_hash=_digest(device), defaults={"last_used_at": now}
    )
    if not is_new:
        KnownDevice.objects.filter(pk=known.pk).update(last_used_at=now)


def wait_after(failures: int) -> timedelta:
    """How long nobody may try after that many failures in a row.

    >>> wait_after(5), wait_after(8), wait_after(40)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=480), datetime.timedelta(days=1))
    """
    if failures < FREE_TRIES:
        return timedelta()
    return min(FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 20), LONGEST_WAIT)


def words_for(wait: timedelta) -> str:
    """A wait as people say it, rounded up: "3 phút", "2 giờ"."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    if minutes < 100:
        return ngettext("%(n)d phút", "%(n)d phút", minutes) % {"n": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(n)d giờ", "%(n)d giờ", hours) % {"n": hours}


def _hour_key(now: datetime) -> str:
    return f"{_ALL_STRANGERS}:{now:%Y%m%d%H}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
