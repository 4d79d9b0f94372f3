"""The officer's search for members."""

from __future__ import annotations

from backend.common.text import fold
from members.signing_in.logins import find_by_login, parse_login


def search_members(query: str, *, overseen) -> list[int]:
    """Return ids of at most 200 people whose phone or card number is `query`, or whose name has its words.

    A number finds its owner even outside the memberships `overseen`, so callers filter by them again. Names
    are folded here: a branch has hundreds of members, not millions.
    """
    if login := parse_login(query):
        found = find_by_login(login)
        return [found.pk] if found else []
    words = fold(query).split()
    people = overseen.values_list("user_id", "user__full_name").iterator(chunk_size=2000)
    hits = [pk for pk, name in people if all(word in fold(name) for word in words)]
    return hits[:200]
