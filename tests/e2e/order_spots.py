"""The pages of the basket, orders and shops for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from members.acting import Actor
from members.models import User
from orders.bank.actions.feeds import set_secret
from orders.bank.actions.transfers import receive_transfer
from orders.bank.reading import Message
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.complaints.actions import complain, decide_take_down, object_to
from orders.models import Offer, Order
from orders.orders.actions.steps import confirm_order
from orders.payments.ways.card.actions.accounts import set_card_keys
from orders.reviews.actions import report_review
from orders.shops.enums import Delivery, Payment
from products.models import Producer, Product

ORDER_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "orders:basket"),
    ("anyone", "orders:set-place"),
    ("anyone", "products:detail", "taken_down"),
    ("anyone", "orders:order", "order_placed"),
    ("anyone", "orders:order", "order_done"),
    ("anyone", "orders:purchase", "purchase"),
    ("lan", "orders:bought"),
    ("lan", "orders:sales"),
    ("lan", "orders:sale", "sale_placed"),
    ("lan", "orders:sale", "sale_taken"),
    ("lan", "orders:sale", "sale_done"),
    ("lan", "orders:slip", "sale_done"),
    ("lan", "orders:shop", "producer"),
    ("thu", "orders:shop", "producer"),
    ("lan", "orders:areas", "producer"),
    ("lan", "orders:delivery", "producer"),
    ("anyone", "orders:receipt", "order_done"),
    ("anyone", "orders:complain", "about_product", "product"),
    ("anyone", "orders:complaint", "complaint"),
    ("thu", "orders:complaints"),
    ("thu", "orders:complaint-item", "take_down"),
    ("lan", "orders:complaint-item", "complaint_pk"),
    ("thu", "orders:complaint-item", "objected"),
    ("anyone", "orders:write-review", "order_done", "order_line"),
    ("anyone", "orders:reviews", "reviewed"),
    ("anyone", "orders:producer-reviews", "producer"),
    ("anyone", "orders:report-review", "review"),
    ("lan", "orders:her-reviews"),
    ("thu", "orders:reported-reviews"),
    ("lan", "orders:write-down", "producer"),
    ("lan", "orders:figures", "producer"),
    ("lan", "orders:book", "producer"),
    ("nga", "orders:tax-claims"),
    ("thu", "orders:branch-sales"),
    ("lan", "orders:channels", "producer"),
    ("thu", "orders:channels-desk"),
    ("lan", "orders:bank-feed", "producer"),
    ("lan", "orders:card-account", "producer"),
    ("anyone", "orders:order", "order_card"),
    ("anyone", "orders:card-back", "no_card_page"),
    ("anyone", "orders:prove", "order_unproven"),
    ("anyone", "orders:find"),
    ("lan", "orders:transfers"),
    ("lan", "orders:transfer", "transfer_odd"),
    ("lan", "orders:transfer", "transfer_part"),
    ("lan", "orders:new-offer", "product"),
    ("lan", "orders:edit-offer", "offer"),
    ("anyone", "orders:platform"),
]
ORDER_WITHOUT_PAGE = {
    "orders:part-back",
    "orders:buy-again",
    "orders:buy-again-from-scan",
    *(
        f"orders:{name}"
        for name in ("add", "change-basket", "place", "withdraw", "receive", "step", "pack", "ship", "end")
    ),
    *(f"orders:{name}" for name in ("change-shop", "end-offer", "feed", "producer-feed")),
    *(
        f"orders:{name}"
        for name in (
            "another-code",
            "set-place",
            "remove-area",
            "erase-review",
            "answer-review",
            "decide-review",
        )
    ),
    "orders:code",  # needs a full basket: test_selling.py covers it
    *("orders:find-code", "orders:forget-numbers"),  # the first looks like orders:code
    "orders:vietqr",  # an image
    *(f"orders:{name}" for name in ("bank-hook", "bank-feed-key", "change-bank-feed", "link-transfer")),
    "orders:handle-transfer",
    *(
        f"orders:{name}"
        for name in ("card-hook", "card-keys", "change-card-account", "refund-card", "pay-card")
    ),
}


def furnish_orders(lan: User) -> dict[str, Any]:
    """An order at two producers, and one of Lan's in each state that has its own look."""
    producer = Producer.objects.run_by(lan).get()
    offer = Offer.objects.on_sale().filter(product__producer=producer).order_by("pk")[0]
    other = Offer.objects.on_sale().exclude(product__producer=producer).order_by("pk")[0]
    wishes = {
        each.product.producer_id: Wish({each.pk: 1}, Delivery.SHIP, Payment.ON_DELIVERY)
        for each in (offer, other)
    }
    buyer = Buyer(
        name="Nguyễn Thu Hà",
        phone="0980 000 998",
        place="phường Cầu Giấy, Hà Nội",
        proven_phones=frozenset({"+84980000998"}),
    )
    both = place_orders(buyer=buyer, wishes=wishes)
    own_orders = Order.objects.filter(producer=producer)
    placed = own_orders.get(purchase=both)
    transfer = place_orders(
        buyer=buyer, wishes={producer.pk: Wish({offer.pk: 1}, Delivery.SHIP, Payment.TRANSFER)}
    ).orders.get()
    taken = confirm_order(actor=Actor.of(lan), order=transfer)
    done = own_orders.filter(state="delivered")[0]
    set_card_keys(
        actor=Actor.of(lan), producer=producer, key="sk_test_" + "0" * 24, signing="whsec_" + "0" * 32
    )
    card = place_orders(
        buyer=buyer, wishes={producer.pk: Wish({offer.pk: 1}, Delivery.SHIP, Payment.CARD)}
    ).orders.get()
    guest = Buyer(name="Nguyễn Thu Hà", phone="0980 000 996", place="phường Cầu Giấy, Hà Nội")
    unproven = place_orders(
        buyer=guest, wishes={producer.pk: Wish({offer.pk: 1}, Delivery.SHIP, Payment.TRANSFER)}
    ).orders.get()
    Order.objects.filter(pk=unproven.pk).update(state="delivered")
    feed = set_secret(actor=Actor.of(lan), producer=producer, form="hmac", secret="whsec_" + "0" * 32)
    transfers = [
        receive_transfer(
            feed=feed,
            message=Message(
                number=str(n), is_incoming=True, amount=10_000, made_at=timezone.now(), content=words
            ),
        )
        for n, words in enumerate(("Lo Thi Hoa chuyen tien", f"MBVCB.771.{transfer.number}.CT tu 0123"))
    ]
    line = done.lines.get()
    review = line.review
    report_review(review=review, reason="Không nói về hàng")
    fields = {"text": "Thiếu 2 kg", "producer": producer, "product": offer.product}
    complaint, take_down = (complain(kind=kind, **fields) for kind in ("complaint", "take_down"))
    gone = Product.objects.create(
        producer=producer,
        name="Cao lá",
        price=90_000,
        unit="hu",
        slug="cao-la",
        state="listed",
        listed_at=timezone.now(),
    )
    wrong = complain(kind="take_down", text="Nói chữa bệnh", producer=producer, product=gone)
    staff = Actor.of(User.objects.filter(is_staff=True)[0])
    objected = decide_take_down(actor=staff, complaint=wrong, takes_down=True, reason="Nói như thuốc")
    object_to(actor=Actor.of(lan), complaint=objected, words="Tôi đã bỏ lời ấy")
    return {
        "taken_down": gone.slug,
        "objected": objected.pk,
        "about_product": "san-pham",
        "complaint": complaint.ref,
        "complaint_pk": complaint.pk,
        "take_down": take_down.pk,
        "order_line": line.pk,
        "reviewed": line.product.slug,
        "review": review.pk,
        "order_placed": taken.ref,
        "order_done": done.ref,
        "purchase": both.ref,
        "order_card": card.ref,
        "order_unproven": unproven.ref,
        "no_card_page": "0" * 32,
        "transfer_odd": transfers[0].pk,
        "transfer_part": transfers[1].pk,
        "sale_placed": placed.number,
        "sale_taken": taken.number,
        "sale_done": done.number,
        "offer": offer.pk,
    }
