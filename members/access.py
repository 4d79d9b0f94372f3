"""Whose request this is, for the API's reads and writes."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from members.acting import Actor


def actor_of(request: Request) -> Actor:
    """Herself, or the officer in làm hộ (by session). Raises NotAuthenticated (401)."""
    if not request.user or not request.user.is_authenticated:
        raise NotAuthenticated
    actor = getattr(request._request, "actor", None)
    return actor if actor and actor.by.pk == request.user.pk else Actor.herself(request.user)


def viewer_of(request: Request) -> Any:
    """Who reads: the member helped in làm hộ, the user, or nobody in particular."""
    if request.user and request.user.is_authenticated:
        return actor_of(request).member
    return request.user


class ActorMixin(APIView):
    """`self.actor` and `self.viewer` for a viewset."""

    @property
    def actor(self) -> Actor:
        return actor_of(self.request)

    @property
    def viewer(self) -> Any:
        return viewer_of(self.request)
