"""What orders puts into the slots, clock and registries of the house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import ports, slots
from backend.common.clock import daily, every
from backend.ledger import acts, auditing
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting
from members.own_data.actions import WAITS
from members.rules import is_staff
from orders import own_data, own_records
from orders.bank.webhook_payloads import transfer_payload
from orders.basket import basket
from orders.complaints.actions import forget_callers, look_after_complaints, take_down_of, taken_down_on
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.complaints.rules import may_object
from orders.complaints.webhook_payloads import complaint_payload
from orders.duties.actions import forget_left
from orders.duties.leaving import keeps_stripe, kept_of_buying, kept_of_products
from orders.duties.retention import contract_term
from orders.models import Complaint, Offer, Order, OrderLine, Purchase, Review, Transfer
from orders.orders.actions.overdue import forget_buyers, look_after_waiting_orders, tell_buyers_of_recall
from orders.orders.actions.standing import look_after_still_orders
from orders.orders.auditing import compare_packed
from orders.orders.enums import HOLDING, OrderState
from orders.orders.recipients import buyers_of_lots
from orders.orders.stock import held_back, sold_of, stock_of
from orders.orders.webhook_payloads import order_payload
from orders.payments.ways.card.actions.accounts import forget_closed_accounts
from orders.payments.ways.card.actions.payments import look_after_card_pages
from orders.payments.ways.card.actions.refunds import send_waiting_refunds
from orders.reviews.actions import erase_words_of, rating_of
from orders.reviews.models import points_of
from orders.reviews.webhook_payloads import review_payload
from orders.share import views as share
from orders.shops.actions.shops import follow_price, offer_at_listing
from orders.shops.actions.table_offers import change_table_offer, open_first_offers, own_prices, table_offers
from orders.shops.rules import may_sell
from orders.shops.shown_price import availability, shown_price
from orders.shops.webhook_payloads import offer_payload
from products.models import Producer, Product
from products.products.enums import ProductState
from traceability.lots.actions.remains import SOLD
from traceability.models import Recall
from traceability.scans.leads import PARAMETER

ACTS = (
    Act("offer.saved", words=_("Đặt cách bán một sản phẩm"), payload=offer_payload),
    Act("offer.closed", words=_("Thôi bán theo một cách"), payload=offer_payload),
    Act("shop.delivery", words=_("Đổi cách giao hàng")),
    Act("shop.area", words=_("Đổi nơi giao hàng")),
    Act("shop.account", words=_("Đổi tài khoản nhận tiền")),
    Act("shop.paused", words=_("Đổi ngày tạm nghỉ bán")),
    Act("shop.stopped", words=_("Dừng việc bán của một nơi")),
    Act("shop.stop_lifted", words=_("Cho một nơi bán lại")),
    Act("review.written", words=_("Viết đánh giá"), payload=review_payload),
    Act("review.erased", words=_("Xoá lời đánh giá"), payload=review_payload),
    Act("review.answered", words=_("Trả lời đánh giá"), payload=review_payload),
    Act("review.hidden", words=_("Ẩn một đánh giá"), payload=review_payload),
    Act("review.shown", words=_("Cho hiện lại một đánh giá"), payload=review_payload),
    Act("order.placed", words=_("Đặt đơn hàng"), payload=order_payload),
    Act("order.confirmed", words=_("Nhận đơn hàng"), payload=order_payload),
    Act("order.paid", words=_("Ghi đã nhận tiền"), payload=order_payload),
    Act("order.packed", words=_("Đóng gói đơn hàng"), payload=order_payload),
    Act("order.unpacked", words=_("Mở gói đơn hàng ra"), payload=order_payload),
    Act("order.shipped", words=_("Giao đơn hàng"), payload=order_payload),
    Act("order.delivered", words=_("Giao xong đơn hàng"), payload=order_payload),
    Act("order.cancelled", words=_("Huỷ đơn hàng"), payload=order_payload),
    Act("order.returned", words=_("Ghi trả hàng"), payload=order_payload),
    Act("order.refunded", words=_("Ghi đã trả lại tiền"), payload=order_payload),
    Act("order.refund_asked", words=_("Trả lại tiền vào thẻ"), payload=order_payload),
    Act("card_account.opened", words=_("Lấy địa chỉ để nối tài khoản thẻ")),
    Act("card_account.keys_set", words=_("Cất khoá của tài khoản thẻ")),
    Act("card_account.closed", words=_("Thôi nhận thẻ")),
    Act("exchange.added", words=_("Thêm tệp mẫu của sàn")),
    Act("exchange.mapped", words=_("Ghép cột tệp mẫu của sàn")),
    Act("exchange.replaced", words=_("Đổi tệp mẫu của sàn")),
    Act("exchange.removed", words=_("Bỏ tệp mẫu của sàn")),
    Act("order.part_back", words=_("Ghi trả lại một phần đơn"), payload=order_payload),
    Act("order.settled", words=_("Ghi đã trả lại tiền thừa"), payload=order_payload),
    Act("complaint.sent", words=_("Có lời khiếu nại hoặc yêu cầu gỡ"), payload=complaint_payload),
    Act("complaint.answered", words=_("Trả lời một lời khiếu nại"), payload=complaint_payload),
    Act("complaint.taken_down", words=_("Gỡ một sản phẩm theo yêu cầu"), payload=complaint_payload),
    Act("complaint.kept", words=_("Không gỡ một sản phẩm theo yêu cầu"), payload=complaint_payload),
    Act("complaint.objected", words=_("Nêu ý kiến về việc gỡ sản phẩm"), payload=complaint_payload),
    Act("complaint.replied", words=_("Trả lời ý kiến của người bán"), payload=complaint_payload),
    Act("bank_feed.opened", words=_("Lấy địa chỉ để nối ngân hàng")),
    Act("bank_feed.key_set", words=_("Cất khoá của nơi báo tiền về")),
    Act("bank_feed.address_changed", words=_("Đổi địa chỉ nhận tin báo tiền về")),
    Act("bank_feed.closed", words=_("Thôi nối ngân hàng")),
    Act("transfer.received", words=_("Có tiền về tài khoản"), payload=transfer_payload),
    Act("transfer.linked", words=_("Nối khoản tiền về với đơn"), payload=transfer_payload),
    Act("transfer.unlinked", words=_("Gỡ khoản tiền về khỏi đơn"), payload=transfer_payload),
    Act("transfer.returned", words=_("Ghi đã trả lại một khoản tiền về"), payload=transfer_payload),
    Act("transfer.kept", words=_("Ghi lại: chưa trả khoản tiền về"), payload=transfer_payload),
    Act("transfer.closed", words=_("Cất đi một khoản tiền về"), payload=transfer_payload),
    Act("tax.confirmed", words=_("Xác nhận một mức thuế")),
    Act("tax.withdrawn", words=_("Bỏ xác nhận một mức thuế")),
    Act("transfer.reopened", words=_("Đưa khoản tiền về vào việc cần xem"), payload=transfer_payload),
)


def register() -> None:
    """Called once, from AppConfig.ready()."""
    auditing.register("packed orders", compare_packed)
    every(minutes=10, name="orders.follow_up_waiting")(look_after_waiting_orders)
    every(minutes=60, name="orders.remind_stalled")(look_after_still_orders)
    ports.provide("lot_recalled", tell_buyers_of_recall)
    ports.provide(SOLD, sold_of)
    ports.provide("buyers_of_lots", buyers_of_lots)
    daily(at="03:50", name="orders.forget_buyers")(forget_buyers)
    daily(at="03:52", name="records.forget_expired")(forget_left)
    every(minutes=10, name="complaints.follow_up")(look_after_complaints)
    daily(at="03:55", name="complaints.forget_callers")(forget_callers)
    slots.register(
        "home.next",
        "complaints",
        template="orders/slots/home_complaints.html",
        context=waiting_complaint,
        order=6,
    )
    slots.register(
        "officer.links",
        "complaints",
        template="orders/slots/desk_complaints.html",
        context=complaints_at_desk,
        order=62,
    )
    slots.register(
        "product.public",
        "complain",
        template="orders/slots/product_complain.html",
        context=way_to_complain,
        order=90,
    )
    every(minutes=1, name="card_refunds.send_waiting")(send_waiting_refunds)
    every(minutes=1, name="card_payments.check_pages")(look_after_card_pages)
    every(minutes=5, name="card_accounts.delete_closed")(forget_closed_accounts)
    slots.register(
        "product.buy", "offers", template="orders/slots/product_offers.html", context=offers_of, order=10
    )
    slots.register(
        "product.manage",
        "offers",
        template="orders/slots/product_manage.html",
        context=offers_managed,
        order=15,
    )
    slots.register(
        "home.next", "sales", template="orders/slots/home_sales.html", context=waiting_sale, order=4
    )
    slots.register(
        "home.next", "transfers", template="orders/slots/home_transfers.html", context=odd_transfer, order=5
    )
    slots.register(
        "profile.rows", "orders", template="orders/slots/profile_rows.html", context=her_orders, order=25
    )
    slots.register(
        "recall.calls",
        "orders",
        template="orders/slots/recall_calls.html",
        context=orders_of_recall,
        order=10,
    )
    slots.register(
        "product.why_off",
        "take_down",
        template="orders/slots/product_why_off.html",
        context=why_taken_down,
        order=10,
    )
    slots.register(
        "product.manage",
        "share",
        template="orders/slots/product_share.html",
        context=share.on_product_page,
        order=12,
    )
    slots.register(
        "producer.manage",
        "channels",
        template="orders/slots/producer_channels.html",
        context=channels_of,
        order=40,
    )
    slots.register(
        "officer.links", "channels", template="orders/slots/desk_channels.html", context=at_desk, order=60
    )
    slots.register(
        "product.public", "reviews", template="orders/slots/product_reviews.html", context=reviews_of, order=5
    )
    slots.register(
        "officer.links",
        "reviews",
        template="orders/slots/desk_reviews.html",
        context=reported_reviews,
        order=61,
    )
    slots.register(
        "officer.links", "sales", template="orders/slots/desk_sales.html", context=at_desk, order=59
    )
    slots.register(
        "officer.links", "tax", template="orders/slots/desk_tax.html", context=for_operator, order=96
    )
    ports.provide("product_rating", rating_of)
    ports.provide("open_first_offers", open_first_offers)
    ports.provide("own_prices", own_prices)
    ports.provide("table_offers", table_offers)
    ports.provide("change_table_offer", change_table_offer)
    ports.provide("shown_price", shown_price)
    ports.provide("product_availability", availability)
    ports.provide("product_listed", offer_at_listing)
    ports.provide("price_changed", follow_price)
    erasing.register("order reviews", erase_words_of)
    slots.register(
        "footer", "platform", template="orders/slots/footer_platform.html", context=who_runs_it, order=40
    )
    ports.provide("taken_down_on", taken_down_on)
    slots.register("footer", "basket", template="orders/slots/footer.html", context=way_to_basket, order=5)
    exporting.register("orders_bought", _("Đơn chị mua"), own_data.bought, order=70, words=own_data.WORDS)
    exporting.register("orders_sold", _("Đơn chị bán"), own_data.sold, order=71, words=own_data.WORDS)
    own_records.register()
    erasing.register("orders", own_data.erase)
    slots.register(
        "erase.kept", "orders", template="orders/slots/erase_kept.html", context=kept_when_erased, order=50
    )
    acts.declare(*ACTS)


def offers_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """What of a product can be ordered, on its public page."""
    if product.state != ProductState.LISTED:
        return None
    offers = list(Offer.objects.on_sale().filter(product=product).prefetch_related("breaks"))
    if offers:
        stock = stock_of([product.pk])[product.pk]
        pieces = [(offer, stock.pieces(offer)) for offer in offers]
        return {
            "offers": [(offer, left, offer.amount_words(left), offer.typed(left)) for offer, left in pieces],
            "lead": request.GET.get(PARAMETER, "")[:100],
            "resting": None,
            # Why there is nothing: a recall isn't "sold out".
            "held": held_back([product.pk]).get(product.pk)
            if not all(left for _offer, left in pieces)
            else None,
        }
    today = timezone.localdate()
    resting = product.offers.filter(is_open=True, product__producer__shop__paused_until__gte=today)
    until = resting.values_list("product__producer__shop__paused_until", flat=True).first()
    if until:
        return {"offers": [], "resting": until}
    stopped = product.offers.filter(
        is_open=True, product__producer__shop__stopped_from__lte=timezone.now()
    ).exists()
    return {"offers": [], "stopped": True} if stopped else None


def reviews_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """What buyers said of a product, where anybody did."""
    rows = Review.objects.shown().filter(product=product)
    newest = list(rows.select_related("line__order", "product__producer")[:3])
    if not newest:
        return None
    count, average = rows.rating()
    return {"product": product, "reviews": newest, "count": count, "points": points_of(average)}


def reported_reviews(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    mine = Review.objects.overseen_by(request.actor.member)
    return {"count": mine.filter(reports__closed_at=None, reports__isnull=False).distinct().count()}


def offers_managed(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Her offers of a product, on her own page of it."""
    actor = request.actor
    if not actor or product.state != ProductState.LISTED or not may_sell(actor.member, product.producer):
        return None
    return {"product": product, "offers": product.offers.filter(is_open=True)}


