"""`./run audit_log` over orders and members: each column is compared or declared free, each row has its state."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from backend.ledger import row_states
from backend.ledger.auditing import Finding
from backend.ledger.taking_up import record_earlier_rows
from members.acting import Actor
from members.assist.actions import end_assist, start_assist
from members.branches.actions.branches import create_branch
from members.branches.actions.memberships import leave_branch, refuse_membership, request_membership
from members.branches.enums import BranchLevel
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentPurpose
from members.imports.actions.imports import start_import
from members.imports.actions.previews import check_import
from members.imports.making import make_import
from members.models import RoleGrant
from members.people.actions.accounts import update_profile
from members.roles.actions import end_role, grant_role
from members.roles.enums import Role
from members.signing_in.actions.sms_codes import send_phone_code, set_proven_phone
from members.signing_in.actions.tickets import issue_ticket, redeem_ticket
from orders.bank.actions.feeds import set_secret
from orders.bank.actions.transfers import receive_transfer
from orders.bank.reading import Message
from orders.complaints.actions import answer_complaint, complain
from orders.models import Complaint, ExchangeTemplate, Order, PartReturn, Shop, TaxConfirmation
from orders.orders.actions.overdue import forget_buyers
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.steps import cancel_order, confirm_order, deliver_order, mark_refunded, ship_order
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund
from orders.reviews.actions import answer_review, hide_review, report_review, write_review
from orders.shops.actions.areas import save_area
from orders.shops.actions.delivery import set_delivery
from orders.shops.actions.shops import pause_shop, save_offer, set_account
from orders.shops.actions.stops import lift_stop, stop_sales
from orders.shops.enums import Payment
from tests.audit.declared import STATES, Table, members, orders
from tests.audit.test_every_column import first_value
from tests.factories.products import make_user
from tests.orders.conftest import BUYER, make_shop, order_of
from tests.traceability.auditing.test_audit import Undo, flipped, unlock

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

TABLES: dict[str, Table] = orders.TABLES | members.TABLES
STATED = [label for label, table in TABLES.items() if STATES[0] in table.comparisons]


def findings(*labels: str) -> list[Finding]:
    return [found for found in row_states.compare_states(*labels) if isinstance(found, Finding)]


def after(change: Any, *labels: str) -> list[Finding]:
    """Return the findings after `change`, which is then undone."""
    found: list[Finding] = []
    try:
        with transaction.atomic():
            change()
            found = findings(*labels)
            raise Undo
    except Undo:
        return found


def a_world() -> SimpleNamespace:
    """Every kind of row of both apps, made by actions after older rows were taken up."""
    shop = make_shop()
    lan, thu, hoa = shop.as_.lan, shop.as_.thu, shop.as_.hoa
    staff = make_user("Quản trị")
    staff.is_staff = staff.is_superuser = True
    staff.save()
    admin = Actor.of(staff)
    now = timezone.now()
    card = CardAccount.objects.create(
        producer=shop.producer, sealed_key="k", sealed_signing="s", closed_at=now
    )
    old = order_of(shop, 1)
    paid = CardPayment.objects.create(
        order=old,
        account=card,
        state="paid",
        amount=5_000,
        intent="pi_1",
        url="https://checkout.stripe.com/c/1",
        expires_at=now,
        paid_at=now,
    )
    CardRefund.objects.create(
        payment=paid, number="re_1", state="failed", amount=5_000, by=lan.by, told_at=now, problem="closed"
    )
    CardEvent.objects.create(
        account=card, number="evt_1", kind="refund.failed", intent="pi_1", body={"id": "re_1"}, made_at=now,
        done_at=now, problem="closed",
    )  # fmt: skip
    TaxConfirmation.objects.create(claim="muc", digest="ab", seen_in="Công báo", by=staff)
    ExchangeTemplate.objects.create(
        name="Sàn", file="exchanges/a.xlsx", file_name="a.xlsx", sheet="Hàng", columns={"1": "name"},
        constants={"2": "Sơn La"}, words={"1": {"kg": "kí"}}, shape={"rows": 2}, headings=["Tên"], digest="ab", by=staff,
    )  # fmt: skip
    objected = {"objection": "Sai", "objected_at": now, "reply_by": now, "reply": "Đúng", "replied_at": now}
    Complaint.objects.create(
        kind="take_down", state="taken_down", producer=shop.producer, product=shop.product, text="Hàng giả",
        authority="Sở", answer_by=now + dt.timedelta(days=1), answer="Gỡ", answered_at=now, answered_by=staff,
        on_behalf_of=lan.by, escalated_at=now, **objected,
    )  # fmt: skip
    record_earlier_rows()
    set_account(actor=lan, producer=shop.producer, bank="970436", account="0011002200", holder="Lò Thị Lan")
    set_delivery(
        actor=lan, producer=shop.producer, delivers=True, has_pickup=True, delivery_words="xe khách",
        delivery_fee=20_000, free_from=900_000, pickup_words="Chợ phiên", takes_cash=True,
    )  # fmt: skip
    stop_sales(actor=admin, producer=shop.producer, reason="Không trả lời", authority="Sở Công Thương")
    stop_sales(actor=admin, producer=shop.other_product.producer, reason="Không trả lời", authority="Sở")
    lift_stop(actor=admin, producer=shop.producer, reason="Đã trả lời")
    save_offer(
        actor=lan, product=shop.product, offer=shop.bag, label="túi 500 g", content=Decimal("0.5"), unit="kg",
        price=26_000, breaks={10: 24_000}, season_months=range(1, 12),
    )  # fmt: skip
    shop.ready = save_offer(
        actor=lan, product=shop.product, label="thùng", content=Decimal(10), unit="kg", price=300_000,
        ready_date=timezone.localdate() + dt.timedelta(days=40), promised=Decimal(100),
    )  # fmt: skip
    save_offer(
        actor=lan, product=shop.product, offer=shop.bag, label="túi 500 g", content=Decimal("0.5"), unit="kg",
        price=26_000, breaks={10: 24_000},
    )  # fmt: skip
    buyer = make_user("Khách quen")
    order = shop.order = order_of(shop, 4, buyer=dataclasses.replace(BUYER, note="Gọi trước"))
    order_of(shop, 1, shop.ready, payment=Payment.TRANSFER)
    confirm_order(actor=lan, order=order)
    line = order.lines.get()
    pack_order(actor=lan, order=order, lots={line.pk: shop.lot})
    unpack_order(actor=lan, order=order)
    pack_order(actor=lan, order=order, lots={line.pk: shop.lot})
    part = return_part(actor=lan, order=order, counts={line.pk: 1}, fee=1_000, reason="dập")
    assert part.amount
    ship_order(actor=lan, order=order, words="Xe 34", unpaid_ok=True)
    deliver_order(actor=lan, order=order)
    transferred = order_of(shop, 2, payment=Payment.TRANSFER)
    confirm_order(actor=lan, order=transferred)
    set_secret(actor=lan, producer=shop.producer, form="hmac", secret="whsec_0123456789abcdef")
    shop.producer.bank_feed.refresh_from_db()
    message = Message(
        number="1", is_incoming=True, amount=transferred.total + 500, made_at=now, account="0011002200",
        bank="VCB", content=f"CT {transferred.number}", code=transferred.number, reference="FT1",
    )  # fmt: skip
    receive_transfer(feed=shop.producer.bank_feed, message=message)
    cancel_order(actor=lan, order=transferred, reason="hết hàng")
    mark_refunded(actor=lan, order=transferred)
    review = write_review(line=line, stars=4, words="Quả ngọt")
    report_review(review=review, reason="Sai")
    answer_review(actor=lan, review=review, answer="Cảm ơn chị")
    hide_review(actor=thu, review=review, reason="Lời thô")
    complaint = complain(
        kind="complaint", producer=shop.producer, order=order, text="Chậm", contact_phone="0912345678"
    )
    answer_complaint(actor=lan, complaint=complaint, answer="Đã gửi lại")
    save_area(
        actor=lan, producer=shop.producer, unit=shop.producer.unit_id, fee=5_000, free_from=400_000, days=2
    )
    pause_shop(actor=lan, producer=shop.producer, until=timezone.localdate())
    grant = grant_role(actor=admin, user=shop.minh, role=Role.TRAINER, branch=shop.producer.branch)
    grant_role(actor=admin, user=shop.minh, role=Role.LAWYER, branch=shop.producer.branch, capacity="luật sư")
    end_role(actor=admin, grant=grant)
    start_assist(officer=shop.thu, member=shop.lan)
    end_assist(officer=shop.thu)
    for purpose in list(ConsentPurpose)[:2]:
        give_consent(actor=lan, purpose=purpose)
    withdraw_consent(actor=lan, purpose=next(iter(ConsentPurpose)))
    set_proven_phone(actor=lan, phone="+84912000111")
    update_profile(actor=lan, full_name="Lò Thị Lan", birth_year=1988)
    ticket = issue_ticket(officer=shop.thu, member=shop.lan)
    redeem_ticket(card_number=shop.lan.card_number, code=ticket.code, secret="846297")
    issue_ticket(officer=shop.thu, member=shop.lan)
    listed = check_import(
        actor=thu,
        branch=shop.producer.branch,
        data="Họ và tên;Năm sinh\nLò Thị Mới;1980\n".encode(),
        file_name="a.csv",
    )
    start_import(actor=thu, run=listed)
    make_import.call(import_id=listed.pk)
    create_branch(actor=admin, name="Chi hội bản Áng", level=BranchLevel.CHAPTER, parent=shop.producer.branch)
    asked = request_membership(actor=Actor.of(buyer), branch=shop.producer.branch)
    refuse_membership(actor=thu, membership=asked, reason="Chưa gặp")
    leave_branch(actor=hoa)
    send_phone_code(actor=hoa, phone="0912 000 222")
    return shop


@pytest.fixture
def world(db) -> SimpleNamespace:
    world = a_world()
    assert [found.words() for found in findings()] == []
    return world


def other_values(row: Any, field: Any) -> Iterator[Any]:
    """Yield the smallest changes of a column."""
    value = getattr(row, field.attname)
    if field.is_relation:
        others = field.related_model._base_manager.exclude(pk=value).order_by("pk")
        yield from others.values_list("pk", flat=True)[:2]
        if value is not None and field.null:
            yield None
        yield 10**9  # where each other row has one already: a row that isn't there
    elif value in (None, ""):
        yield from first_value(row, field)
    elif isinstance(field, models.DecimalField):
        yield value + Decimal(1).scaleb(-field.decimal_places)
    else:
        yield flipped(value)


def missed_of(label: str) -> Iterator[str]:
    """Yield the columns and rows of a model whose change alone this comparison doesn't name."""
    model, table, each = apps.get_model(label), TABLES[label], row_states.declared()[label]
    stated = {*each.stated, *each.people, *each.pinned, *each.secret}
    unlock(model._meta.db_table)
    rows = list(model._base_manager.order_by("-pk"))
    if not each.is_required:
        rows = [row for row in rows if row_states.agrees(row)]
    if not rows:
        yield f"{label}: no row"
    for field in model._meta.concrete_fields:
        if field.name not in stated:
            continue
        tried = False
        for row in rows:
            for value in other_values(row, field):
                if tried and value is not None:
                    continue
                changed = model._base_manager.filter(pk=row.pk)
                try:
                    found = after(lambda of=changed, to={field.attname: value}: of.update(**to), label)
                except IntegrityError:
                    continue
                tried = True
                if not any(":" in one.subject for one in found):
                    yield f"{label}.{field.name}={value!r}"
            if tried:
                break
        if not tried and connection.vendor == "sqlite":
            yield f"{label}.{field.name}: no row has a value"
    if rows and not table.gone:
        try:
            found = after(
                lambda: model._base_manager.filter(pk=rows[0].pk)._raw_delete(model._base_manager.db), label
            )
        except IntegrityError:  # PostgreSQL protects a row that others refer to
            return
        if not any("đã mất" in one.what for one in found):
            yield f"{label}: a deleted row"


