"""Record that a member shared a product or a producer's page; to whom is never known."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from members.acting import Actor
from members.models import Milestone, User
from members.notices.actions.milestones import record_milestone
from members.notices.enums import MilestoneKind
from members.rules import require
from products.models import Producer, Product
from products.producers.rules import runs


@transaction.atomic
def record_share(*, actor: Actor, producer: Producer, product: Product | None = None) -> Milestone:
    """Record that the member shared `product`, or else the page of `producer`. Repeating changes nothing.

    Raises NotAllowed for others than its people.
    """
    require(runs(actor.member, producer), _("Chỉ người của nơi sản xuất mới ghi được việc này."))
    subject = f"product:{product.pk}" if product else f"producer:{producer.pk}"
    return record_milestone(user=actor.member, kind=MilestoneKind.GOODS_SHARED, subject=subject)


def has_shared(member: User, *subjects: str) -> bool:
    """Return True if the member shared any of `subjects`, such as "product:12"; without subjects, anything."""
    shared = Milestone.objects.filter(user=member, kind=MilestoneKind.GOODS_SHARED, undone_at=None)
    return (shared.filter(subject__in=subjects) if subjects else shared).exists()