def why_taken_down(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """The request that took her product off, on her own page of it, until it is listed anew."""
    complaint = take_down_of(product)
    if (
        complaint is None
        or not Complaint.objects.visible_to(request.actor.member).filter(pk=complaint.pk).exists()
    ):
        return None
    may = complaint.objected_at is None and may_object(request.actor.member, complaint)
    return {"complaint": complaint, "may_object": may}


def waiting_sale(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Orders that wait for her yes, the oldest by name."""
    if not request.actor:
        return None
    waiting = Order.objects.sold_by(request.actor.member).waiting().filter(state=OrderState.PLACED)
    first = waiting.order_by("created_at").first()
    return {"first": first, "count": waiting.count()} if first else None


def waiting_complaint(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """What she or her people must answer, the one due first by its words."""
    if not request.actor:
        return None
    rows = Complaint.objects.filter(
        producer__in=Producer.objects.run_by(request.actor.member),
        state=ComplaintState.OPEN,
        kind=ComplaintKind.COMPLAINT,
    )
    first = rows.order_by("answer_by").first()
    return {"first": first, "count": rows.count()} if first else None


def complaints_at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    rows = Complaint.objects.visible_to(request.actor.member).waiting()
    return {"count": rows.count(), "late": rows.late().count()}


def way_to_complain(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    return {"product": product} if product.state == ProductState.LISTED else None


def odd_transfer(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Money that came and isn't just what an order costs, the oldest by amount."""
    if not request.actor:
        return None
    waiting = Transfer.objects.visible_to(request.actor.member).to_look_at()
    first = waiting.order_by("made_at").first()
    return {"first": first, "count": waiting.count()} if first else None


def her_orders(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    member = request.actor.member
    return {
        "sells": Producer.objects.run_by(member).exists(),
        "waiting": Order.objects.sold_by(member).waiting().count(),
        "bought": Purchase.objects.filter(user=member).exists(),
    }


def orders_of_recall(request: ActorRequest, *, recall: Recall, **kw: Any) -> dict[str, Any]:
    """Whom to call: orders packed from a lot that `recall` reaches; and how many of those products are not packed yet."""
    reach = Q(packed__lot__recall_reach__recall=recall, packed__lot__recall_reach__ended_at=recall.ended_at)
    holding = OrderLine.objects.filter(order__state__in=HOLDING)
    rows = (
        holding.filter(reach)
        .select_related("order")
        .prefetch_related("packed__lot")
        .order_by("order__created_at", "pk")
        .distinct()
    )
    products = recall.reach.values("lot__product")
    unpacked = holding.filter(lot=None, is_preorder=False, product__in=products)
    return {
        "rows": rows,
        "is_part": recall.run_id is not None,
        "open_count": unpacked.values("order").distinct().count(),
    }


def channels_of(request: ActorRequest, *, producer: Producer, **kw: Any) -> dict[str, Any] | None:
    """Where else her goods can be seen, on the page of a producer she sells for."""
    if not request.actor or not may_sell(request.actor.member, producer):
        return None
    return {"producer": producer}


def kept_when_erased(request: ActorRequest, *, member: User, **kw: Any) -> dict[str, Any] | None:
    """What the law has kept of her, on the page where she asks to be erased."""
    leaves = timezone.localdate(member.erase_due_at or timezone.now() + WAITS)
    products = kept_of_products(member, leaves=leaves)
    buying = kept_of_buying(member, leaves=leaves)
    stripe = keeps_stripe(member)
    if not products and buying is None and not stripe:
        return None
    return {"products": products, "buying": buying, "years": contract_term().years, "stripe": stripe}


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}


def for_operator(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if is_staff(request.actor.member) else None


def who_runs_it(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {"operator": settings.ECOM_OPERATOR, "registration": settings.ECOM_REGISTRATION}


def way_to_basket(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    # Whoever never began a session has nothing in it, and looking must not begin one.
    has_session = bool(request.session.session_key) if hasattr(request, "session") else False
    return {"count": len(basket.counts_of(request)) if has_session else 0}
