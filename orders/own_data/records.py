"""Declare which columns of which rows a member's export includes, as they are stored (members.own_data)."""

from __future__ import annotations

from members.own_data import records
from members.own_data.records import owned_by
from orders.models import (
    BankFeed,
    Complaint,
    DeliveryArea,
    Offer,
    Order,
    OrderLine,
    OrderStep,
    PackedLot,
    PartReturn,
    PriceBreak,
    Purchase,
    ReturnedLine,
    Review,
    ReviewReport,
    SalesStop,
    Shop,
    TaxConfirmation,
    Transfer,
)
from orders.payments.ways.finding import modules_of_ways
from products.own_data.records import run_by


def register() -> None:
    """Register the tables; called once, from AppConfig.ready()."""
    records.register(BankFeed, run_by("producer__"), "id producer form created_at heard_at refused_at")
    records.register(
        Complaint,
        run_by("producer__"),
        "id ref kind state producer product order text authority created_at answer_by escalated_at "
        "answer answered_at answered_by on_behalf_of objection objected_at reply_by reply replied_at",
    )
    records.register(DeliveryArea, run_by("shop__producer__"), "id shop unit fee free_from days")
    records.register(
        Offer,
        run_by("product__producer__"),
        "id product label content unit price min_count is_by_amount is_weighed ready_date promised season_months is_open created_at",
    )
    records.register(
        Order,
        run_by("producer__"),
        "id number producer state channel delivery payment pickup_words goods fee fee_agreed taken_off total paid_at "
        "paid_amount hand_paid paid_with given_back refunded_at answer_by reminded_at created_at ended_at "
        "phone_proven moved_at still_day",
        part="sold",
    )
    records.register(
        Order,
        owned_by("purchase__user"),
        "id ref number purchase producer state channel delivery payment buyer_name buyer_phone "
        "buyer_place place_unit pickup_words buyer_landmark buyer_note goods fee fee_agreed taken_off total paid_at "
        "paid_amount hand_paid paid_with given_back refunded_at answer_by reminded_at created_at ended_at "
        "phone_proven moved_at still_day",
        part="bought",
    )
    records.register(
        OrderLine,
        run_by("order__producer__"),
        "id order offer product lot scanned_lot name label unit count step quantity ordered price "
        "amount is_weighed step is_preorder ready_date",
        part="sold",
    )
    records.register(
        OrderLine,
        owned_by("order__purchase__user"),
        "id order offer product lot scanned_lot name label unit count step quantity ordered price "
        "amount is_weighed step is_preorder ready_date",
        part="bought",
    )
    records.register(
        OrderStep,
        run_by("order__producer__"),
        "id order kind by on_behalf_of by_buyer at undone_at",
        part="sold",
    )
    records.register(
        OrderStep,
        owned_by("order__purchase__user"),
        "id order kind by on_behalf_of by_buyer words at undone_at",
        part="bought",
    )
    for part, where in (
        ("sold", run_by("line__order__producer__")),
        ("bought", owned_by("line__order__purchase__user")),
    ):
        records.register(ReturnedLine, where, "id part line count amount", part=part)
        records.register(PackedLot, where, "id line lot quantity", part=part)
    for part, where in (("sold", run_by("order__producer__")), ("bought", owned_by("order__purchase__user"))):
        records.register(
            PartReturn, where, "id order amount fee came_back reason by on_behalf_of at", part=part
        )
    records.register(PriceBreak, run_by("offer__product__producer__"), "id offer from_count price")
    records.register(Purchase, owned_by("user"), "id ref user created_at")
    records.register(
        Review,
        run_by("product__producer__"),
        "id line product stars words created_at erased_at answer answered_at answered_by hidden_at "
        "hidden_by hidden_reason",
        part="sold",
    )
    records.register(
        Review,
        owned_by("line__order__purchase__user"),
        "id line product stars words created_at erased_at answer answered_at answered_by hidden_at "
        "hidden_by hidden_reason",
        part="bought",
    )
    records.register(
        ReviewReport, run_by("review__product__producer__"), "id review reason created_at closed_at"
    )
    records.register(
        SalesStop,
        run_by("producer__"),
        "id producer reason authority by told_at stops_at lifted_at lifted_by lift_reason",
    )
    records.register(
        Shop,
        run_by("producer__"),
        "id producer bank account holder delivers delivery_words delivery_fee free_from "
        "delivery_days delivers_elsewhere delivery_answered_at takes_cash has_pickup pickup_words paused_until "
        "stopped_from changed_at",
    )
    records.register(TaxConfirmation, owned_by("by"), "id claim digest seen_in by at")
    records.register(
        Transfer,
        run_by("feed__producer__"),
        "id feed number order state amount back returned made_at received_at closed_at is_by_hand "
        "content code reference bank account",
    )
    for module in modules_of_ways("own_records"):
        module.register()
