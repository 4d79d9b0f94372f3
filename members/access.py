"""The actor and the viewer of an API request."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from members.acting import Actor
from members.models import User


def actor_of(request: Request) -> Actor:
    """Return the actor: the user, or (by the session) an officer acting on behalf of a member (làm hộ).

    Raises NotAuthenticated (401).
    """
    if not request.user or not request.user.is_authenticated:
        raise NotAuthenticated
    actor = getattr(request._request, "actor", None)
    return actor if actor and actor.by.pk == request.user.pk else Actor.of(request.user)


def account_of(request: Request) -> Actor | None:
    """Return the actor, or None for a visitor."""
    return actor_of(request) if isinstance(request.user, User) else None


def viewer_of(request: Request) -> Any:
    """Return the reader: the member while an officer acts on behalf (làm hộ), else the user.

    The user may be anonymous.
    """
    if request.user and request.user.is_authenticated:
        return actor_of(request).member
    return request.user


class ActorMixin(APIView):
    """Adds `self.actor` and `self.viewer` to a viewset."""

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    @property
    def viewer(self) -> Any:
        return viewer_of(self.request)
