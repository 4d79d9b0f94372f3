"""The people who signed in on this browser, as tiles: a shared phone asks who it is, then for the PIN.

A signed cookie holds their pseudonyms, so nobody can name others, and a browser without the cookie lists
nobody. Pages show first names and public portraits: no phone number, no card number. A tile gives no access:
the PIN is checked as ever, with the same limits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from members import ports
from members.models import User

MOST = 8
MAX_AGE = timedelta(days=180)
SALT = "members.phone_people"
# Drawn tiles differ by their ground, too.
TINTS = 6


@dataclass(frozen=True, slots=True)
class PhonePerson:
    """One tile. key: names the person to this browser's log-in page only. picture: a URL, or ""."""

    key: str
    name: str
    picture: str
    tint: int

    @property
    def initial(self) -> str:
        return self.name[:1].upper()


def cookie_name() -> str:
    return "__Host-people" if settings.SESSION_COOKIE_SECURE else "people"


def remember_person(*, request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Put the user first among the people of this browser. The one who wasn't here longest may go."""
    _store(response, [user.ref, *(ref for ref in _refs_in(request) if ref != user.ref)][:MOST])


def forget_person(*, request: HttpRequest, response: HttpResponseBase, key: str) -> None:
    """Remove the person with this key. Does nothing if there is none."""
    _store(response, [ref for ref in _refs_in(request) if not constant_time_compare(_key_of(ref), key)])


def people_of(request: HttpRequest) -> list[PhonePerson]:
    """Return the people of this browser, the last one to sign in first. Three queries at most."""
    return _tiles(_users_in(request))


def find_person(request: HttpRequest | None, key: str) -> User | None:
    """Return the person of this browser with this key, or None."""
    if request is None or not key:
        return None
    ref = next((ref for ref in _refs_in(request) if constant_time_compare(_key_of(ref), key)), None)
    return User.objects.filter(ref=ref, is_active=True).first() if ref else None


def tile_of(user: User) -> PhonePerson:
    return _tiles([user])[0]


def _tiles(users: Sequence[User]) -> list[PhonePerson]:
    pictures = ports.portraits(user_ids=[user.pk for user in users], viewer=None)
    names = Counter(_first_name(user) for user in users)
    return [
        PhonePerson(
            _key_of(user.ref),
            _apart(user) if names[_first_name(user)] > 1 else _first_name(user),
            pictures.get(user.pk, ""),
            user.ref.int % TINTS,
        )
        for user in users
    ]


def _first_name(user: User) -> str:
    return user.get_short_name() if user.full_name else str(_("Chưa ghi tên"))


def _apart(user: User) -> str:
    """Return the first name with the family name's first letter, where two have the same: "Lan L."."""
    return f"{_first_name(user)} {user.full_name[:1]}.".strip() if user.full_name else _first_name(user)


def _users_in(request: HttpRequest) -> list[User]:
    refs = _refs_in(request)
    users = {user.ref: user for user in User.objects.filter(ref__in=refs, is_active=True)} if refs else {}
    return [users[ref] for ref in refs if ref in users]


def _refs_in(request: HttpRequest) -> list[UUID]:
    """Return the pseudonyms in the cookie; [] for one that is missing, too old or not ours."""
    try:
        values = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=MAX_AGE)
        return [UUID(hex=value) for value in values][:MOST]
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return []


def _store(response: HttpResponseBase, refs: Sequence[UUID]) -> None:
    # Sent with the same attributes when it is emptied: a __Host- cookie needs them.
    response.set_cookie(
        cookie_name(),
        signing.dumps([ref.hex for ref in refs], salt=SALT) if refs else "",
        max_age=MAX_AGE if refs else 0,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _key_of(ref: UUID) -> str:
    return salted_hmac(SALT, ref.hex, algorithm="sha256").hexdigest()[:16]
