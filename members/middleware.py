"""Puts `request.actor` there: the signed-in user, or the officer acting for the member she helps (làm hộ)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from members.acting import Actor
from members.models import AssistSession

SESSION_KEY = "assist_session"


def get_actor(request: HttpRequest) -> Actor | None:
    user = request.user
    if not user.is_authenticated:
        return None
    assist_id = request.session.get(SESSION_KEY)
    if assist_id:
        assist = (
            AssistSession.objects.select_related("member")
            .filter(pk=assist_id, officer=user, ended_at=None, member__is_active=True)
            .first()
        )
        if assist:
            return Actor(by=user, member=assist.member)
    return Actor.herself(user)


class ActingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazy: pages for everybody ask neither the session nor the database.
        request.actor = SimpleLazyObject(lambda: get_actor(request))
        return self.get_response(request)
