"""The road to the first order: five steps, each computed from what happened."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Milestone, User
from members.notices.enums import MilestoneKind
from members.rules import has_desk, is_trainer
from orders.models import Order
from orders.orders.enums import OrderState
from orders.shops.actions.shops import shop_of
from products.models import Producer, Product
from products.producers.querysets import ProducerQuerySet
from products.products.enums import ProductState
from traceability.models import LabelPrint, Lot

# Each shows that buyers heard of the goods outside Piêu.
SHARED = (MilestoneKind.GOODS_SHARED, MilestoneKind.FANPAGE_OPENED, MilestoneKind.LIVESTREAM_HELD)


@dataclass(frozen=True, slots=True)
class Stitch:
    """A step of the road; `url` is where it is done, empty as long as an earlier step is needed first."""

    label: str
    url: str
    is_done: bool
    is_next: bool = False


def road_of(member: User) -> list[Stitch] | None:
    """Return the five steps to the first order, the next one marked; None once there was an order.

    Also None for people with another duty (officer, trainer) who run no producer.
    """
    producers = Producer.objects.run_by(member)
    # A stranger who orders and cancels must not end the road.
    if Order.objects.filter(producer__in=producers).exclude(state=OrderState.CANCELLED).exists():
        return None
    newest = (
        Product.objects.filter(producer__in=producers)
        .exclude(state=ProductState.RETIRED)
        .select_related("producer")
        .order_by(F("listed_at").desc(nulls_last=True), "-pk")
        .first()
    )
    producer = newest.producer if newest else producers.order_by("pk").first()
    if producer is None and (has_desk(member) or is_trainer(member)):
        return None
    steps = [_listing(newest, producers)]
    if producer is None:
        steps += [(label, "", False) for label in (_("Xác minh"), _("Giao đâu và phí"), _("Nhận tiền"))]
    else:
        shop, pk = shop_of(producer), [producer.pk]
        answered = shop.has_answered_delivery
        steps += [
            (_("Xác minh"), reverse("products:producer", args=pk), producer.verified_at is not None),
            (_("Giao đâu và phí"), reverse("orders:delivery", args=pk), answered),
            # Cash is the default; it counts once the seller decided how money comes.
            (
                _("Nhận tiền"),
                reverse("orders:shop", args=pk),
                bool(shop.account) or (answered and shop.takes_cash),
            ),
        ]
    steps.append(_labels(member, newest))
    following = next((place for place, step in enumerate(steps) if not step[2]), None)
    return [
        Stitch(label, url, is_done, place == following) for place, (label, url, is_done) in enumerate(steps)
    ]


type _Step = tuple[str, str, bool]


def _listing(newest: Product | None, producers: ProducerQuerySet) -> _Step:
    if newest is None:
        return _("Lên sàn"), reverse("products:new"), False
    is_listed = Product.objects.filter(producer__in=producers, state=ProductState.LISTED).exists()
    return _("Lên sàn"), reverse("products:manage", args=[newest.pk]), is_listed


def _labels(member: User, newest: Product | None) -> _Step:
    label = _("In tem và chia sẻ")
    if newest is None or newest.state != ProductState.LISTED:
        return label, "", False
    is_printed = LabelPrint.objects.filter(run__lot__in=Lot.objects.run_by(member)).exists()
    is_shared = Milestone.objects.filter(user=member, kind__in=SHARED, undone_at=None).exists()
    # Labels first. Without a lot there are no labels to print, so sharing alone is enough.
    lacks_labels = not is_printed and newest.lots.exists()
    url = reverse("traceability:choose-lot") if lacks_labels else reverse("orders:share", args=[newest.pk])
    return label, url, is_shared and not lacks_labels
