"""Register the acts of push notices, and the count of unread notices on the bell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts
from backend.ledger.acts import Act
from backend.theme import navigation
from members.acting import ActorRequest
from members.models import Notice

ACTS = (
    Act("push.on", words=_("Cho một trình duyệt báo tin")),
    Act("push.off", words=_("Thôi báo tin trên các trình duyệt")),
)


def register() -> None:
    """Register notices' acts and their bell. Called once, when Django starts."""
    acts.declare(*ACTS)
    navigation.register_tab("notices", count=unread_notices)


def unread_notices(request: ActorRequest) -> int:
    return Notice.objects.filter(user=request.actor.member, read_at=None).count()
