"""Find which of a platform's duties are not met on a day, each with its source.

`./run ecom_law_check` prints them.
Facts outside the database (registration with the ministry, a lawyer's review) come from the operator's
settings; they are never assumed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from backend.common.data_files import Source, read_data_file
from backend.common.dates import format_moment
from backend.law.library.references import parse_citation
from backend.ledger.models import Entry
from courses.live.claims import CLAIMS
from members.branches.enums import UnitKind
from members.consent.enums import ConsentPurpose
from members.consent.wording import consent_wording
from members.own_data import exporting, records
from orders.complaints.enums import ComplaintKind
from orders.duties.pages import unexplained_sorts, unrefused, untaken, unworded, without_page
from orders.duties.retention import contract_term, retention_of
from orders.models import Complaint, Offer, Order
from orders.orders.enums import HOLDING
from products.models import Producer, ProducerPerson, Product, ProductDecision, ProductFacts
from products.producers.enums import ProducerKind, ProducerRole, VerifiedHow
from products.products.enums import ProductState
from products.search.ordering import orderings
from products.search.product_query import SORTS

PATH = Path(__file__).resolve().parent / "duties.toml"


@dataclass(frozen=True, slots=True)
class Duty:
    """One legal duty (duties.toml). `find` yields each gap in plain words."""

    source: Source
    words: str
    find: Callable[[dt.date], Iterator[str]]

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def is_checked(self) -> bool:
        """Return False if the clause was read in secondary sources only."""
        return self.source.is_checked

    @property
    def document(self) -> str:
        """Return the provisions in words: "khoản 2 Điều 52 248/2026/NĐ-CP"."""
        return ", ".join(parse_citation(each).words() for each in self.source.cites)


def _sellers() -> QuerySet[Producer]:
    """Return producers with a listed product: the sellers in the law's terms."""
    return Producer.objects.filter(Exists(Product.objects.listed().filter(producer=OuterRef("pk")))).order_by(
        "pk"
    )


def _registered(_day: dt.date) -> Iterator[str]:
    if not settings.ECOM_REGISTRATION:
        yield "PIEU_ECOM_REGISTRATION: chưa ghi số đăng ký sàn / the platform's registration is not told"
    if not settings.ECOM_OPERATOR:
        yield "PIEU_ECOM_OPERATOR: chưa ghi tên và địa chỉ người vận hành / the operator is not named"


def _verified(_day: dt.date) -> Iterator[str]:
    # An unverified producer sells in its days of grace (OfferQuerySet.on_sale); its earlier orders may run longer.
    running = Order.objects.filter(state__in=(*HOLDING[:-1],), producer=OuterRef("pk"))
    offering = Offer.objects.on_sale().filter(product__producer=OuterRef("pk"))
    for producer in Producer.objects.filter(Exists(running) | Exists(offering), verified_at=None).order_by(
        "pk"
    ):
        yield f"{producer.name} ({producer.pk}): đang bán mà chưa xác minh / sells and is not verified"
    verified = Producer.objects.exclude(verified_at=None).order_by("pk")
    for producer in verified.filter(verified_how=""):
        yield f"{producer.name} ({producer.pk}): chưa ghi xác minh bằng cách nào / how she was verified is not told"
    for producer in verified.filter(verified_by=None):
        yield f"{producer.name} ({producer.pk}): chưa ghi ai xác minh / who verified her is not told"


def _electronically(_day: dt.date) -> Iterator[str]:
    offering = Offer.objects.filter(is_open=True, product__producer=OuterRef("pk"))
    rows = Producer.objects.filter(Exists(offering), verified_at__isnull=False)
    rows = rows.exclude(verified_how=VerifiedHow.ELECTRONIC).order_by("pk")
    for producer in rows:
        yield f"{producer.name} ({producer.pk}): chưa xác thực điện tử / not verified electronically"


def _papers_checked(_day: dt.date) -> Iterator[str]:
    """Yield verified households of which no officer recorded having seen birth date and personal number.

    They were verified before officers were asked. The duty binds once electronic verification is mandatory.
    """
    households = Producer.objects.filter(kind=ProducerKind.HOUSEHOLD, is_active=True).exclude(
        verified_at=None
    )
    for producer in households.filter(Q(saw_birth_date=False) | Q(saw_personal_id=False)).order_by("pk"):
        yield f"{producer.name} ({producer.pk}): chưa ghi đã xem ngày sinh và số định danh / not told that both were seen"


def _named(_day: dt.date) -> Iterator[str]:
    for producer in _sellers().filter(name=""):
        yield f"{producer.pk}: thiếu tên / without a name"
    # The platform accepts a commune as a household's address (consumer-address in products/legal/rules.toml),
    # but never a province.
    for producer in _sellers().filter(address="", unit__kind=UnitKind.PROVINCE):
        yield f"{producer.name} ({producer.pk}): thiếu địa chỉ, chỉ có tỉnh / no address but the province"


