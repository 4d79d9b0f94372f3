"""Whose page this is: what the outbox and the service worker key their entries and copies by."""

from django.http import HttpRequest


def owner_of(request: HttpRequest | None) -> str:
    """The reference of who is logged in, "" for nobody; in làm hộ also of the member she acts for.

    So an entry that an officer writes for one member is never sent while she acts for another, or for herself.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    own = str(getattr(user, "ref", "") or "")
    actor = getattr(request, "actor", None)
    return f"{own}:{actor.member.ref}" if actor and actor.is_helping else own
