"""The steps between a right secret and being signed in, where Piêu's differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import PhoneVerificationStage
from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from members.rules import has_desk


class SignupPhoneStage(PhoneVerificationStage):
    """A number is proven when signing up. Later a member signs in by card without any."""

    def handle(self) -> Any:
        if self.login.user is not None and not self.login.signup:
            return None, True
        try:
            return super().handle()
        except RateLimited:  # two at one moment; SignupForm has refused those that came later
            if self.login.user is not None:
                self.login.user.delete()
            return respond_429(self.request), False

    def abort(self) -> HttpResponse:
        """After wrong codes, or too late: nobody is there yet who could log in."""
        super().abort()
        return redirect("account_signup")


class DeskSecondFactorStage(AuthenticateStage):
    """A second factor, where she has one, is asked of officers and staff.

    A member's passkey is a quicker way in on her own phone. It must not lock her out of the phone she borrows, where
    card and PIN are all she has.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        return has_desk(self.login.user) and super()._should_handle(request)
