from __future__ import annotations

from django.urls import reverse

from members.acting import ActorRequest
from members.middleware import SESSION_KEY


def acting(request: ActorRequest) -> dict:
    """Add `acting_for`, the member on whose behalf the officer acts, or None.

    For a member also add `acting_stop_url`; a POST to it ends acting on behalf.
    """
    if not hasattr(request, "session") or SESSION_KEY not in request.session:
        return {"acting_for": None}
    actor = request.actor
    if not (actor and actor.is_helping):
        return {"acting_for": None}
    return {"acting_for": actor.member, "acting_stop_url": reverse("members:stop_helping")}
