"""Register the acts, states, places, slots and own data of bulletins."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.law.bulletins import tasks as tasks  # Django finds only the tasks.py at an app's top
from backend.law.bulletins.citing import citing_bulletins
from backend.law.bulletins.models import Bulletin, BulletinVersion, FollowedTopic
from backend.law.bulletins.presenters import home_part
from backend.law.bulletins.years import year_offered
from backend.law.citing.registry import register_citing
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import Stated
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, records
from members.own_data.records import owned_by

ACTS = (
    Act("law.bulletin_written", words=_("Soạn bản tin luật")),
    Act("law.bulletin_submitted", words=_("Gửi bản tin luật cho người thứ hai đọc")),
    Act("law.bulletin_returned", words=_("Trả lại bản tin luật để sửa")),
    Act("law.bulletin", words=_("Đọc và đăng bản tin luật"), public=True),
    Act("law.bulletin_withdrawn", words=_("Rút bản tin luật"), public=True),
)
STATED = (
    Stated(
        Bulletin,
        subject=lambda row: f"law:{row.document.number}",
        stated=("document", "topic", "slug", "started_at"),
        related=("document",),
    ),
    Stated(
        BulletinVersion,
        subject=lambda row: f"law:{row.bulletin.document.number}",
        stated=(
            "bulletin",
            "number",
            "state",
            "title",
            "from_date",
            "content",
            "note",
            "written_at",
            "published_at",
            "withdrawn_at",
            "withdrawn_reason",
            "returned_reason",
        ),
        people=("written_by", "read_by", "withdrawn_by"),
        related=("bulletin__document",),
    ),
)


def register() -> None:
    """Register bulletins' acts, slots, citing places, export and erasure. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    register_citing("bulletins", citing_bulletins, is_public=True)
    records.register(FollowedTopic, owned_by("user"), "id user topic followed_at")
    records.register(
        BulletinVersion,
        lambda user: Q(written_by=user.pk) | Q(read_by=user.pk) | Q(withdrawn_by=user.pk),
        "id bulletin number state title from_date content note written_by written_at returned_reason"
        " read_by published_at withdrawn_by withdrawn_at withdrawn_reason",
    )
    erasing.register("law.bulletins", forget_topics)
    slots.register(
        "law.home", "bulletins", template="law/bulletins/slots/home.html", context=on_home, order=10
    )
    for name, order in (("law.home", 5), ("home.next", 80)):
        slots.register(
            name, "law_year", template="law/bulletins/slots/law_day.html", context=around_law_day, order=order
        )
    slots.register(
        "officer.desk", "bulletins", template="law/bulletins/slots/desk.html", context=at_desk, order=55
    )


def forget_topics(user: User) -> None:
    FollowedTopic.objects.filter(user=user).delete()


def on_home(request: HttpRequest, **kw: Any) -> dict[str, Any] | None:
    return home_part(timezone.localdate())


def around_law_day(request: HttpRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the year whose changes the days around 9 November offer; None on other days."""
    year = year_offered(timezone.localdate())
    return {"year": year} if year else None


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return how many bulletins wait for this officer to read."""
    return {"count": BulletinVersion.objects.to_read_by(request.actor.member).count()}
