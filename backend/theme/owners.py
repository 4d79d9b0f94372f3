"""The owner of a page: the key of outbox entries and of stored pages in the service worker."""

from django.http import HttpRequest


def owner_of(request: HttpRequest | None) -> str:
    """Return the reference of the signed-in user, "" for visitors; in làm hộ with that of the member.

    So an entry that an officer writes for one member is never sent while the officer acts for another or for herself.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    own = str(getattr(user, "ref", "") or "")
    actor = getattr(request, "actor", None)
    return f"{own}:{actor.member.ref}" if actor and actor.is_helping else own
