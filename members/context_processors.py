from django.http import HttpRequest


def acting(request: HttpRequest) -> dict:
    """`acting_for`: the member an officer is helping right now, else None."""
    if not hasattr(request, "session") or "assist_session" not in request.session:
        return {"acting_for": None}
    actor = request.actor
    return {"acting_for": actor.member if actor and actor.is_helping else None}
