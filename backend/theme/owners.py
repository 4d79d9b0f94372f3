"""The owner of a page: the key of outbox entries and of stored pages in the service worker."""

from django.http import HttpRequest


def owner_of(request: HttpRequest | None) -> str:
    """Return the pseudonym of the signed-in user; "" for visitors.

    While acting on behalf (làm hộ), the member's pseudonym is appended. So a form that an officer fills in
    for one member is never sent while the officer acts for another member or for themselves.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    own = str(getattr(user, "ref", "") or "")
    actor = getattr(request, "actor", None)
    return f"{own}:{actor.member.ref}" if actor and actor.is_helping else own
