"""Log-in stages after the right secret, where Piêu's differ from allauth's."""

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
    """Verify the phone number during sign-up only: later a member may sign in by card, without a number."""

    def handle(self) -> Any:
        if self.login.user is not None and not self.login.signup:
            return None, True
        try:
            return super().handle()
        except RateLimited:  # two at the same moment; SignupForm refuses later ones
            if self.login.user is not None:
                self.login.user.delete()
            return respond_429(self.request), False

    def abort(self) -> HttpResponse:
        """End the stage after wrong codes or a timeout: the account can't log in yet."""
        super().abort()
        return redirect("account_signup")


class DeskSecondFactorStage(AuthenticateStage):
    """Requires the second factor, if the account has one, only from officers and staff.

    A member's passkey is a shortcut on the member's own phone. On a borrowed phone, card and PIN must be
    enough.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        return has_desk(self.login.user) and super()._should_handle(request)
