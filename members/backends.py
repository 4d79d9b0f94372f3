from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from members.models import User
from members.signing_in.actions.guesses import TooManyGuesses, give_back, key_for, note_failure, take_try
from members.signing_in.devices import device_of
from members.signing_in.logins import find_by_login, parse_login


class PhoneOrCardBackend(ModelBackend):
    """Authenticate by phone number or card number with the secret (PIN or password).

    Pages, API and admin use this backend, so it enforces the limits on guessing. While an account is locked
    it returns None even for the right secret; `members.signing_in.actions.guesses.wait_for` returns the
    waiting time.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        typed = username or kwargs.get("phone") or kwargs.get("card_number")
        if not typed or password is None:
            return None
        login = parse_login(typed)
        user = find_by_login(login)
        key = key_for("pin", user=user, login=login or typed[:80], device=device_of(request))
        try:
            take_try(key)
        except TooManyGuesses:
            return None
        if user is None:
            make_password(
                password
            )  # takes as long as for an existing account, so that timing reveals nothing
        elif user.check_password(password) and self.user_can_authenticate(user):
            give_back(key)
            return user
        note_failure(key)
        return None
