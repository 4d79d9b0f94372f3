"""Messages of buyers, and the notices that are still unread when somebody signs in for the first time."""

from __future__ import annotations

from django.db import transaction

from backend.common.models import Mark
from backend.demo.actions.goods import lots_of
from backend.demo.actions.people import People
from backend.demo.data.goods import GOODS
from members.acting import Actor
from members.models import Notice
from members.notices.actions.notices import mark_read
from traceability.inquiries.actions import answer_inquiry, send_inquiry
from traceability.inquiries.enums import InquiryKind

DONE = "demo letters"
LEFT_UNREAD = 3
# product, batch, kind, what the buyer wrote, the owner's answer
LETTERS = (
    ("man-say-deo", 0, InquiryKind.QUESTION, "Mận sấy này có bỏ hạt không chị? Nhà tôi có cháu nhỏ.", ""),
    ("hong-gion", 0, InquiryKind.PROBLEM, "Túi hồng tôi mua có hai quả bị dập, còn lại ăn ngon.", ""),
    (
        "che-shan-tuyet", 0, InquiryKind.QUESTION, "Chè này pha nước bao nhiêu độ thì đỡ chát?",
        "Chị để nước chừng 90 độ, tráng nhanh rồi ủ một phút là vừa.",
    ),
)  # fmt: skip


@transaction.atomic
def load_letters(people: People) -> None:
    """Create inquiries and answers, and mark older notices as read. Does nothing the second time."""
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    by_key = {good.key: good for good in GOODS}
    for key, number, kind, text, answer in LETTERS:
        good = by_key[key]
        inquiry = send_inquiry(kind=kind, text=text, lot=lots_of(good)[number])
        if answer:
            answer_inquiry(actor=Actor.of(people[good.maker]), inquiry=inquiry, answer=answer)
    for user in people.values():
        newest = Notice.objects.filter(user=user).order_by("-created_at", "-pk").values_list("pk", flat=True)
        mark_read(user=user, notices=list(newest[LEFT_UNREAD:]))
