"""Access to the pages of the officer's desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase

from members.acting import ActorRequest
from members.rules import has_desk, require


def desk_only[Answer: HttpResponseBase](view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Allow only officers and staff, acting as themselves.

    While acting on behalf of a member they are refused.
    """

    @login_required
    @wraps(view)
    def wrapper(request: ActorRequest, *args, **kwargs) -> Answer:
        require(has_desk(request.actor.member))
        return view(request, *args, **kwargs)

    return wrapper
