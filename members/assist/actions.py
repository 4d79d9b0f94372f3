"""Làm hộ: an officer acts on behalf of a member without a smartphone, for some hours, and the member is notified."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.heartbeats import is_silent
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import AssistSession, User
from members.notices.actions.notices import notify
from members.people.actions.changes import subject_of
from members.rules import may_help, require

LASTS = timedelta(hours=4)


@transaction.atomic
def start_assist(*, officer: User, member: User) -> AssistSession:
    """Let `officer` act on behalf of `member` for at most four hours, and notify the member.

    Ends another open session of the officer.
    """
    require(
        may_help(officer, member),
        _("Chị chỉ làm hộ được hội viên đã được xác nhận ở cơ sở của chị, và không làm hộ cán bộ."),
    )
    for open_one in AssistSession.objects.select_for_update().filter(officer=officer, ended_at=None):
        _end(open_one)
    assist = AssistSession.objects.create(officer=officer, member=member)
    append_entry(
        kind="assist.started",
        subject=subject_of(member),
        payload={"assist": assist.pk, **states(assist)},
        by=officer.ref,
        on_behalf_of=member.ref,
    )
    notify(
        user=member,
        kind="assist_started",
        title=gettext_lazy("Cán bộ Hội bắt đầu làm hộ chị trên Piêu. Chị không nhờ? Báo Hội cấp trên."),
        body=gettext_lazy("Mỗi việc làm hộ được ghi lại; chị xem được ai đã làm gì."),
        url=reverse("members:helped"),
        key=f"assist:{assist.pk}",
        sms=True,
    )
    return assist


@transaction.atomic
def end_assist(*, officer: User, assist_id: int | None = None) -> None:
    """End the session `assist_id`, or all open sessions of the officer."""
    sessions = AssistSession.objects.select_for_update().filter(officer=officer, ended_at=None)
    for assist in sessions.filter(pk=assist_id) if assist_id else sessions:
        _end(assist)


def end_stale_assists() -> int:
    """Mark sessions older than LASTS as ended and return their number. Run by the clock.

    Such sessions have no effect anyway.
    """
    stale = AssistSession.objects.filter(is_silent("started_at", timezone.now(), LASTS), ended_at=None)
    ended = 0
    for assist_id in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            assist = AssistSession.objects.select_for_update().filter(pk=assist_id, ended_at=None).first()
            if assist:
                _end(assist)
                ended += 1
    return ended


def _end(assist: AssistSession) -> None:
    assist.ended_at = timezone.now()
    assist.save(update_fields=["ended_at"])
    append_entry(
        kind="assist.ended",
        subject=subject_of(assist.member),
        payload={"assist": assist.pk, **states(assist)},
        by=assist.officer.ref,
        on_behalf_of=assist.member.ref,
    )


def actor_in(assist: AssistSession) -> Actor:
    """Return the actor of a session: the officer on behalf of the member."""
    return Actor(by=assist.officer, member=assist.member)
