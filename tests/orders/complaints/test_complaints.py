"""Complaints and take-downs: who must answer by when, the clock's part, and what strangers may not do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from backend.ledger.models import Entry
from members.models import Notice
from members.rules import NotAllowed
from orders.complaints import actions
from orders.complaints.actions import ComplaintError, ComplaintOver, complain, follow_up_complaints
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.models import Complaint, Offer
from products.listing.actions.listing import retire_product
from products.models import Product
from products.products.enums import ProductState
from tests.factories.products import make_user
from tests.layout import without_layout
from tests.orders.conftest import order_of


def notice_count(user, kind: str) -> int:
    return Notice.objects.filter(user=user, kind=kind).count()


def take_down_of(shop) -> Complaint:
    return complain(
        kind=ComplaintKind.TAKE_DOWN, text="Nói chữa bệnh", producer=shop.producer, product=shop.product
    )


@pytest.mark.databases
@pytest.mark.slow
def test_a_complaint_is_found_from_its_order_by_buyer_and_seller(shop, client):
    order, other = order_of(shop), order_of(shop, 1)
    complaint = complain(kind="complaint", text="Thiếu 2 kg", producer=shop.producer, order=order)
    buyers, sellers = (
        reverse("orders:complaint", args=[complaint.ref]),
        reverse("orders:complaint-item", args=[complaint.pk]),
    )
    page = client.get(reverse("orders:order", args=[order.ref])).text
    assert buyers in page and "Chờ trả lời" in page and sellers not in page
    assert "Thiếu 2 kg" not in client.get(reverse("orders:order", args=[other.ref])).text
    client.force_login(shop.lan)
    page = client.get(reverse("orders:sale", args=[order.number])).text
    # The complaint's own address is the complainer's alone.
    assert sellers in page and str(complaint.ref) not in page
    assert "Thiếu 2 kg" not in client.get(reverse("orders:sale", args=[other.number])).text


@pytest.mark.databases
@pytest.mark.slow
def test_complaint_notifies_the_seller_and_is_answered_at_an_unguessable_address(shop, client):
    order = order_of(shop)
    page = client.get(reverse("orders:order", args=[order.ref])).content.decode()
    assert reverse("orders:complain", args=["don", order.ref]) in page
    sent = client.post(
        reverse("orders:complain", args=["don", order.ref]),
        {"kind": "complaint", "text": "Thiếu 2 kg", "contact_phone": "0912 345 678"},
    )
    complaint = Complaint.objects.get()
    assert sent.headers["Location"] == reverse("orders:complaint", args=[complaint.ref])
    assert (complaint.order, complaint.producer) == (order, shop.producer)
    assert complaint.answer_by - complaint.created_at == dt.timedelta(days=3)
    assert (notice_count(shop.lan, "complaint.sent"), notice_count(shop.hoa, "complaint.sent")) == (1, 0)
    assert "Hạn trả lời" in client.get(sent.headers["Location"]).content.decode()
    url = reverse("orders:complaint-item", args=[complaint.pk])
    client.force_login(shop.hoa)
    assert client.get(url).status_code == 404
    client.force_login(shop.lan)
    assert "Có khiếu nại chờ chị trả lời" in client.get(reverse("home")).content.decode()
    assert client.post(url, {"act": "answer", "answer": " "}).status_code == 400
    assert client.post(url, {"act": "answer", "answer": "Tôi gửi bù mai"}).status_code == 302
    client.logout()
    assert "Tôi gửi bù mai" in client.get(sent.headers["Location"]).content.decode()
    entries = Entry.objects.filter(subject=f"complaint:{complaint.ref}").order_by("pk")
    assert [entry.kind for entry in entries] == ["complaint.sent", "complaint.answered"]
    assert not any("kg" in entry.body or "mai" in entry.body for entry in entries)
    with pytest.raises(ComplaintOver):
        actions.answer_complaint(actor=shop.as_.lan, complaint=complaint, answer="Lại")


@pytest.mark.databases
def test_the_seller_is_notified_in_vietnamese_of_an_english_complaint(shop):
    order = order_of(shop)
    with translation.override("en"):
        complain(kind=ComplaintKind.COMPLAINT, text="2 kg short", producer=shop.producer, order=order)
    title = Notice.objects.get(user=shop.lan, kind="complaint.sent").title
    assert title.startswith(f"Khiếu nại về đơn {order.number}: trả lời trước ")


def test_unanswered_complaint_is_reported_to_the_officer_once(shop, time_machine):
    complaint = complain(kind="complaint", text="Không giao", producer=shop.producer, product=shop.product)
    assert follow_up_complaints() == 0 and notice_count(shop.thu, "complaint.late") == 0
    time_machine.move_to(timezone.now() + dt.timedelta(days=3, minutes=1), tick=False)
    assert (follow_up_complaints(), follow_up_complaints()) == (1, 0)
    assert notice_count(shop.thu, "complaint.late") == 1
    actions.answer_complaint(actor=shop.as_.thu, complaint=complaint, answer="Hội đã gọi chị Lan")
    assert Complaint.objects.late().count() == 0


@pytest.mark.slow
def test_a_take_down_is_decided_in_a_day_and_the_seller_objects(shop, client, time_machine):
    complaint = take_down_of(shop)
    assert complaint.answer_by - complaint.created_at == dt.timedelta(hours=24)
    assert (notice_count(shop.thu, "complaint.sent"), notice_count(shop.lan, "complaint.about_you")) == (1, 1)
    for actor in (shop.as_.lan, shop.as_.hoa, shop.as_.minh):
        with pytest.raises(NotAllowed):
            actions.decide_take_down(actor=actor, complaint=complaint, takes_down=True, reason="x")
    with pytest.raises(NotAllowed):
        actions.answer_complaint(actor=shop.as_.lan, complaint=complaint, answer="Không phải")
    assert Offer.objects.on_sale().filter(product=shop.product).exists()
    url = reverse("orders:complaint-item", args=[complaint.pk])
    client.force_login(shop.thu)
    assert "Gỡ khỏi sàn" in client.get(url).content.decode()
    assert client.post(url, {"act": "take_down", "reason": "Quảng cáo như thuốc"}).status_code == 302
    shop.product.refresh_from_db()
    assert shop.product.state == ProductState.RETIRED
    assert not Offer.objects.on_sale().filter(product=shop.product).exists()
    assert notice_count(shop.lan, "complaint.decided") == 1
    client.force_login(shop.lan)
    assert client.post(url, {"act": "object", "objection": "Tôi sửa rồi"}).status_code == 302
    assert notice_count(shop.thu, "complaint.objected") == 1
    with pytest.raises(ComplaintOver):
        actions.object_to(actor=shop.as_.lan, complaint=complaint, words="Nữa")
    actions.reply_to_objection(actor=shop.as_.thu, complaint=complaint, words="Chị gửi duyệt lại")
    assert "Chị gửi duyệt lại" in client.get(url).content.decode()


def staff_member():
    staff = make_user("Quản trị")
    staff.is_staff = True
    staff.save()
    return staff


@pytest.mark.slow
def test_a_complaint_that_officers_leave_rings_each_day_and_at_the_staff_after_three(shop, time_machine):
    staff, complaint = staff_member(), complain(kind="complaint", text="Không giao", producer=shop.producer)
    # Days after it was sent: how many reminders the officer got, and the staff.
    for days, officer, above in ((3, 1, 0), (4, 2, 0), (5, 3, 0), (6, 4, 1), (7, 5, 2)):
        time_machine.move_to(complaint.created_at + dt.timedelta(days=days, minutes=1), tick=False)
        assert sum(follow_up_complaints() for _twice in range(2)) == (days == 3)
        assert (notice_count(shop.thu, "complaint.late"), notice_count(staff, "complaint.late")) == (
            officer,
            above,
        ), days
    actions.answer_complaint(actor=shop.as_.thu, complaint=complaint, answer="Hội đã gọi chị Lan")
    time_machine.move_to(complaint.created_at + dt.timedelta(days=9), tick=False)
    assert follow_up_complaints() == 0 and notice_count(shop.thu, "complaint.late") == 5


@pytest.mark.slow
def test_a_sellers_objection_has_a_clock_of_its_own(shop, client, time_machine):
    staff, complaint = staff_member(), take_down_of(shop)
    actions.decide_take_down(actor=shop.as_.thu, complaint=complaint, takes_down=True, reason="Nói như thuốc")
    complaint = actions.object_to(actor=shop.as_.lan, complaint=complaint, words="Tôi sửa rồi")
    begun = complaint.objected_at
    assert complaint.reply_by - begun == dt.timedelta(days=3)
    assert Notice.objects.get(user=shop.thu, kind="complaint.objected").body == "Tôi sửa rồi"
    client.force_login(shop.thu)
    assert "người bán nêu ý kiến, trả lời trước" in client.get(reverse("orders:complaints")).text
    hours = ((65, 0, 0, 0), (67, 1, 0, 0), (72, 1, 1, 0), (96, 1, 2, 0), (144, 1, 3, 1))
    for after, soon, late, above in hours:
        time_machine.move_to(begun + dt.timedelta(hours=after, minutes=1), tick=False)
        assert [follow_up_complaints() for _twice in range(2)] == [0, 0]
        rung = [notice_count(shop.thu, f"complaint.reply_{when}") for when in ("soon", "late")]
        assert (rung, notice_count(staff, "complaint.reply_late")) == ([soon, late], above), after
    assert (
        Complaint.objects.late().get() == complaint
        and "quá hạn từ" in client.get(reverse("orders:complaints")).text
    )
    actions.reply_to_objection(actor=shop.as_.thu, complaint=complaint, words="Chị gửi duyệt lại")
    time_machine.move_to(begun + dt.timedelta(days=9), tick=False)
    assert follow_up_complaints() == 0 and notice_count(shop.thu, "complaint.reply_late") == 3
    assert not Complaint.objects.waiting().exists()


def test_rejected_take_down_leaves_the_product_listed(shop):
    complaint = actions.decide_take_down(
        actor=shop.as_.thu, complaint=take_down_of(shop), takes_down=False, reason="Hàng đúng"
    )
    shop.product.refresh_from_db()
    assert (complaint.state, shop.product.state) == (ComplaintState.KEPT, ProductState.LISTED)
    with pytest.raises(ComplaintOver):
        actions.object_to(actor=shop.as_.lan, complaint=complaint, words="Gì")


@pytest.mark.slow
def test_a_take_down_left_for_a_day_rings_at_the_unions_staff(shop, time_machine):
    staff = staff_member()
    begun = take_down_of(shop).created_at
    # Hours after it was sent: how many more reminders the officer got, and the staff.
    for hours, soon, late in (
        (17, 0, 0),
        (18, 1, 0),
        (23, 1, 0),
        (24, 1, 1),
        (47, 1, 1),
        (48, 1, 2),
        (72, 1, 3),
    ):
        time_machine.move_to(begun + dt.timedelta(hours=hours, minutes=1), tick=False)
        assert sum(follow_up_complaints() for _twice in range(2)) == (hours == 24)
        assert (notice_count(shop.thu, "complaint.soon"), notice_count(staff, "complaint.late")) == (
            soon,
            late,
        ), hours
    actions.decide_take_down(
        actor=shop.as_.thu, complaint=Complaint.objects.get(), takes_down=False, reason="Đúng"
    )
    time_machine.move_to(begun + dt.timedelta(hours=100), tick=False)
    assert follow_up_complaints() == 0 and notice_count(staff, "complaint.late") == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 1001}, "text"),
        ({"kind": "shout"}, "kind"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"kind": "take_down", "product": None}, "kind"),
    ],
)
def test_invalid_input_is_refused_at_its_field_and_changes_nothing(shop, changes, field):
    before = Entry.objects.count()
    with pytest.raises(ComplaintError) as refused:
        complain(
            **{"kind": "complaint", "text": "Thiếu", "producer": shop.producer, "product": shop.product}
            | changes
        )
    assert refused.value.field == field
    assert (Complaint.objects.count(), Entry.objects.count()) == (0, before)


def test_pages_of_nothing_are_not_there_and_strangers_see_no_list_of_others(shop, client):
    no_order = "00000000-0000-0000-0000-000000000000"
    for about in (("san-pham", "999999"), ("don", "x"), ("don", no_order), ("noi", "99999"), ("xe", "1")):
        assert client.get(reverse("orders:complain", args=about)).status_code == 404, about
    take_down_of(shop)
    client.force_login(shop.hoa)
    assert "Không có việc nào chờ trả lời" in client.get(reverse("orders:complaints")).content.decode()
    client.force_login(shop.thu)
    assert "Nói chữa bệnh" in client.get(reverse("orders:complaints")).content.decode()


def test_numbers_to_call_back_go_after_the_answer(shop, time_machine):
    complaint = complain(kind="complaint", text="Thiếu", producer=shop.producer, contact_phone="0912 345 678")
    actions.answer_complaint(actor=shop.as_.lan, complaint=complaint, answer="Đã bù")
    assert actions.forget_callers() == 0
    time_machine.move_to(timezone.now() + dt.timedelta(days=31), tick=False)
    assert actions.forget_callers() == 1
    complaint.refresh_from_db()
    assert complaint.contact_phone == ""


@pytest.mark.databases
def test_product_page_names_a_take_down_and_not_a_retirement(shop, client):
    slug = shop.product.slug
    retire_product(actor=shop.as_.lan, product=shop.product)
    assert "đã bị gỡ" not in client.get(f"/products/{slug}/").content.decode()
    Product.objects.filter(pk=shop.product.pk).update(state="listed", retired_at=None)
    shop.product.refresh_from_db()
    actions.decide_take_down(actor=shop.as_.thu, complaint=take_down_of(shop), takes_down=True, reason="x")
    page = client.get(f"/products/{slug}/").content.decode()
    assert "đã bị gỡ khỏi sàn theo yêu cầu" in page and "đã ngừng bán sản phẩm này" not in page


def test_the_operator_is_in_the_footer_if_it_is_configured(client, db, settings):
    page = without_layout(client.get("/ve-san/").content.decode())
    assert (
        "Ai vận hành" not in page
        and ">Về sàn này</span>" in page
        and "hợp đồng đặt hàng: 5 năm (37/2026/NĐ-CP, Điều 41(6)c)" in page
    )
    settings.ECOM_REGISTRATION, settings.ECOM_OPERATOR = "123/TMĐT", "Hội LHPN tỉnh Sơn La, phường Chiềng Lề"
    page = without_layout(client.get("/ve-san/").content.decode())
    assert (
        "Số đăng ký: 123/TMĐT" in page and ">Hội LHPN tỉnh Sơn La, phường Chiềng Lề · 123/TMĐT</span>" in page
    )
