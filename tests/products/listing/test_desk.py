"""The officer's queues: after a decision the next item opens, and a day's work stays short."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.common.reasons_form import ReasonsForm
from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from products.certificates.actions.certificates import add_certificate
from products.listing.actions.listing import list_product, return_product, submit_product
from products.listing.queues import PRODUCTS, waiting_products
from products.models import Certificate, Producer, Product
from products.photos.actions import attach_photo
from products.producers.actions.producers import verify_producer
from products.products.actions.products import set_first_quantity, update_product
from products.products.missing_fields import months_of_similar
from tests.factories.products import (
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    ProductFactory,
    make_unit,
    make_user,
)
from tests.officer_walk import Walk

MOST_TAPS, MOST_LOADS = 14, 12
MOST_TAPS_WITH_HELP = 40

# Five fields are filled in when a member asks for help; the officer adds the rest: (name, unit, texts, ticks).
HELP_WANTED = (
    ("Mận hậu", "kg", {"story": "Đồi mận 20 năm."}, [("season_months", "5"), ("season_months", "6")]),
    ("Mận tam hoa", "kg", {"story": "Mận chín cây."}, []),
    ("Xoài tròn Yên Châu", "kg", {"story": "Xoài ở bản."}, [("season_months", "6"), ("season_months", "7")]),
    ("Mật ong hoa nhãn", "litre", {"story": "Ong nuôi ở vườn nhãn."}, []),
    ("Chè shan tuyết", "kg", {"story": "Chè cây cổ thụ."}, []),
    ("Cà phê bột", "kg", {"story": "Cà phê vườn nhà."}, []),
    ("Khăn piêu", "piece", {"story": "Tôi tự thêu.", "materials": "Vải bông", "specification": "40 cm × 2 m", "usage": "Đội đầu", "storage": "Giặt tay", "warnings": "Giặt riêng"}, []),
    ("Ghế mây", "piece", {"story": "Mây trong rừng.", "materials": "Mây", "specification": "Cao 30 cm", "usage": "Để ngồi", "storage": "Để khô"}, []),
    ("Gạo nếp tan", "kg", {"story": "Ruộng bậc thang."}, []),
    ("Mắc khén", "kg", {"story": "Hái trên rừng."}, []),
)  # fmt: skip


def submitted_by(lan, producer, *, wants_help=False, **fields) -> Product:
    product = ProductFactory(producer=producer, **fields)
    Product.objects.filter(pk=product.pk).update(state="submitted", submitted_at=timezone.now())
    product.refresh_from_db()
    if wants_help:
        Product.objects.filter(pk=product.pk).update(help_asked_at=product.submitted_at)
    product.decisions.create(state="submitted", by=lan, decided_at=product.submitted_at)
    return product


@pytest.fixture
def three(lan, producer) -> list[Product]:
    return [submitted_by(lan, producer, name=name) for name in ("Mận một", "Mận hai", "Mận ba")]


@pytest.fixture
def walk(mai) -> Walk:
    client = Client()
    client.force_login(mai)
    return Walk(client)


def at(product: Product) -> str:
    return reverse("products:review", args=[product.pk])


@pytest.mark.slow
def test_ten_complete_products_cost_few_taps_and_pages(walk, lan, producer):
    names = [f"Mận hậu {n}" for n in range(1, 11)]
    for name in names:
        submitted_by(lan, producer, name=name)
    walk.open(reverse("members:desk"))
    walk.follow("Xem lần lượt")
    for name in names:
        assert walk.heading == name
        walk.press("Duyệt, cho lên sàn")
        assert f"“{name}” đã lên sàn." in walk.text
    assert walk.path == reverse("products:desk")
    assert "Không còn sản phẩm nào chờ" in walk.text
    assert set(Product.objects.values_list("state", flat=True)) == {"listed"}
    assert (walk.taps, walk.loads) == (11, 12)
    assert walk.taps <= MOST_TAPS and walk.loads <= MOST_LOADS


@pytest.mark.slow
def test_ten_requests_for_help_cost_few_taps(walk, lan, producer):
    for name, unit, _texts, _ticks in HELP_WANTED:
        submitted_by(
            lan, producer, name=name, unit=unit, wants_help=True, ocop_set=None, origin="", story="", season_months=[]
        )  # fmt: skip
    walk.open(reverse("members:desk"))
    walk.follow("Xem lần lượt")
    for name, _unit, texts, ticks in HELP_WANTED:
        assert walk.heading == name
        assert not walk.has_button("Duyệt, cho lên sàn")
        assert walk.names() >= texts.keys()
        for field, text in texts.items():
            walk.type(field, text)
        for field, value in ticks:
            walk.tick(field, value)
        walk.press("Lưu")
        assert walk.heading == name
        walk.press("Duyệt, cho lên sàn")
    assert set(Product.objects.values_list("state", flat=True)) == {"listed"}
    assert walk.taps <= MOST_TAPS_WITH_HELP
    # The second plum got the months of the first one.
    assert Product.objects.get(name="Mận tam hoa").season_months == [5, 6]
    assert Product.objects.get(name="Khăn piêu").ocop_set == 22


@pytest.mark.slow
def test_ten_verifications_cost_few_taps_and_pages(walk, branch):
    now = timezone.now()
    names = [f"Hộ Lò Thị Lan {n}" for n in range(1, 11)]
    for n, name in enumerate(names):
        ProducerFactory(
            name=name, unit=branch.unit, branch=branch, verified_at=None,
            verification_asked_at=now - timedelta(days=20 - n),
        )  # fmt: skip
    walk.open(reverse("members:desk"))
    walk.follow("Xem lần lượt")
    for name in names:
        assert walk.heading == name
        walk.press("Đã gặp người, đến nơi làm và xem giấy tờ tuỳ thân")
        assert f"Đã xác minh {name}." in walk.text
    assert walk.path == reverse("products:verification_desk")
    assert "Không còn nơi bán nào chờ" in walk.text
    verified = Producer.objects.filter(name__in=names)
    assert set(verified.values_list("verified_how", "saw_birth_date", "saw_personal_id")) == {
        ("visit", True, True)
    }
    assert (walk.taps, walk.loads) == (11, 12)
    assert walk.taps <= MOST_TAPS and walk.loads <= MOST_LOADS


@pytest.fixture
def two_producers(branch) -> list[Producer]:
    now = timezone.now()
    return [
        ProducerFactory(
            name=f"Hộ {name}", unit=branch.unit, branch=branch, address=address, phone="", verified_at=None,
            verification_asked_at=now - timedelta(days=days),
        )
        for name, address, days in (("Một", "", 2), ("Hai", "bản Hua Tạt", 1))
    ]  # fmt: skip


def test_next_producer_opens_after_needs_are_sent_with_what_the_page_misses(walk, two_producers):
    first, second = two_producers
    walk.open(reverse("products:verify_producer", args=[first.pk]))
    assert walk.place_of("dt", "Ở đâu") < walk.place_of("button", "Đã gặp người")
    assert walk.place_of("button", "Đã gặp người") < walk.place_of("button", "Nhắn bổ sung")
    walk.type("reasons", "Gọi lại chị nhé.")
    walk.press("Nhắn bổ sung")
    assert (walk.path, walk.heading) == (
        reverse("products:verify_producer", args=[second.pk]),
        "Hộ Hai",
    )
    assert "Đã nhắn Hộ Một bổ sung. Còn 1 việc chờ. Xem lại" in walk.text
    first.refresh_from_db()
    assert first.verification_needs == (
        "Ghi thêm thôn, bản.\nGhi số điện thoại để người mua và cán bộ gọi.\n"
        "Thêm ảnh người bán hoặc nơi làm hàng.\nGọi lại chị nhé."
    )


def test_producer_can_be_left_for_later(walk, two_producers):
    first, second = two_producers
    walk.open(reverse("products:verify_producer", args=[first.pk]))
    walk.follow("Để sau, xem nơi bán khác")
    assert walk.path == reverse("products:verify_producer", args=[second.pk])
    assert not Producer.objects.filter(pk__in=[first.pk, second.pk], verified_at__isnull=False).exists()


@pytest.mark.parametrize("button", ["Đã gặp người", "Nhắn bổ sung"])
def test_second_officer_learns_who_verified_and_gets_the_next(walk, branch, two_producers, button):
    first, second = two_producers
    nga = make_user("Cầm Thị Nga", branch=branch, officer_of=branch)
    walk.open(reverse("products:verify_producer", args=[first.pk]))
    verify_producer(actor=Actor.of(nga), producer=first, saw_birth_date=True, saw_personal_id=True)
    before = (Entry.objects.count(), Notice.objects.count())
    walk.press(button)
    assert walk.path == reverse("products:verify_producer", args=[second.pk])
    assert "Hộ Một không còn chờ: Cầm Thị Nga vừa xác minh." in walk.text
    first.refresh_from_db()
    assert (first.verified_by, Entry.objects.count(), Notice.objects.count()) == (nga, *before)


def test_what_an_officer_runs_waits_apart_for_another_officer(walk, mai, branch, lan, three):
    hers = ProducerFactory(owner=mai, name="Hộ Quàng Thị Mai", unit=branch.unit, branch=branch)
    own = submitted_by(mai, hers, name="Mận của Mai")
    Product.objects.filter(pk=own.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    Producer.objects.filter(pk=hers.pk).update(verified_at=None, verification_asked_at=timezone.now())
    assert [row.name for row in waiting_products(mai)] == ["Mận một", "Mận hai", "Mận ba"]
    assert PRODUCTS.first_url(mai) == at(three[0])
    walk.open(reverse("products:desk"))
    assert "Sản phẩm (3)" in walk.text and "Nơi bán (" not in walk.text
    assert walk.place_of("h2", "Của chính chị") < walk.place_of("a", "Mận của Mai")
    walk.open(reverse("products:verification_desk"))
    assert "Không còn nơi bán nào chờ" in walk.text
    assert walk.place_of("h2", "Của chính chị") < walk.place_of("a", "Hộ Quàng Thị Mai")
    # Another officer decides; who once ran it may, too.
    nga = make_user("Cầm Thị Nga", branch=branch, officer_of=branch)
    assert own in waiting_products(nga)
    hers.people.update(until=timezone.now())
    assert own in waiting_products(mai)


def test_home_names_each_queue_in_which_something_waits(walk, lan, producer, two_producers):
    walk.open("/")
    assert "Nơi bán chờ xác minh 2" in walk.text
    assert "Sản phẩm chờ duyệt" not in walk.text and "Hội viên chờ xác nhận" not in walk.text
    submitted_by(lan, producer)
    walk.open("/")
    walk.follow("Sản phẩm chờ duyệt 1")
    assert walk.path == reverse("products:desk")


def test_next_product_opens_with_a_line_about_the_last(walk, three):
    first, second, third = three
    walk.open(at(second))
    walk.press("Duyệt, cho lên sàn")
    assert (walk.path, walk.heading) == (at(third), "Mận ba")
    assert "“Mận hai” đã lên sàn. Còn 2 việc chờ. Xem lại" in walk.text
    walk.follow("Xem lại")
    assert walk.path == at(second)
    assert "Đang trên sàn · Quàng Thị Mai" in walk.text
    walk.follow("Nhầm? Sửa hoặc gỡ xuống")
    assert walk.has_button("Ngừng bán")


def test_after_the_last_product_the_skipped_ones_open(mai, three):
    first, second, third = three
    assert PRODUCTS.next_after(mai, second) == third
    assert PRODUCTS.next_after(mai, third) == first
    Product.objects.exclude(pk=first.pk).update(state="returned")
    assert PRODUCTS.next_after(mai, first) is None
    assert PRODUCTS.first_url(mai) == at(first)
    Product.objects.update(state="returned")
    assert PRODUCTS.first_url(mai) == ""


def test_product_can_be_left_for_later(walk, three):
    walk.open(at(three[0]))
    walk.follow("Để sau, xem sản phẩm khác")
    assert walk.path == at(three[1])
    assert set(Product.objects.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.parametrize("button", ["Duyệt, cho lên sàn", "Gửi lại"])
def test_second_officer_learns_who_decided_and_gets_the_next(walk, branch, three, button):
    first, second, _third = three
    nga = make_user("Cầm Thị Nga", branch=branch, officer_of=branch)
    walk.open(at(first))
    return_product(actor=Actor.of(nga), product=first, reasons="Ảnh mờ.")
    before = (Entry.objects.count(), Notice.objects.count(), first.decisions.count())
    if button == "Gửi lại":
        walk.type("reasons", "Thiếu tháng.")
    walk.press(button)
    assert walk.path == at(second)
    assert "“Mận một” không còn chờ duyệt: Cầm Thị Nga vừa chuyển sang “Cần bổ sung”." in walk.text
    first.refresh_from_db()
    assert first.state == "returned"
    assert (Entry.objects.count(), Notice.objects.count(), first.decisions.count()) == before


def test_photo_and_facts_come_before_the_buttons(walk, three):
    walk.open(at(three[0]))
    photo = min(each.place for each in walk.elements if each.tag == "img" and not in_queue(walk, each))
    facts, button = (
        walk.place_of("dd", "xã Vân Hồ, Sơn La, Việt Nam"),
        walk.place_of("button", "Duyệt, cho lên sàn"),
    )
    assert photo < facts < button < walk.place_of("button", "Gửi lại")


def in_queue(walk: Walk, element) -> bool:
    return element.place < walk.place_of("article", "")


def test_returned_product_shows_what_was_asked_and_what_changed(walk, mai, lan, product):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    update_product(actor=Actor.of(lan), product=product, changes={"origin": "Sơn La"})
    product = submit_product(actor=Actor.of(lan), product=product)
    return_product(actor=Actor.of(mai), product=product, reasons="Ghi rõ xuất xứ.\nThêm ảnh.")
    lan = Actor.of(lan)
    update_product(actor=lan, product=product, changes={"origin": "Vân Hồ", "price": "50000"})
    update_product(actor=lan, product=product, changes={"origin": "xã Vân Hồ", "price": "45000"})
    attach_photo(actor=lan, product=product, photo=PhotoFactory(producer=product.producer))
    add_certificate(
        actor=lan, producer=product.producer, product=product, kind="gi", number="GI-1",
        issuer="Cục Sở hữu trí tuệ", issued_date=timezone.localdate(), scan=PhotoFactory(producer=product.producer),
    )  # fmt: skip
    submit_product(actor=lan, product=product)
    walk.open(at(product))
    assert "Ghi rõ xuất xứ. Thêm ảnh. Quàng Thị Mai" in walk.text
    changes = [
        (
            each.words,
            next(other.words for other in walk.elements if other.tag == "ins" and other.place > each.place),
        )
        for each in walk.elements
        if each.tag == "del" and not each.is_folded
    ]
    assert changes[:2] == [("Trước: Sơn La", "Nay: xã Vân Hồ"), ("Trước: 1 ảnh", "Nay: 2 ảnh")]
    assert [before for before, _after in changes[2:]] == ["Trước: để trống"]
    assert "GI-1" in changes[2][1]
    # Listed since: what was asked once is of no interest any more.
    list_product(actor=Actor.of(mai), product=product)
    update_product(actor=lan, product=product, changes={"name": "Mận khác"})
    walk.open(at(product))
    assert "Lần trước cán bộ nhắn bổ sung" not in walk.text


def test_returned_product_that_nobody_changed_says_so(walk, mai, lan, product):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    product = submit_product(actor=Actor.of(lan), product=product)
    return_product(actor=Actor.of(mai), product=product, reasons="Ảnh mờ.")
    submit_product(actor=Actor.of(lan), product=product)
    walk.open(at(product))
    assert "Từ đó đến nay đã đổi Chưa đổi gì." in walk.text


def test_reasons_are_suggested_from_what_the_page_finds_missing(walk, lan, producer):
    product = submitted_by(lan, producer, season_months=[], story="Ăn vào khỏi bệnh.")
    walk.open(at(product))
    walk.type("reasons", "Cảm ơn chị.")
    walk.press("Gửi lại")
    assert product.decisions.first().reasons == (
        "Chị chọn những tháng có hàng.\nChị viết số lượng đang có, ví dụ: 50.\n"
        "Chuyện của sản phẩm: chị bỏ hoặc sửa lời “khỏi bệnh”.\nCảm ơn chị."
    )


def test_reason_in_the_text_is_not_repeated_by_its_tick():
    form = ReasonsForm(
        {"chosen": ["Ảnh mờ.", "Thiếu giá."], "reasons": "Thiếu giá.\nChụp lại nhé."}, common=()
    )
    assert form.is_valid()
    assert form.text() == "Ảnh mờ.\nThiếu giá.\nChụp lại nhé."


def test_months_of_similar_products_are_proposed_from_the_same_commune_first(lan, producer):
    far = ListedProductFactory(name="Mận cơm", season_months=[7])
    far.producer.unit = make_unit(4100, "Sốp Cộp")
    far.producer.save()
    plum = ProductFactory(producer=producer, name="man hau", season_months=[])
    assert months_of_similar(plum) == [7]
    ListedProductFactory(name="Mận hậu", season_months=[5, 6], listed_at=far.listed_at - timedelta(days=30))
    ListedProductFactory(name="Xoài tròn", season_months=[8])
    assert months_of_similar(plum) == [5, 6]
    # What the same household said of its own plums, listed or not, is nearer.
    ProductFactory(producer=producer, name="Mận cơm", season_months=[6, 7])
    assert months_of_similar(plum) == [6, 7]
    assert months_of_similar(ProductFactory(producer=producer, name="Dưa chuột", season_months=[])) == []


def test_officer_fills_in_without_a_guess_of_the_group(walk, lan, producer):
    product = submitted_by(lan, producer, name="Quà quê", ocop_set=None, wants_help=True)
    walk.open(at(product))
    walk.type("ocop_set", "3")
    walk.press("Lưu")
    product.refresh_from_db()
    assert (walk.path, product.ocop_set, product.state) == (at(product), 3, "submitted")


def test_officer_who_chooses_another_group_comes_back_to_the_review(walk, lan, producer):
    product = submitted_by(lan, producer, ocop_set=None, season_months=[], wants_help=True)
    walk.open(at(product))
    walk.follow("Nhóm khác")
    walk.press("Gạo, ngô, đậu, hạt")
    product.refresh_from_db()
    assert (walk.path, product.ocop_set) == (at(product), 3)


def test_refused_answer_stays_in_the_form_of_missing_fields(mai, lan, producer, client):
    product = submitted_by(lan, producer, season_months=[])
    client.force_login(mai)
    answer = client.post(at(product), {"act": "fill", "season_months": ["13"]})
    product.refresh_from_db()
    assert (answer.status_code, product.season_months, product.changes.count()) == (400, [], 0)


def test_queue_beside_the_item_marks_it(walk, three):
    walk.open(at(three[1]))
    rows = [each for each in walk.elements if each.tag == "a" and "rows__link" in each.attrs.get("class", "")]
    assert [(each.attrs["href"], "aria-current" in each.attrs) for each in rows[:3]] == [
        (at(three[0]), False),
        (at(three[1]), True),
        (at(three[2]), False),
    ]


def test_review_page_costs_the_same_however_long_the_queue(
    client, mai, lan, producer, django_assert_num_queries
):
    client.force_login(mai)
    product = submitted_by(lan, producer)
    client.get(at(product))
    submitted_by(lan, producer)
    with CaptureQueriesContext(connection) as two:
        client.get(at(product))
    for _n in range(3):
        submitted_by(lan, producer)
    with django_assert_num_queries(len(two)):
        client.get(at(product))


def test_next_certificate_opens_after_one_is_verified(walk, lan, product):
    papers = [
        add_certificate(
            actor=Actor.of(lan), producer=product.producer, product=product, kind="gi", number=f"GI-{n}",
            issuer="Cục Sở hữu trí tuệ", issued_date=timezone.localdate(),
            scan=PhotoFactory(producer=product.producer),
        )
        for n in (1, 2)
    ]  # fmt: skip
    walk.open(reverse("products:certificate_desk"))
    walk.follow("Xem lần lượt")
    assert walk.path == reverse("products:review_certificate", args=[papers[0].pk])
    walk.press("Khớp giấy, xác minh")
    assert walk.path == reverse("products:review_certificate", args=[papers[1].pk])
    assert "Đã xác minh giấy GI-1. Còn 1 việc chờ." in walk.text
    Certificate.objects.filter(pk=papers[1].pk).update(state="refused", decided_by=lan)
    walk.press("Khớp giấy, xác minh")
    assert walk.path == reverse("products:certificate_desk")
    assert f"Giấy GI-2 không còn chờ: {lan} vừa chuyển sang" in walk.text
    assert list(Certificate.objects.order_by("pk").values_list("state", flat=True)) == ["verified", "refused"]
