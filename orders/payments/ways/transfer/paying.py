"""What a buyer needs to pay a producer by transfer: her account, the amount and the order's number, as a VietQR code and to copy."""

from __future__ import annotations

from dataclasses import dataclass

from orders.models import BankFeed, Order, Shop
from orders.orders.enums import OrderState
from orders.payments.ways.transfer.banks import BANKS
from orders.payments.ways.transfer.vietqr.building import build_vietqr
from orders.payments.ways.transfer.vietqr.errors import VietQrError
from orders.payments.ways.transfer.vietqr.picture import draw_vietqr
from orders.shops.enums import Payment


@dataclass(frozen=True, slots=True)
class Transfer:
    """`code` is what a VietQR code says and `picture` an SVG of it, empty where the account fits none; the other fields say the
    same in words. `amount` is what is still missing, `is_told` whether a bank feed will tell that it came."""

    bank: str
    account: str
    holder: str
    amount: int
    purpose: str
    code: str
    picture: str
    is_told: bool = False


def transfer_of(order: Order) -> Transfer | None:
    """How to pay `order` by transfer, or None where nothing is to be transferred (any more, or to nobody)."""
    shop: Shop | None = getattr(order.producer, "shop", None)
    if (
        order.payment != Payment.TRANSFER
        or order.paid_at is not None
        or order.state in (OrderState.CANCELLED, OrderState.RETURNED)
        or shop is None
        or not shop.account
    ):
        return None
    bank = BANKS.get(shop.bank)
    feed: BankFeed | None = getattr(order.producer, "bank_feed", None)
    amount = order.total - sum(row.kept for row in order.transfers.all())
    try:
        code = build_vietqr(bank=shop.bank, account=shop.account, amount=amount, purpose=order.number)
        picture = draw_vietqr(code)
    except VietQrError:
        # Her bank left the list after she chose it: what is to be copied is right all the same.
        code = picture = ""
    return Transfer(
        bank=bank.name if bank else shop.bank,
        account=shop.account,
        holder=shop.holder,
        amount=amount,
        purpose=order.number,
        code=code,
        picture=picture,
        is_told=bool(feed and feed.sealed_secret),
    )
