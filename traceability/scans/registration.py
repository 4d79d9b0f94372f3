"""Register what scans, inquiries, recalls, flags and typed codes add to lower apps' pages, and jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.common.codes import LETTERS, normalise
from backend.common.partitions import ensure_partition, next_month, unclaimed_months
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from members.notices import sms_limits
from members.own_data import erasing
from members.rules import has_desk
from products.models import Producer, ProducerPerson, Product
from products.producers.enums import ProducerKind
from products.producers.rules import shows_phone
from products.products.enums import ProductState
from traceability.inquiries.actions import forget_phones
from traceability.inquiries.enums import InquiryState
from traceability.keys import this_month
from traceability.labels.enums import RunState
from traceability.lots.enums import LotState
from traceability.lots.rules import may_change_lot
from traceability.models import Inquiry, LabelFlag, LabelRun, LabelTally, Lot, OriginVersion, Recall
from traceability.recalls.actions.recall_reach import settle_reach
from traceability.recalls.actions.recalls import end_lapsed_recalls
from traceability.recalls.rules import may_recall
from traceability.recalls.webhook_payloads import lot_payload
from traceability.scans.actions.scans import drop_old_salts, scans_of_lot
from traceability.scans.origin.addresses import origin_path, origin_paths
from traceability.serials import LENGTH, TYPED_LENGTH

MOST_LOTS = 6
MOST_LOTS_OF_CODE = 5


def register() -> None:
    """Register jobs, slots, exports, erasers and acts; called once, from AppConfig.ready()."""
    sms_limits.prioritise("lot.recall")
    every(hours=1, name="scan_salts.delete_old")(drop_old_salts)
    every(hours=12, name="scan_partitions.make")(make_partitions)
    every(minutes=5, name="recalls.end_lapsed")(end_lapsed_recalls)
    every(minutes=5, name="recalls.settle_reach")(settle_reach)
    daily(at="02:40", name="inquiries.forget_phones")(forget_phones)
    slots.register(
        "home.next",
        "inquiries",
        template="traceability/scans/slots/home_inquiries.html",
        context=home_inquiries,
        order=5,
    )
    slots.register(
        "home.figures",
        "scans",
        template="traceability/scans/slots/home_scans.html",
        context=home_scans,
        order=30,
    )
    slots.register(
        "officer.desk",
        "inquiries",
        template="traceability/scans/slots/home_inquiries.html",
        context=desk_inquiries,
        order=15,
    )
    slots.register(
        "profile.rows",
        "inquiries",
        template="traceability/scans/slots/inbox_row.html",
        context=inbox_row,
        order=35,
    )
    slots.register(
        "footer", "find", template="traceability/scans/slots/footer.html", context=way_in, order=10
    )
    slots.register(
        "lot.manage", "scans", template="traceability/scans/slots/lot_scans.html", context=lot_scans, order=60
    )
    slots.register(
        "product.public",
        "lots",
        template="traceability/scans/slots/public_lots.html",
        context=public_lots,
        order=20,
    )
    slots.register(
        "product.taken_down",
        "lots",
        template="traceability/scans/slots/public_lots.html",
        context=public_lots,
        order=20,
    )
    erasing.register("traceability.origin", erase_versions)
    acts.declare(
        Act("origin", public=True),
        Act("recall", public=True),
        Act("lot.recalled", words=_("Thu hồi một lô"), payload=lot_payload),
        Act("lot.recall_ended", words=_("Kết thúc thu hồi"), payload=lot_payload),
        Act("lot.recall_reached", words=_("Thu hồi lan tới một lô")),
        Act("origin.published", words=_("Đổi nội dung trang nguồn gốc")),
        Act("inquiry.sent", words=_("Người mua nhắn, báo chuyện")),
        Act("inquiry.answered", words=_("Trả lời người mua")),
        Act("inquiry.closed", words=_("Cất lời nhắn của người mua")),
        Act("label.flagged", words=_("Một con tem bị nghi là chép lại")),
        Act("label.looked_into", words=_("Xem xét một con tem đáng ngờ")),
    )
    for slot, context in (("home.next", home_flags), ("officer.desk", desk_flags)):
        slots.register(
            slot, "flags", template="traceability/scans/slots/home_flags.html", context=context, order=16
        )
    slots.register(
        "products.nothing_found",
        "codes",
        template="traceability/scans/slots/typed_code.html",
        context=typed_code,
    )


def make_partitions() -> int:
    """Create the partitions of scans on PostgreSQL: this month, the next two, and earlier months without one.

    Return how many were created. The clock runs it at its first start, so that a new installation has a
    partition for its first scan.
    """
    months = {*unclaimed_months("traceability_scan")}
    month = this_month()
    for _number in range(3):
        months.add(month)
        month = next_month(month)
    return sum(ensure_partition("traceability_scan", month) for month in sorted(months))


def way_in(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Fill the footer's slot on every page with links to the page for typed codes and to the recalls."""
    return {}


