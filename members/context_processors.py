from __future__ import annotations

from django.urls import reverse

from members.acting import ActorRequest
from members.middleware import SESSION_KEY


def acting(request: ActorRequest) -> dict:
    """`acting_for`: the member an officer is helping right now, else None; `acting_stop_url` ends it by POST."""
    if not hasattr(request, "session") or SESSION_KEY not in request.session:
        return {"acting_for": None}
    actor = request.actor
    if not (actor and actor.is_helping):
        return {"acting_for": None}
    return {"acting_for": actor.member, "acting_stop_url": reverse("members:stop_helping")}
