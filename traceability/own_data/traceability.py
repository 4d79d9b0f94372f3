"""Export and erase what users wrote or confirmed: answers to buyers, recalls, checks, links and flags."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.notices.actions.notices import forget_notices
from members.own_data.exporting import Rows
from traceability.epcis import bodies as epcis
from traceability.models import CodeLink, EventCheck, Inquiry, LabelFlag, Recall
from traceability.recalls.actions.recall_words import erase_contacts_of
from traceability.resolver.actions import taken_down_key
from traceability.resolver.enums import LinkEnd

INQUIRY_WORDS = {
    "kind": _("Loại"),
    "lot": _("Lô hàng"),
    "text": _("Lời người mua"),
    "answer": _("Chị trả lời"),
    "answered_at": _("Trả lời lúc"),
}
FLAG_WORDS = {
    "lot": _("Lô hàng"),
    "label": _("Tem số"),
    "finding": _("Chị tìm hiểu thấy"),
    "looked_at": _("Lúc"),
}
RECALL_WORDS = {
    "lot": _("Lô hàng"),
    "reason": _("Vì sao"),
    "advice": _("Dặn người mua"),
    "contact": _("Người mua gọi ai"),
    "started_at": _("Từ"),
    "ended_at": _("Đến"),
}

CHECK_WORDS = {
    "event": _("Việc trong nhật ký"),
    "claim": _("Chị đã"),
    "branch": _("Cho"),
    "checked_at": _("Lúc"),
}
LINK_WORDS = {
    "product": _("Sản phẩm"),
    "title": _("Tên gọi"),
    "url": _("Địa chỉ"),
    "added_at": _("Thêm lúc"),
    "ended_at": _("Bỏ lúc"),
}


def checks(user: User) -> Rows:
    """Return the events that `user` confirmed as an officer, without the people who recorded them."""

    def export_rows(rows: list[EventCheck]) -> list[dict[str, Any]]:
        return [
            {
                "event": epcis.urn(row.event_id),
                "claim": str(row.get_claim_display()),
                "branch": row.branch.name if row.branch else None,
                "checked_at": row.checked_at,
            }
            for row in rows
        ]

    return Rows(EventCheck.objects.filter(by=user).select_related("branch"), export_rows)


def links(user: User) -> list[dict[str, Any]]:
    """Return the links of codes that `user`, or an officer on behalf of `user`, added."""
    rows = CodeLink.objects.filter(Q(added_by=user, on_behalf_of=None) | Q(on_behalf_of=user))
    return [
        {
            "product": row.product.name,
            "title": row.title,
            "url": row.url,
            "added_at": row.added_at,
            "ended_at": row.ended_at,
        }
        for row in rows.select_related("product").order_by("pk")
    ]


def erase_link_words(user: User) -> None:
    """Erase the reasons that `user` wrote as an officer when taking links down, and the notices of them.

    The links stay taken down. Links that the user added belong to the producer, and stay.
    """
    links = CodeLink.objects.filter(ended_by=user, ended_how=LinkEnd.TAKEN_DOWN)
    forget_notices(keys=[taken_down_key(link) for link in links])
    links.update(ended_reason="")


def inquiries(user: User) -> list[dict[str, Any]]:
    """Return the inquiries that `user` answered or closed, without the buyers' phone numbers.

    Includes those that an officer answered or closed on behalf of `user`.
    """
    return [
        {
            "kind": str(row.get_kind_display()),
            "lot": row.lot.code if row.lot else None,
            "text": row.text,
            "answer": row.answer,
            "answered_at": row.answered_at,
        }
        for row in _answered_by(user).select_related("lot").order_by("pk")
    ]


def recalls(user: User) -> list[dict[str, Any]]:
    rows = Recall.objects.filter(by=user).select_related("lot").order_by("pk")
    return [
        {
            "lot": row.lot.code,
            "reason": row.reason,
            "advice": row.advice,
            "contact": row.contact,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
        }
        for row in rows
    ]


def erase(user: User) -> None:
    """Erase the user's data in inquiries and recalls.

    Answers lose their text and author. Recalls lose their author but not the reason and advice: the goods may
    still be in use. The user's contact is erased; that of an open recall at its end.
    """
    rows = _answered_by(user)
    rows.exclude(answer="").update(answer=str(_("Người trả lời đã rời Piêu.")), answer_salt=None)
    rows.update(answered_by=None, on_behalf_of=None)
    erase_contacts_of(user)
    Recall.objects.filter(by=user).update(by=None)
    Recall.objects.filter(ended_by=user).update(ended_by=None)


def flags(user: User) -> list[dict[str, Any]]:
    rows = LabelFlag.objects.filter(looked_by=user).select_related("lot").order_by("pk")
    return [
        {"lot": row.lot.code, "label": row.number, "finding": row.finding, "looked_at": row.looked_at}
        for row in rows
    ]


def erase_flags(user: User) -> None:
    """Erase the user's findings about suspicious labels, and the user in them. The times stay."""
    LabelFlag.objects.filter(looked_by=user).update(finding="", salt=None, looked_by=None)


def _answered_by(user: User) -> QuerySet[Inquiry]:
    """Return the inquiries that `user` answered or closed, or an officer on behalf of `user`."""
    return Inquiry.objects.filter(Q(answered_by=user, on_behalf_of=None) | Q(on_behalf_of=user))
