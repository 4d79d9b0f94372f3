"""Register the acts of producers and their people, their audit, and the producers' row in a profile."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily
from backend.ledger import acts, auditing, deeds, row_states, taking_up
from backend.ledger.acts import Act
from members import ports
from members.acting import ActorRequest
from products.models import Producer
from products.producers.actions.people import forget_contacts
from products.producers.auditing import (
    STATED,
    compare_invitations,
    compare_people,
    invitations_of_before,
    people_of_before,
    waiting_of_before,
)
from products.producers.deeds import producer_phrases
from products.producers.portraits import portraits_of
from products.producers.tasks import remind_unverified_producers

ACTS = (
    Act("producer.created", words=_("Ghi nơi sản xuất")),
    Act("producer.unverified", words=_("Đổi thông tin nơi sản xuất"), public=True),
    Act("producer.changed", words=_("Sửa nơi sản xuất")),
    Act("producer.verified", words=_("Xác minh nơi sản xuất"), public=True),
    # Sealed: that a household waits, or lacks something, is between its people and the officers.
    Act("producer.verification_asked", words=_("Nhờ xác minh nơi sản xuất")),
    Act("producer.verification_returned", words=_("Nhắn nơi sản xuất bổ sung để xác minh")),
    Act("producer.invited", words=_("Mời người cùng làm")),
    Act("producer.declined", words=_("Từ chối lời mời cùng làm")),
    Act("producer.withdrawn", words=_("Rút lời mời cùng làm")),
    Act("producer.joined", words=_("Thêm người cùng làm")),
    Act("producer.left", words=_("Cho người thôi cùng làm")),
    Act("producer.role", words=_("Đổi vai trò người cùng làm")),
)


def register() -> None:
    """Register producers' acts, slots, audits and clock jobs.

    Also register the repair of periods without a ledger entry. Called once, when Django starts.
    """
    acts.declare(*ACTS)
    deeds.describe("producer", producer_phrases)
    deeds.describe("products", producer_phrases)
    ports.portraits.provide(portraits_of)
    row_states.declare(*STATED)
    auditing.register("producers' people", compare_people)
    auditing.register("producers' invitations", compare_invitations)
    taking_up.register("producers' people", people_of_before)
    taking_up.register("producers' invitations", invitations_of_before)
    taking_up.register("producers' verification", waiting_of_before)
    daily(at="07:40", name="producers.remind_unverified")(remind_unverified_producers)
    daily(at="03:35", name="invitations.forget_contacts")(forget_contacts)
    slots.register(
        "profile.rows",
        "products",
        template="products/producers/slots/profile_rows.html",
        context=producer_row,
        order=20,
    )


def producer_row(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    names = Producer.objects.run_by(request.actor.member).values_list("name", flat=True)
    return {"names": ", ".join(names[:3])}
