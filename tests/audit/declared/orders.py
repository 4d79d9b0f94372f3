"""Columns of the models of orders: compared, derived, or free with a reason."""

from __future__ import annotations

from tests.audit.declared import SALT, STATES, Table

ID = {"id": "the number of the state itself: without it the row has no entry, and the entry no row"}
ROW = ID | SALT
HEARD = "when a message last came; decides nothing"
TABLES: dict[str, Table] = {
    "orders.Shop": Table(
        STATES, ROW, {"changed_at": "when the row was saved; each entry has its own moment"}
    ),
    "orders.DeliveryArea": Table(STATES, ID),
    "orders.SalesStop": Table(STATES, ROW),
    "orders.Offer": Table(STATES, ID),
    "orders.PriceBreak": Table(STATES, ID),
    "orders.Purchase": Table(STATES, ROW),
    "orders.Order": Table(
        STATES,
        ROW,
        {
            "reminded_at": "when the seller was reminded once; changes nothing of the order",
            "still_day": "counts reminders; changes nothing of the order",
        },
    ),
    "orders.OrderLine": Table(STATES, ID),
    "orders.PackedLot": Table((*STATES, "packed orders"), ID),
    "orders.OrderStep": Table(STATES, ROW),
    "orders.PartReturn": Table(STATES, ROW),
    "orders.ReturnedLine": Table(STATES, ID),
    "orders.Review": Table(STATES, ROW),
    "orders.ReviewReport": Table(STATES, ROW),
    "orders.Complaint": Table(STATES, ROW),
    "orders.BankFeed": Table(STATES, ROW, {"heard_at": HEARD, "refused_at": HEARD}),
    "orders.Transfer": Table(STATES, ROW),
    "orders.CardAccount": Table(STATES, ROW, {"heard_at": HEARD, "refused_at": HEARD}),
    "orders.CardPayment": Table(
        STATES,
        ID,
        dict.fromkeys(
            ("session", "back"),
            "the name of a payment page at Stripe or back from it; what was paid is in the other columns",
        ),
    ),
    "orders.CardRefund": Table(STATES, ID),
    "orders.CardEvent": Table(STATES, ROW),
    "orders.ExchangeTemplate": Table(STATES, ROW),
    "orders.TaxConfirmation": Table(STATES, ID),
}
