"""The data of the members app in a person's export (members.own_data.exporting)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.common.phones import format_phone
from backend.ledger.acts import words_for
from backend.ledger.models import Entry
from members.assist.history import COLUMNS, acts_of
from members.models import (
    AccountChange,
    ApiToken,
    AssistSession,
    Consent,
    KnownDevice,
    Membership,
    Milestone,
    Notice,
    RecoveryTicket,
    RoleGrant,
    User,
)
from members.own_data.exporting import Rows
from members.people.actions.changes import subject_of

WORDS = {
    "full_name": _("Họ và tên"),
    "birth_year": _("Năm sinh"),
    "phone": _("Số điện thoại"),
    "phone_proven_at": _("Xác nhận số lúc"),
    "phone_not_proven": _("Số chưa xác nhận"),
    "card_number": _("Số thẻ"),
    "language": _("Tiếng"),
    "joined_at": _("Có tài khoản từ"),
    "last_signed_in_at": _("Đăng nhập lần cuối"),
    "opened_by": _("Người mở tài khoản"),
    "pseudonym": _("Mã thay tên của chị"),
    "erasure_due_at": _("Sẽ xoá lúc"),
    "branch": _("Chi hội"),
    "state": _("Tình trạng"),
    "requested_at": _("Xin vào lúc"),
    "decided_at": _("Trả lời lúc"),
    "reason": _("Lý do"),
    "role": _("Vai trò"),
    "capacity": _("Tư cách"),
    "granted_at": _("Giao lúc"),
    "started_at": _("Từ"),
    "ended_at": _("Đến"),
    "purpose": _("Việc"),
    "wording": _("Câu đã đồng ý"),
    "channel": _("Bằng cách"),
    "given_at": _("Đồng ý lúc"),
    "withdrawn_at": _("Rút lại lúc"),
    "changes": _("Thay đổi của tài khoản"),
    "what": _("Việc"),
    "by": _("Người làm"),
    "happened_at": _("Lúc"),
    "passkeys": _("Khoá trên máy"),
    "name": _("Tên"),
    "added_at": _("Thêm lúc"),
    "last_used_at": _("Dùng lần cuối"),
    "sessions": _("Các lần"),
    "address": _("Địa chỉ mạng"),
    "browser": _("Trình duyệt"),
    "since": _("Từ"),
    "known_browsers": _("Trình duyệt đã dùng"),
    "scopes": _("Quyền"),
    "ends_at": _("Hết dùng lúc"),
    "papers": _("Phiếu cán bộ đã in"),
    "programs": _("Mã cho chương trình khác"),
    "memberships": _("Đơn vào chi hội"),
    "roles": _("Vai trò"),
    "created_at": _("Lúc"),
    "used_at": _("Dùng lúc"),
    "officer": _("Cán bộ"),
    "acts": _("Từng việc"),
    "entry": _("Số mục trong sổ cái"),
    "for_another": _("Làm hộ người khác"),
    "about": _("Về"),
    "gave": _("Những lần chị làm hộ người khác"),
    "undone_at": _("Huỷ lúc"),
    "title": _("Tin"),
    "body": _("Nội dung"),
    "read_at": _("Đọc lúc"),
}


def person(user: User) -> dict[str, Any]:
    return {
        "full_name": user.full_name,
        "birth_year": user.birth_year,
        "phone": format_phone(user.phone) if user.phone else None,
        "phone_proven_at": user.phone_verified_at,
        "phone_not_proven": format_phone(user.phone_to_verify) if user.phone_to_verify else None,
        "card_number": user.card_number,
        "language": user.language,
        "joined_at": user.joined_at,
        "last_signed_in_at": user.last_login,
        "opened_by": str(user.opened_by) if user.opened_by else None,
        "pseudonym": str(user.ref),
        "erasure_due_at": user.erase_due_at,
    }


def memberships(user: User) -> list[dict[str, Any]]:
    return [
        {
            "branch": row.branch.name,
            "state": str(row.get_state_display()),
            "requested_at": row.requested_at,
            "decided_at": row.decided_at,
            "reason": row.reason,
        }
        for row in Membership.objects.filter(user=user).select_related("branch").order_by("pk")
    ]


def roles(user: User) -> list[dict[str, Any]]:
    return [
        {
            "role": str(row.get_role_display()),
            "branch": row.branch.name,
            "capacity": row.capacity,
            "granted_at": row.granted_at,
            "ended_at": row.ended_at,
        }
        for row in RoleGrant.objects.filter(user=user).select_related("branch").order_by("pk")
    ]


def consents(user: User) -> list[dict[str, Any]]:
    return [
        {
            "purpose": str(row.get_purpose_display()),
            "wording": row.wording,
            "channel": str(row.get_channel_display()),
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in Consent.objects.filter(user=user).order_by("pk")
    ]


def signing_in(user: User) -> dict[str, Any]:
    return {
        "changes": [
            {
                "what": str(row.get_kind_display()),
                "by": str(row.by) if row.by else None,
                "happened_at": row.happened_at,
            }
            for row in AccountChange.objects.filter(user=user).select_related("by").order_by("pk")
        ],
        "passkeys": [
            {"name": row.data.get("name", ""), "added_at": row.created_at, "last_used_at": row.last_used_at}
            for row in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": [
            {"address": str(row.ip), "browser": row.user_agent, "since": row.created_at}
            for row in UserSession.objects.filter(user=user).order_by("pk")
        ],
        "known_browsers": list(
            KnownDevice.objects.filter(user=user).order_by("pk").values("added_at", "last_used_at")
        ),
        "programs": [
            {
                "name": row.name,
                "scopes": row.scopes,
                "added_at": row.created_at,
                "ends_at": row.expires_at,
                "last_used_at": row.last_used_at,
            }
            for row in ApiToken.objects.filter(user=user).order_by("pk")
        ],
        "papers": list(
            RecoveryTicket.objects.filter(user=user).order_by("pk").values("created_at", "used_at")
        ),
    }


def helped(user: User) -> dict[str, Any]:
    return {
        "sessions": [
            {"officer": str(row.officer), "started_at": row.started_at, "ended_at": row.ended_at}
            for row in AssistSession.objects.filter(member=user).select_related("officer").order_by("pk")
        ],
        "acts": Rows(Entry.objects.filter(on_behalf_of=user.ref).only(*COLUMNS), _done_for_her, "id"),
        # Without the names of the people helped: that is their data.
        "gave": list(
            AssistSession.objects.filter(officer=user).order_by("pk").values("started_at", "ended_at")
        ),
    }


def _done_for_her(entries: list[Entry]) -> list[dict[str, Any]]:
    return [
        {"happened_at": act.happened_at, "by": str(act.who) if act.who else None, "what": str(act.words)}
        for act in acts_of(entries)
    ]


def acts(user: User) -> Rows:
    """Return all ledger entries of the person's acts.

    The subject is None if the export must not contain it (`_may_name`).
    """
    herself = subject_of(user)

    def describe(entries: list[Entry]) -> list[dict[str, Any]]:
        return [
            {
                "entry": entry.pk,
                "happened_at": entry.recorded_at,
                "what": str(words_for(entry.kind)),
                "for_another": entry.on_behalf_of is not None,
                "about": entry.subject if _may_name(entry, herself) else None,
            }
            for entry in entries
        ]

    return Rows(_entry_columns(Entry.objects.filter(by=user.ref)), describe, "id")


def _entry_columns(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.only("id", "kind", "subject", "by", "on_behalf_of", "recorded_at")


def _may_name(entry: Entry, herself: str) -> bool:
    """Return True if the export may contain the subject of `entry`.

    It must not contain other members, or what an act on another person's behalf was about. References of
    orders are left out too, because a reference gives access to the order.
    """
    return entry.on_behalf_of is None and (
        entry.subject == herself or not entry.subject.startswith(("member:", "order:"))
    )


def decided(user: User) -> dict[str, Any]:
    """Return the person's decisions as an officer, without the members they are about."""
    asked = Membership.objects.filter(decided_by=user).select_related("branch").order_by("pk")
    given = RoleGrant.objects.filter(granted_by=user).select_related("branch").order_by("pk")
    return {
        "memberships": [
            {"branch": row.branch.name, "state": str(row.get_state_display()), "decided_at": row.decided_at}
            for row in asked
        ],
        "roles": [
            {"role": str(row.get_role_display()), "branch": row.branch.name, "granted_at": row.granted_at}
            for row in given
        ],
    }


def milestones(user: User) -> list[dict[str, Any]]:
    return [
        {"what": str(row.get_kind_display()), "happened_at": row.happened_at, "undone_at": row.undone_at}
        for row in Milestone.objects.filter(user=user).order_by("happened_at", "pk")
    ]


def notices(user: User) -> list[dict[str, Any]]:
    return [
        {"title": row.title, "body": row.body, "created_at": row.created_at, "read_at": row.read_at}
        for row in Notice.objects.filter(user=user).order_by("pk")
    ]