def home_inquiries(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many buyers wait for the member's answer, and the first of them; None if nobody does."""
    if not request.actor:
        return None
    member = request.actor.member
    waiting = Inquiry.objects.filter(state=InquiryState.OPEN, producer__in=Producer.objects.run_by(member))
    first = waiting.select_related("lot__product").order_by("created_at").first()
    return {"count": waiting.count(), "first": first} if first else None


def inbox_row(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many messages of buyers are open, for the link to them.

    None if the member never got a message; the link stays when all are answered.
    """
    if not request.actor:
        return None
    states = list(Inquiry.objects.visible_to(request.actor.member).values_list("state", flat=True)[:500])
    return {"count": states.count(InquiryState.OPEN)} if states else None


def desk_inquiries(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many buyers wait for an answer of an officer's producers, and the first of them, or None."""
    waiting = Inquiry.objects.visible_to(request.actor.member).filter(state=InquiryState.OPEN)
    first = waiting.select_related("lot__product").order_by("created_at").first()
    return {"count": waiting.count(), "first": first, "is_desk": True} if first else None


def home_scans(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many labels of the member's lots were scanned, or None if none was."""
    if not request.actor:
        return None
    own_lots = Lot.objects.run_by(request.actor.member)
    count = LabelTally.objects.filter(lot__in=own_lots).count()
    return {"count": count} if count else None


def lot_scans(request: ActorRequest, lot: Lot, **kw: Any) -> dict[str, Any] | None:
    member = request.actor.member
    if not may_change_lot(member, lot):
        return None
    recalls = list(Recall.objects.touching(lot).select_related("lot"))
    return {
        "lot": lot,
        "figures": scans_of_lot(lot),
        "recalls": recalls,
        "is_recalled": any(recall.lot_id == lot.pk and recall.run_id is None for recall in recalls),
        "may_recall": may_recall(member, lot),
        "path": origin_path(lot),
    }


def public_lots(request: ActorRequest, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the public lots of a product with the paths of their origin pages, or None if there are none.

    Recalled lots come first, then lots on sale, then sold-out ones with labels, newest first. If the
    producer's phone isn't public, also return a lot about which a buyer can write to the maker.
    """
    condition = Q(Exists(LabelRun.objects.filter(lot=OuterRef("pk"), state=RunState.READY)))
    if product.state == ProductState.LISTED:
        condition |= Q(state=LotState.OPEN)
    is_open = Case(When(state=LotState.OPEN, then=1), default=0)
    public = product.lots.filter(condition).annotate_recalls()
    lots = list(public.order_by(F("is_recalled").desc(), is_open.desc(), "-created_at", "-id")[:MOST_LOTS])
    rows = [(lot, path) for lot, path in zip(lots, origin_paths(lots), strict=True) if path]
    # Without a public phone number, a buyer writes to the maker.
    asked = None
    if product.state == ProductState.LISTED and not shows_phone(product.producer):
        asked = product.lots.to_ask_about()
    return {"lots": rows, "asked_lot": asked} if rows or asked else None


def erase_versions(user: User) -> None:
    """Erase page versions of households that nobody but the user runs, and versions with the user's name.

    Text and salt are deleted; the pin stays.
    """
    ran = Producer.objects.filter(people__user=user)
    households = ran.filter(kind=ProducerKind.HOUSEHOLD).exclude(people__in=others(user))
    versions = OriginVersion.objects.filter(erased_at=None)
    ids = set(versions.filter(lot__product__producer__in=households).values_list("pk", flat=True))
    for version in versions.filter(lot__product__producer__in=ran).only("pk", "facts"):
        # Erasers run while the user still has the name; another owner's name stays.
        if version.facts and user.full_name and version.facts["producer"]["owner"] == user.full_name:
            ids.add(version.pk)
    OriginVersion.objects.filter(pk__in=ids).update(facts=None, salt=None, erased_at=timezone.now())


def others(user: User) -> Any:
    return ProducerPerson.objects.filter(until=None).exclude(user=user)


def home_flags(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many suspicious labels of the member nobody has looked into, and the first, or None."""
    if not request.actor:
        return None
    return _waiting(LabelFlag.objects.run_by(request.actor.member))


def desk_flags(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many suspicious labels of an officer's producers nobody has looked into, or None."""
    officer = request.actor.member
    if not has_desk(officer):
        return None
    found = _waiting(LabelFlag.objects.visible_to(officer))
    return found | {"is_desk": True} if found else None


def _waiting(rows: Any) -> dict[str, Any] | None:
    rows = rows.waiting()
    first = rows.select_related("lot__product").order_by("flagged_at", "pk").first()
    return {"count": rows.count(), "first": first} if first else None


def looks_like_serial(text: str) -> bool:
    """Return whether `text` has the form of a serial: 16 or 17 letters of the labels' alphabet, at least one
    a digit.

    No product name has this form.
    """
    letters = normalise(text)
    return len(letters) in (LENGTH, TYPED_LENGTH) and set(letters) <= set(LETTERS) and _has_digit(text)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def typed_code(request: HttpRequest, *, typed: str, **kw: Any) -> dict[str, Any] | None:
    """Return what a code in the product search leads to: the serial, or the visible lots with that code, or
    None.

    Their pages are public by their URLs already. A serial is never looked up here: its own page counts
    guesses.
    """
    text = " ".join(typed.split())
    if looks_like_serial(text):
        return {"serial": text}
    # Text without a digit is a product search.
    if " " in text or not _has_digit(text):
        return None
    named = Lot.objects.visible_to(request.user).filter(code=text.upper()).select_related("product__producer")
    found = [(lot, origin_path(lot)) for lot in named.order_by("-pk")[:MOST_LOTS_OF_CODE]]
    found = [(lot, path) for lot, path in found if path]
    return {"lots": found} if found else None
