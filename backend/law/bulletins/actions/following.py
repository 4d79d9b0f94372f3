"""Follow topics, and stop following them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from backend.law.bulletins.models import FollowedTopic
from backend.law.situations.stock import stock
from members.acting import Actor
from members.models import User
from members.rules import require


@transaction.atomic
def set_followed_topics(*, actor: Actor, topics: Iterable[str]) -> None:
    """Let the member follow exactly `topics`; unknown ones are left out.

    Which topics she follows isn't in the ledger: it stays for ever, and some are nobody's business.
    Raises NotAllowed while acting on behalf (làm hộ).
    """
    require(not actor.is_helping)
    User.objects.select_for_update(no_key=True).get(pk=actor.member.pk)
    wanted, now = set(topics) & set(stock().topics), timezone.now()
    held = FollowedTopic.objects.filter(user=actor.member)
    held.exclude(topic__in=wanted).delete()
    known = set(held.values_list("topic", flat=True))
    FollowedTopic.objects.bulk_create(
        FollowedTopic(user=actor.member, topic=topic, followed_at=now) for topic in sorted(wanted - known)
    )
