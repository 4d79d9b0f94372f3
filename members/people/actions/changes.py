"""Record changes of log-in data, and notify the member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common.bulk import BATCH
from backend.common.text import filled
from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.row_states import state_rows, states
from members.acting import Actor
from members.models import AccountChange, User
from members.notices.actions.notices import notify
from members.people.enums import AccountChangeKind

# The text of the SMS: what changed, and the contact if the member didn't do it.
_TITLES: dict[str, Any] = {
    AccountChangeKind.OPENED: _("Cán bộ Hội đã mở tài khoản Piêu cho chị. Chị xem giấy được đưa."),
    AccountChangeKind.SECRET: _("Mã PIN của chị vừa được đổi. Không phải chị làm? Báo cán bộ Hội ngay."),
    AccountChangeKind.PHONE: _(
        "Số máy này vừa được gắn vào tài khoản Piêu của chị. Không đúng? Báo cán bộ Hội ngay."
    ),
    AccountChangeKind.PHONE_REMOVED: _(
        "Số điện thoại cũ vừa được gỡ khỏi tài khoản của chị. Không đúng? Báo cán bộ Hội."
    ),
    AccountChangeKind.CARD: _("Chị vừa được cấp thẻ mới, thẻ cũ hết dùng. Không đúng? Báo cán bộ Hội ngay."),
    AccountChangeKind.TICKET: _(
        "Cán bộ vừa in phiếu lấy lại tài khoản cho chị. Chị không nhờ? Báo cán bộ Hội ngay."
    ),
    AccountChangeKind.PASSKEY_ADDED: _(
        "Một máy vừa được cài khoá đăng nhập của chị. Không phải chị? Báo cán bộ Hội ngay."
    ),
    AccountChangeKind.PASSKEY_REMOVED: _("Một khoá đăng nhập trên máy vừa được gỡ khỏi tài khoản của chị."),
    AccountChangeKind.TOKEN_MADE: _(
        "Tài khoản của chị vừa có mã cho phần mềm. Không phải chị? Báo cán bộ Hội ngay."
    ),
    AccountChangeKind.TOKEN_REVOKED: _("Mã cho phần mềm của chị vừa được huỷ."),
    AccountChangeKind.RIGHTS: _(
        "Quyền của tài khoản Piêu của chị vừa được đổi. Không rõ vì sao? Hỏi Hội ngay."
    ),
    AccountChangeKind.ERASURE_ASKED: _(
        "Tài khoản Piêu của chị sẽ bị xoá sau 3 ngày. Không phải chị? Đăng nhập, bấm giữ lại."
    ),
    AccountChangeKind.ERASURE_CANCELLED: _("Tài khoản Piêu của chị được giữ lại, không xoá nữa."),
}
_QUIET = {
    AccountChangeKind.PASSKEY_REMOVED,
    AccountChangeKind.TOKEN_REVOKED,
    AccountChangeKind.ERASURE_CANCELLED,
    AccountChangeKind.PROFILE,
}


@transaction.atomic
def note_account_change(
    *,
    actor: Actor,
    kind: AccountChangeKind,
    tell: bool = True,
    payload: Mapping[str, Any] | None = None,
    rows: Iterable[Model] = (),
) -> AccountChange:
    """Record a change of the log-in data of `actor.member`, and notify the member by a notice and an SMS.

    A harmless change sends no SMS, and one of the profile no notice either. No values are stored, except for
    rights and API tokens (`payload`). The entry states the account, the change and `rows`. With `tell` False nobody
    is notified, for changes during sign-up.
    (OWASP ASVS 5, 6.3.6)
    """
    change = AccountChange.objects.create(user=actor.member, kind=kind, by=actor.by)
    append_entry(
        kind=f"account.{kind}",
        subject=f"member:{actor.member.ref}",
        payload={**(payload or {}), **states(User.objects.get(pk=actor.member.pk), change, *rows)},
        **actor.ledger_refs(),
    )
    if tell:
        _tell(actor, change)
    return change


@transaction.atomic
def note_openings(*, officer: User, members: Sequence[User]) -> None:
    """Do what `note_account_change` does for accounts that `officer` has just opened, with few statements."""
    changes = AccountChange.objects.bulk_create(
        [AccountChange(user=member, kind=AccountChangeKind.OPENED, by=officer) for member in members],
        batch_size=BATCH,
    )
    append_entries(
        Fact(
            f"account.{AccountChangeKind.OPENED}",
            subject_of(change.user),
            states(change.user, change),
            **Actor(by=officer, member=change.user).ledger_refs(),
        )
        for change in changes
    )
    for change in changes:
        _tell(Actor(by=officer, member=change.user), change)


def _tell(actor: Actor, change: AccountChange) -> None:
    kind = AccountChangeKind(change.kind)
    title = _TITLES.get(kind)
    if title:
        # Without a name: the notice stays if that account is erased. The linked page shows who did it.
        by_officer = _("Cán bộ Hội làm việc này lúc %(time)s.")
        body = filled(
            by_officer if actor.is_helping else _("Chị làm việc này lúc %(time)s."),
            {"time": timezone.localtime(change.happened_at).strftime("%H:%M, %d/%m/%Y")},
        )
        notify(
            user=actor.member,
            kind=f"account_{kind}",
            title=title,
            body=body,
            url=reverse("members:account_changes"),
            sms=kind not in _QUIET,
        )


def state_account(user: User) -> None:
    """State the account as the database has it, after a change that isn't noted."""
    state_rows(User.objects.get(pk=user.pk))


def subject_of(user: User) -> str:
    """Return the ledger's subject for a member."""
    return f"member:{user.ref}"
