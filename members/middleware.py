"""Set `request.actor`: the signed-in user, or the officer acting on behalf of a member (làm hộ)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from backend.common.errors import DomainError
from backend.common.idempotency import ACTING_FIELD
from members.acting import Actor, ActorRequest
from members.assist.actions import LASTS
from members.models import AssistSession
from members.people.actions.accounts import choose_language
from members.rules import may_help

SESSION_KEY = "assist_session"

# Only the member may change how they sign in. While an officer helps, these pages would change the officer's
# own account although the page shows the member's name, or tie the member's account to the officer's phone.
_WAYS_IN = ("mfa_", "usersessions_")
_HER_WAYS_IN = frozenset({
    "account_change_password", "account_set_password", "account_change_phone", "account_reauthenticate",
    "account_reset_password", "account_reset_by_code", "members:phone", "members:confirm_phone", "members:api_token",
})  # fmt: skip
# Acts of the person at the keyboard. A repeated request may arrive when làm hộ has already started.
_OWN_DEEDS = frozenset({"members:start_helping", "members:stop_helping", "members:open_account"})


def get_actor(request: ActorRequest) -> Actor | None:
    user = request.user
    if not user.is_authenticated:
        return None
    assist_id = request.session.get(SESSION_KEY)
    if assist_id:
        now = timezone.now()
        assist = (
            AssistSession.objects.select_related("member")
            # Not from a time to come: it would last longer where the clock was set back.
            .filter(
                pk=assist_id,
                officer=user,
                ended_at=None,
                started_at__gt=now - LASTS,
                started_at__lt=now + LASTS,
            )
            .first()
        )
        # Checked on each request: an ended role or a member who left ends the session at once.
        if assist and may_help(user, assist.member):
            return Actor(by=user, member=assist.member)
    return Actor.of(user)


class ActingMiddleware:
    """Sets `request.actor`, prevents caching of users' pages, and shows uncaught refusals as pages.

    While acting on behalf (làm hộ), it refuses the pages that change how the member logs in. It refuses a
    form that was filled in for another person than the present one. It also stores the language that a user
    chooses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActorRequest) -> HttpResponse:
        # Lazy: public pages query neither the session nor the database.
        request.actor = cast("Actor", SimpleLazyObject(lambda: get_actor(request)))
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)
        # On a shared phone, "back" must not show the previous person's pages.
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        if request.path == _language_path():
            chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
            if chosen and request.user.is_authenticated and chosen.value != request.user.language:
                choose_language(actor=Actor.of(request.user), language=chosen.value)
        return response

    def process_view(
        self, request: ActorRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_way_in = name in _HER_WAYS_IN or name.startswith(_WAYS_IN)
        # The session is checked first: without one, that costs no query.
        if is_way_in and SESSION_KEY in request.session and request.actor and request.actor.is_helping:
            return render(
                request, "members/assist/refused_action.html", {"member": request.actor.member}, status=403
            )
        if request.method != "POST" or request.path.startswith("/api/") or name in _OWN_DEEDS:
            return None
        meant = request.POST.get(ACTING_FIELD)
        # An old tab: its form was filled in for another person than the one acted for now.
        if meant and request.actor and meant != str(request.actor.member.ref):
            return render(request, "members/assist/other_member.html", {"actor": request.actor}, status=409)
        return None

    def process_exception(self, request: ActorRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError) or request.path.startswith("/api/"):
            return None
        template = "403.html" if exception.status_code == 403 else "members/people/refused.html"
        return render(request, template, {"exception": exception}, status=exception.status_code)


@cache
def _language_path() -> str:
    return reverse("theme:language")