def _legally_named(_day: dt.date) -> Iterator[str]:
    """Yield sellers without a legal name.

    A household needs its owner's full name; a cooperative or company its registration number and address.
    """
    owner = ProducerPerson.objects.filter(
        producer=OuterRef("pk"), role=ProducerRole.OWNER, until=None, user__full_name__contains=" "
    )
    is_household = Q(kind=ProducerKind.HOUSEHOLD)
    for producer in _sellers().filter(
        is_household & ~Exists(owner) | ~is_household & (Q(identity_code="") | Q(address=""))
    ):
        yield f"{producer.name} ({producer.pk}): thiếu họ tên chủ hộ, hay mã số và địa chỉ đăng ký / no legal name"


def _live(_day: dt.date) -> Iterator[str]:
    """Yield gaps for livestreams: a missing page to check them, or a claim that passes without proof."""
    yield from without_page("courses:live_kit", 1)
    yield from unrefused(CLAIMS)


def _moderated(_day: dt.date) -> Iterator[str]:
    decided = ProductDecision.objects.filter(
        product=OuterRef("pk"), state=ProductState.LISTED, by__isnull=False
    )
    for product in Product.objects.listed().filter(~Exists(decided)).order_by("pk"):
        yield f"{product.name} ({product.pk}): lên sàn mà không có người duyệt / listed without a decision"


def _moment_of(day: dt.date) -> dt.datetime:
    """Return the moment at which deadlines are checked: now if `day` is today, otherwise the end of `day`."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def _late(kind: ComplaintKind) -> Callable[[dt.date], Iterator[str]]:
    def find(day: dt.date) -> Iterator[str]:
        at = _moment_of(day)
        rows = Complaint.objects.filter(kind=kind, created_at__lte=at, answer_by__lte=at)
        waiting = rows.filter(Q(answered_at=None) | Q(answered_at__gt=at))
        for row in waiting.select_related("producer").order_by("answer_by"):
            yield f"{row.producer.name} ({row.pk}): quá hạn {format_moment(row.answer_by)} / past its time"

    return find


def _objections(day: dt.date) -> Iterator[str]:
    at = _moment_of(day)
    rows = Complaint.objects.filter(objected_at__lte=at, reply_by__lte=at)
    for row in (
        rows.filter(Q(replied_at=None) | Q(replied_at__gt=at)).select_related("producer").order_by("reply_by")
    ):
        due = format_moment(row.reply_by or at)
        yield f"{row.producer.name} ({row.pk}): quá hạn trả lời ý kiến {due} / the objection is past its time"


def _privacy(_day: dt.date) -> Iterator[str]:
    yield from without_page("orders:platform")
    yield from unworded({str(purpose): consent_wording(purpose) for purpose in ConsentPurpose})


def _taken_along(_day: dt.date) -> Iterator[str]:
    yield from without_page("members:data_archive")
    sections = {section.key for section in exporting.sections()}
    yield from untaken(sections, {table.model for table in records.tables()})


def _ranking(_day: dt.date) -> Iterator[str]:
    yield from without_page("products:ranking")
    yield from unexplained_sorts(SORTS, orderings())


def _retained(day: dt.date) -> Iterator[str]:
    # Erasures are compared with today, whatever `day` is; the terms are those of `day`.
    term, today = contract_term(day), timezone.localdate()
    emptied = Order.objects.filter(buyer_phone="", buyer_name="")
    for order in emptied.order_by("pk").iterator(1000):
        # The same moment as in `contract_ends`: the last step, if the order never ended.
        if term.ends(timezone.localdate(order.ended_at or order.moved_at)) > today:
            yield f"đơn {order.number}: mất thông tin trước hạn {term.words} / an order emptied before its time"
    gone = ProductFacts.objects.filter(product=OuterRef("pk"), body="")
    done = dict(
        Entry.objects.filter(kind="product.forgotten").order_by("pk").values_list("subject", "recorded_at")
    )
    for product in Product.objects.filter(Exists(gone)).order_by("pk"):
        at = done.get(f"product:{product.pk}")
        if at is not None and (product.state == ProductState.LISTED or (product.retired_at or at) > at):
            continue  # sold again since: the earlier texts were erased when their term was over
        retention = retention_of(product, on=day, by=at)
        if retention is None or retention.until > today:
            yield f"{product.name} ({product.pk}): mất lời đã đăng trước hạn / a listing emptied before its time"


_FIND: dict[str, Callable[[dt.date], Iterator[str]]] = {
    "registered": _registered,
    "seller-verified": _verified,
    "seller-electronic": _electronically,
    "seller-identity": _papers_checked,
    "seller-named": _named,
    "listing-moderated": _moderated,
    "take-down-24h": _late(ComplaintKind.TAKE_DOWN),
    "objections": _objections,
    "complaints": _late(ComplaintKind.COMPLAINT),
    "seller-legal-name": _legally_named,
    "livestream": _live,
    "privacy": _privacy,
    "ranking": _ranking,
    "seller-data": _taken_along,
    "retention": _retained,
}


def _duties() -> tuple[Duty, ...]:
    rows = read_data_file(PATH).cited_rows("duties", required=("words",))
    return tuple(Duty(source, values["words"], _FIND[source.id]) for source, values in rows)


DUTIES: tuple[Duty, ...] = _duties()


def gaps_on(day: dt.date) -> list[tuple[Duty, str]]:
    """Return every gap on `day`, in the order of DUTIES, by the rules and deadlines of that day.

    Stored data is read in its present state.
    """
    return [(duty, gap) for duty in DUTIES if duty.source.valid_from <= day for gap in duty.find(day)]