@pytest.mark.slow
def test_every_changed_column_and_deleted_row_is_named(world):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # root's own connection; PostgreSQL has none like it
            cursor.execute("PRAGMA ignore_check_constraints = ON")
    try:
        missed = [one for label in STATED for one in missed_of(label)]
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert missed == []


@pytest.mark.slow
def test_what_decides_money_and_power_is_named_with_its_subject(world):
    shops, order = Shop.objects.filter(producer=world.producer), Order.objects.filter(pk=world.order.pk)
    producer, subject = f"producer:{world.producer.ref}", f"order:{world.order.ref}"
    for change, named in (
        (lambda: shops.update(account="9999", holder="KE GIAN"), producer),
        (lambda: order.update(buyer_phone="+84900000000"), subject),
        (lambda: order.update(state="cancelled"), subject),
        (lambda: PartReturn.objects.filter(order=world.order).update(reason="khác"), subject),
        (
            lambda: RoleGrant.objects.create(
                user=world.minh, role=Role.OFFICER, branch=world.producer.branch
            ),
            f"member:{world.minh.ref}",
        ),
    ):
        assert [one.subject for one in after(change)] == [named]


@pytest.mark.slow
def test_forgetting_buyers_leaves_the_audit_clean_and_the_sums_compared(world, time_machine):
    time_machine.move_to(timezone.now() + dt.timedelta(days=4_000), tick=False)
    assert forget_buyers() > 0
    order = Order.objects.filter(pk=world.order.pk)
    assert order.get().buyer_phone == ""
    assert findings() == []
    assert after(lambda: order.update(buyer_phone="+84900000000"))
    assert after(lambda: order.update(answer_by=timezone.now()))
