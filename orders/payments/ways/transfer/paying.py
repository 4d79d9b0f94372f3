"""What a buyer needs to pay by transfer: account, amount and order number, as a VietQR code and to copy."""

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
    """How to pay an order by transfer.

    amount: what is still missing, in đồng.
    code: the text of a VietQR code; empty if the account doesn't fit one.
    picture: the code as SVG; empty like `code`.
    is_reported: a bank feed will report the money.
    """

    bank: str
    account: str
    holder: str
    amount: int
    purpose: str
    code: str
    picture: str
    is_reported: bool = False


def transfer_of(order: Order) -> Transfer | None:
    """Return how to pay `order` by transfer.

    None if it is not to be paid by transfer, is already paid or over, or its seller has no account.
    """
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
    amount = order.total - sum(row.net_amount for row in order.transfers.all())
    try:
        code = build_vietqr(bank=shop.bank, account=shop.account, amount=amount, purpose=order.number)
        picture = draw_vietqr(code)
    except VietQrError:
        # The bank left the list after it was chosen: the data to copy is still right.
        code = picture = ""
    return Transfer(
        bank=bank.name if bank else shop.bank,
        account=shop.account,
        holder=shop.holder,
        amount=amount,
        purpose=order.number,
        code=code,
        picture=picture,
        is_reported=bool(feed and feed.sealed_secret),
    )
