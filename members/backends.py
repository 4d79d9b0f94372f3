from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from backend.common.errors import DomainError
from backend.common.phones import parse_phone
from members.cards import parse_card_number
from members.models import User


class PhoneOrCardBackend(ModelBackend):
    """Signs in by phone number or by card number, with the one secret (PIN or password)."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any):
        login = username or kwargs.get("phone") or kwargs.get("card_number")
        if not login or password is None:
            return None
        user = self.find(login)
        if user is None:
            make_password(password)  # as long as for somebody who exists: the time must not tell who does
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None

    def find(self, login: str) -> User | None:
        if card := parse_card_number(login):
            return User.objects.filter(card_number=card).first()
        try:
            phone = parse_phone(login)
        except DomainError:
            return None
        return User.objects.filter(phone=phone, phone_verified_at__isnull=False).first()
