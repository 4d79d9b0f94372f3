"""Notify the people of a producer, and the officers who oversee it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.dates import format_date
from members.models import RoleGrant, User
from members.notices.actions.notices import notify
from members.roles.enums import Role
from products.models import Producer


def people_of(producer: Producer) -> list[User]:
    """Return the active users who run the producer now, the earliest first."""
    return list(
        User.objects.filter(producer_roles__producer=producer, producer_roles__until=None, is_active=True)
        .order_by("producer_roles__since", "pk")
        .distinct()
    )


def officers_of(producer: Producer, *, but: User | None = None) -> list[User]:
    """Return the officers of the nearest branch that has any: the producer's own branch or one above it.

    Officers who run the producer don't count.
    but: a person who must not decide this, who doesn't count either.
    """
    if producer.branch is None:
        return []
    own = {person.pk for person in people_of(producer)} | ({but.pk} if but else set())
    nearest_first = [int(part) for part in reversed(producer.branch.path.strip("/").split("/"))]
    grants = RoleGrant.objects.filter(
        branch__in=nearest_first, role=Role.OFFICER, ended_at=None, user__is_active=True
    ).select_related("user")
    found: dict[int, dict[int, User]] = {}
    for grant in grants:
        found.setdefault(grant.branch_id, {})[grant.user_id] = grant.user
    for branch_id in nearest_first:
        officers = [user for pk, user in sorted(found.get(branch_id, {}).items()) if pk not in own]
        if officers:
            return officers
    return []


def notify_each(
    users: Iterable[User],
    *,
    kind: str,
    title: StrOrPromise,
    body: StrOrPromise = "",
    values: dict[str, Any] | None = None,
    url: str = "",
    key: str | None = None,
    sms: bool = False,
) -> None:
    """Send a notice to each of `users` in their own language.

    values: fill the placeholders of `title` and `body`, which are cut to 120 and 400 characters.
    key: each user gets at most one notice with this key.
    sms: also send the notice by Zalo or SMS.
    """
    for user in users:
        with translation.override(user.language):
            notify(
                user=user,
                kind=kind,
                title=_fit(title, values, 120),
                body=_fit(body, values, 400),
                url=url,
                key=key,
                sms=sms,
            )


def _fit(text: StrOrPromise, values: dict[str, Any] | None, limit: int) -> str:
    written = str(text) % values if values else str(text)
    return Truncator(written).chars(limit)


def notify_of_grace(
    producer: Producer, *, today: dt.date, last_days: int = 0, sms: bool, but: User | None = None
) -> None:
    """Notify the producer's people of the grace of its listed products. Each gets each stage once.

    last_days: days before the end from which on the second notice replaces the first.
    sms: also by Zalo or SMS, but not to `but`.
    """
    until = producer.grace_until_date
    if until is None:
        return
    left = (until - today).days
    if left < 0:
        stage, title = "over", gettext_lazy("Hàng của %(name)s đã tạm rời sàn")
        body = gettext_lazy("Tem đã in vẫn quét được. Cán bộ xác minh xong thì bán lại ngay.")
    elif left < last_days:
        stage, title = "last", gettext_lazy("%(name)s: hết ngày %(day)s thì hàng rời sàn")
        body = gettext_lazy("Chị nhắc cán bộ xác minh trước ngày ấy. Tem đã in vẫn quét được.")
    else:
        stage, title = "began", gettext_lazy("%(name)s cần cán bộ Hội xác minh")
        body = gettext_lazy(
            "Hàng đang trên sàn còn bán đến hết ngày %(day)s. Sau ngày ấy, xác minh xong mới bán tiếp."
        )
    for person in people_of(producer):
        notify_each(
            [person],
            kind="producer.grace",
            title=title,
            body=body,
            values={"name": producer.name, "day": format_date(until)},
            url=reverse("products:producer", args=[producer.pk]),
            key=f"producer:{producer.pk}:grace:{until.isoformat()}:{stage}",
            sms=sms and person != but,
        )
