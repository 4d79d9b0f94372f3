"""Asking for a producer's verification, the officers' queue, and what unverified producers may show."""

import datetime as dt
import importlib
import uuid

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.taking_up import record_earlier_rows
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from products.certificates.auditing import compare_producers
from products.listing.actions.listing import WrongState, list_product, retire_product, submit_product
from products.listing.review_marks import mark_of_producer, mark_of_product
from products.models import Certificate, ListingCard, Producer, Product
from products.own_data import products as own_data
from products.producers.actions.producers import (
    GRACE_DAYS,
    unverify_producer,
    update_producer,
    verify_producer,
)
from products.producers.actions.verification import ask_verification, return_verification
from products.producers.enums import VerificationState
from products.producers.errors import ProducerError, ProducerWrongState
from products.producers.tasks import remind_unverified
from products.products.actions.products import set_first_quantity
from products.search.actions import refresh_card, refresh_expired_cards
from tests.api import client_of, everything, send_twice
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    ProducerFactory,
    ProductFactory,
    make_user,
)
from tests.layout import without_layout

pytestmark = pytest.mark.django_db
API = "/api/v1"
SAW = {"saw_birth_date": True, "saw_personal_id": True}
ROWS = (Producer, Product, Entry, Notice)


@pytest.fixture
def submitted(product, lan):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    return submit_product(actor=Actor.of(lan), product=product)


@pytest.fixture
def listed(producer):
    product = ListedProductFactory(producer=producer, name="Mận hậu")
    refresh_card(product=product)
    return product


@pytest.fixture
def withdrawn(listed, mai):
    """Return Lan's listed product on the day on which the officer withdrew the household's verification."""
    unverify_producer(actor=Actor.of(mai), producer=listed.producer)
    listed.producer.refresh_from_db()
    return listed


@pytest.fixture
def expired(withdrawn):
    """Return the same product on the first day after the grace."""
    end_grace(withdrawn)
    return withdrawn


def end_grace(product):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Producer.objects.filter(pk=product.producer_id).update(grace_until_date=yesterday)
    ListingCard.objects.filter(product=product).update(fresh_until=yesterday)
    product.producer.refresh_from_db()


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def main_of(response):
    return without_layout(response.content.decode())


def queue(officer):
    return list(Producer.objects.overseen_by(officer).awaiting_verification())


# --- Asking ---------------------------------------------------------------------------------------------------------------
def test_asking_twice_is_once(unverified, lan, mai):
    first = ask_verification(actor=Actor.of(lan), producer=unverified).verification_asked_at
    again = ask_verification(actor=Actor.of(lan), producer=unverified)
    assert (again.verification_state, again.verification_asked_at) == (VerificationState.WAITING, first)
    assert Entry.objects.filter(kind="producer.verification_asked").count() == 1
    assert list(Notice.objects.values_list("user", "kind", "url")) == [
        (mai.pk, "producer.verification_asked", reverse("products:verify_producer", args=[unverified.pk]))
    ]


def test_asking_for_a_verified_producer_changes_nothing(producer, lan):
    before = everything(ROWS)
    assert ask_verification(actor=Actor.of(lan), producer=producer).verification_asked_at is None
    assert everything(ROWS) == before


@pytest.mark.parametrize("who", ["minh", "hoa", "mai"])
def test_others_cannot_ask(unverified, who, request):
    actor, before = Actor.of(request.getfixturevalue(who)), everything(ROWS)
    with pytest.raises(NotAllowed):
        ask_verification(actor=actor, producer=unverified)
    assert everything(ROWS) == before


def test_submitting_a_product_asks_too_and_tells_the_officer_once(unverified, mai, submitted):
    unverified.refresh_from_db()
    assert unverified.verification_state == VerificationState.WAITING
    assert list(Notice.objects.filter(user=mai).values_list("kind", flat=True)) == ["product.submitted"]


def test_submitting_a_product_of_a_verified_producer_asks_nothing(producer, submitted):
    assert Producer.objects.get().verification_asked_at is None
    assert not Entry.objects.filter(kind="producer.verification_asked").exists()


def test_producer_that_lacks_something_waits_again_only_once_it_asks(unverified, product, lan, mai):
    return_verification(actor=Actor.of(mai), producer=unverified, reasons="Thiếu giấy đăng ký.")
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="5")
    submit_product(actor=Actor.of(lan), product=product)
    unverified.refresh_from_db()
    assert (unverified.verification_state, queue(mai)) == (VerificationState.RETURNED, [])
    asked = ask_verification(actor=Actor.of(lan), producer=unverified)
    assert (asked.verification_needs, asked.verification_returned_at) == ("", None)
    assert queue(mai) == [unverified]


# --- The officer's answer -------------------------------------------------------------------------------------------------
def test_officer_says_what_is_missing(unverified, lan, mai):
    ask_verification(actor=Actor.of(lan), producer=unverified)
    found = return_verification(
        actor=Actor.of(mai), producer=unverified, reasons=["Ghi thêm bản.", "Gặp chị."]
    )
    assert (found.verification_state, found.verification_needs) == (
        VerificationState.RETURNED,
        "Ghi thêm bản.\nGặp chị.",
    )
    notice = Notice.objects.get(user=lan)
    assert (notice.kind, notice.body) == ("producer.verification_returned", "Ghi thêm bản.\nGặp chị.")
    assert Entry.objects.get(kind="producer.verification_returned").by == mai.ref


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nga"])
def test_only_an_officer_over_it_says_what_is_missing(unverified, who, request):
    actor, before = Actor.of(request.getfixturevalue(who)), everything(ROWS)
    with pytest.raises(NotAllowed):
        return_verification(actor=actor, producer=unverified, reasons="Thiếu giấy.")
    assert everything(ROWS) == before


@pytest.mark.parametrize(
    ("reasons", "code"), [(" ", "reasons_empty"), ("a" * 1001, "too_long")], ids=["empty", "long"]
)
def test_what_is_missing_must_be_said(unverified, mai, reasons, code):
    before = everything(ROWS)
    with pytest.raises(ProducerError) as refused:
        return_verification(actor=Actor.of(mai), producer=unverified, reasons=reasons)
    assert (refused.value.code, refused.value.field) == (code, "reasons")
    assert everything(ROWS) == before


def test_verified_producer_lacks_nothing(producer, mai):
    before = everything(ROWS)
    with pytest.raises(ProducerWrongState):
        return_verification(actor=Actor.of(mai), producer=producer, reasons="Thiếu giấy.")
    assert everything(ROWS) == before


def test_verifying_ends_wait_needs_and_grace(withdrawn, mai):
    found = verify_producer(actor=Actor.of(mai), producer=withdrawn.producer, **SAW)
    assert found.verification_state == VerificationState.VERIFIED
    assert (found.verification_asked_at, found.grace_until_date, queue(mai)) == (None, None, [])
    assert ListingCard.objects.get().fresh_until is None


def test_queue_has_the_longest_waiting_first_of_the_officers_branches(unverified, lan, mai, nga):
    now = timezone.now()
    older = ProducerFactory(verified_at=None, verification_asked_at=now - dt.timedelta(days=9))
    ProducerFactory(verified_at=None)
    ProducerFactory(verified_at=None, verification_asked_at=now, is_active=False)
    ask_verification(actor=Actor.of(lan), producer=unverified)
    assert queue(mai) == [older, unverified]
    assert queue(nga) == queue(lan) == []


# --- Listing --------------------------------------------------------------------------------------------------------------
def test_product_of_an_unverified_producer_is_not_listed(unverified, submitted, mai):
    before = everything(ROWS)
    with pytest.raises(WrongState) as refused:
        list_product(actor=Actor.of(mai), product=submitted)
    assert (refused.value.code, refused.value.status_code) == ("producer_unverified", 409)
    assert everything(ROWS) == before
    api = client_of(mai)
    url = f"{API}/products/{submitted.pk}/"
    answer = api.post(f"{url}list/", {"seen": api.get(url).json()["seen"]})
    assert answer.status_code == 409
    assert everything(ROWS) == before


def test_staff_cannot_list_a_product_of_an_unverified_producer(unverified, submitted, client):
    client.force_login(make_user("Quàng Thị Nga", is_staff=True, is_superuser=True))
    client.post(
        reverse("products:review", args=[submitted.pk]),
        {"act": "list", "seen": mark_of_product(submitted)} | key(),
    )
    submitted.refresh_from_db()
    assert (submitted.state, submitted.slug) == ("submitted", None)
    assert admin.site._registry[Product].actions == ["take_off"]
    changed = {"state": "listed", "slug": "man"}
    assert (
        client.post(reverse("admin:products_product_change", args=[submitted.pk]), changed).status_code == 403
    )
    assert Product.objects.get().state == "submitted"


def test_approving_leads_through_verifying_and_back(unverified, submitted, mai, client):
    client.force_login(mai)
    review = reverse("products:review", args=[submitted.pk])
    page = main_of(client.get(review))
    assert "Duyệt, cho lên sàn" not in page
    way = f"{reverse('products:verify_producer', args=[unverified.pk])}?next={review}"
    assert f'href="{way}"' in page
    form = main_of(client.get(way))
    assert f'name="next" value="{review}"' in form
    for shown in ("Hộ Lò Thị Lan", "Lò Thị Lan (Chủ)", "Mận hậu Mộc Châu", "chưa ghi"):
        assert shown in form
    sent = {"act": "verify", "how": "visit", "saw_birth_date": "1", "saw_personal_id": "1", "next": review}
    answer = client.post(way.partition("?")[0], sent | {"seen": mark_of_producer(unverified)} | key())
    assert answer["Location"] == review
    assert "Duyệt, cho lên sàn" in main_of(client.get(review))
    client.post(review, {"act": "list", "seen": mark_of_product(Product.objects.get())} | key())
    assert Product.objects.public().get() == submitted
    checked = main_of(client.get(way))
    for shown in ("Quàng Thị Mai", "Đã gặp người, đến nơi làm", "đã xem"):
        assert shown in checked


# --- Pages ----------------------------------------------------------------------------------------------------------------
def test_desk_and_queue_show_who_waits_and_how_long(unverified, lan, mai, nga, client):
    client.force_login(mai)
    desk = reverse("members:desk")
    assert "1 nơi bán" not in main_of(client.get(desk))
    assert "Không còn nơi bán nào chờ" in main_of(client.get(reverse("products:verification_desk")))
    ask_verification(actor=Actor.of(lan), producer=unverified)
    Producer.objects.update(verification_asked_at=timezone.now() - dt.timedelta(days=3))
    assert "1 đang chờ · lâu nhất 3 ngày" in main_of(client.get(desk))
    assert "Nơi bán chờ xác minh" in main_of(client.get("/"))
    page = main_of(client.get(reverse("products:verification_desk")))
    assert "Hộ Lò Thị Lan" in page and "chờ 3 ngày" in page
    client.force_login(nga)
    assert "Hộ Lò Thị Lan" not in main_of(client.get(reverse("products:verification_desk")))


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "nga"])
def test_others_get_no_page_to_verify(unverified, who, request, client):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("products:verify_producer", args=[unverified.pk])).status_code == 404
    if who != "nga":
        assert client.get(reverse("products:verification_desk")).status_code == 404


def test_member_sees_where_it_stands_and_asks_with_one_tap(unverified, product, lan, mai, client):
    client.force_login(lan)
    household = reverse("products:producer", args=[unverified.pk])
    manage = reverse("products:manage", args=[product.pk])
    ask = reverse("products:ask_verification", args=[unverified.pk])
    for page in (household, manage):
        text = main_of(client.get(page))
        assert "Chưa gửi" in text and f'action="{ask}"' in text
    assert client.post(ask, {"next": manage} | key())["Location"] == manage
    assert client.post(ask, {"next": "https://example.com/"} | key())["Location"] == household
    assert Entry.objects.filter(kind="producer.verification_asked").count() == 1
    for page in (household, manage):
        text = main_of(client.get(page))
        assert "Chờ cán bộ xem" in text and f'action="{ask}"' not in text
    return_verification(actor=Actor.of(mai), producer=unverified, reasons="Ghi thêm bản.")
    for page in (household, manage):
        text = main_of(client.get(page))
        assert "Cần bổ sung" in text and "Ghi thêm bản." in text and f'action="{ask}"' in text
    verify_producer(actor=Actor.of(mai), producer=unverified, **SAW)
    assert "Hội đã xác minh" in main_of(client.get(household))
    assert "Xác minh nơi bán" not in main_of(client.get(manage))


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_others_cannot_ask_on_the_page(unverified, who, request, client):
    client.force_login(request.getfixturevalue(who))
    before = everything(ROWS)
    answer = client.post(reverse("products:ask_verification", args=[unverified.pk]), key())
    assert answer.status_code == 404
    assert everything(ROWS) == before


def test_officer_asks_for_something_on_the_page(unverified, mai, client):
    client.force_login(mai)
    url = reverse("products:verify_producer", args=[unverified.pk])
    empty = client.post(url, {"act": "return", "reasons": ""} | key())
    assert (empty.status_code, Producer.objects.get().verification_returned_at) == (400, None)
    assert "Chị viết cần bổ sung gì." in main_of(empty)
    sent = client.post(
        url, {"act": "return", "chosen": ["Ghi thêm thôn, bản."], "reasons": "Gọi lại chị nhé."} | key()
    )
    assert sent["Location"] == reverse("products:verification_desk")
    assert Producer.objects.get().verification_needs == "Ghi thêm thôn, bản.\nGọi lại chị nhé."
    assert "Gọi lại chị nhé." in main_of(client.get(url))


# --- Grace ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["officer", "name"])
def test_ended_verification_gives_listed_goods_a_grace_and_a_place_in_the_queue(listed, lan, mai, how):
    if how == "officer":
        unverify_producer(actor=Actor.of(mai), producer=listed.producer)
    else:
        update_producer(actor=Actor.of(lan), producer=listed.producer, changes={"name": "Hộ Lan Vân Hồ"})
    producer = Producer.objects.get()
    until = timezone.localdate() + dt.timedelta(days=GRACE_DAYS)
    assert (producer.grace_until_date, queue(mai)) == (until, [producer])
    assert list(Product.objects.public()) == [listed]
    assert ListingCard.objects.get().fresh_until == until
    notice = Notice.objects.get(user=lan, kind="producer.grace")
    assert until.strftime("%d/%m/%Y").lstrip("0") in notice.body.replace("ngày 0", "ngày ")
    assert not list(compare_producers())[:-1]


def test_ended_verification_without_listed_goods_gives_no_grace(producer, lan, mai):
    found = unverify_producer(actor=Actor.of(mai), producer=producer)
    assert (found.grace_until_date, queue(mai)) == (None, [producer])
    assert not Notice.objects.filter(user=lan).exists()


def test_grace_includes_its_last_day(withdrawn, client):
    today = timezone.localdate()
    Producer.objects.update(grace_until_date=today)
    ListingCard.objects.update(fresh_until=today)
    refresh_expired_cards()
    assert list(Product.objects.public()) == [withdrawn]
    assert withdrawn.name in client.get("/products/").content.decode()
    assert client.get(f"/products/{withdrawn.slug}/").status_code == 200


@pytest.mark.databases
def test_goods_leave_lists_search_sitemap_and_api_after_the_grace(expired, client):
    CertificateFactory(product=expired)
    gone = [
        "/products/", "/products/?q=man", "/sitemap-products.xml", f"{API}/products/", f"{API}/producers/",
        f"{API}/certificates/",
    ]  # fmt: skip
    assert refresh_expired_cards() == 0
    for address in gone:
        answer = client.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert expired.slug not in text and expired.producer.name not in text and "OCOP-14" not in text, (
            address
        )
    page = client.get(f"/products/{expired.slug}/")
    assert page.status_code == 404
    assert "Hội chưa xác minh người bán" in page.content.decode()
    for address in (f"/products/{expired.pk}/", reverse("products:embed", args=[expired.slug])):
        assert client.get(address).status_code == 404
    hidden = client.get(reverse("products:shopfront", args=[expired.producer_id]))
    assert hidden.status_code == 200 and "Gian hàng này đang tạm đóng" in hidden.content.decode()
    assert expired.producer.name not in hidden.content.decode()
    assert not Certificate.objects.visible_to(make_user("Vì Thị Hoa")).exists()


def test_own_people_and_officers_still_see_goods_after_the_grace(expired, lan, mai, client):
    for person in (lan, mai):
        client.force_login(person)
        page = client.get(f"/products/{expired.slug}/")
        assert page.status_code == 200
        assert "người mua không thấy trang này" in main_of(page)
        assert '"offers"' not in page.content.decode()
        assert list(Product.objects.visible_to(person)) == [expired]
    client.force_login(lan)
    assert "Hàng tạm rời sàn" in main_of(client.get(reverse("products:manage", args=[expired.pk])))


def test_goods_return_once_the_producer_is_verified_again(expired, mai, client):
    refresh_expired_cards()
    assert not ListingCard.objects.exists()
    verify_producer(actor=Actor.of(mai), producer=expired.producer, **SAW)
    assert expired.name in client.get("/products/").content.decode()
    assert client.get(f"/products/{expired.slug}/").status_code == 200


def test_retired_goods_dont_come_back_during_the_grace(withdrawn, lan, mai):
    set_first_quantity(actor=Actor.of(lan), product=withdrawn, quantity="5")
    retired = retire_product(actor=Actor.of(lan), product=withdrawn)
    again = submit_product(actor=Actor.of(lan), product=retired)
    with pytest.raises(WrongState):
        list_product(actor=Actor.of(mai), product=again)
    assert not Product.objects.public().exists()


def test_members_are_told_each_stage_of_the_grace_once(withdrawn, lan):
    until = withdrawn.producer.grace_until_date
    days = {"began": 30, "last": 3, "over": -1}
    for stage, left in days.items():
        for _time in range(2):
            assert remind_unverified(until - dt.timedelta(days=left)) == 1, stage
    kinds = (
        Notice.objects.filter(user=lan, kind="producer.grace").order_by("pk").values_list("key", flat=True)
    )
    assert [one.rpartition(":")[2] for one in kinds] == list(days)
    assert remind_unverified(until + dt.timedelta(days=8)) == 0


def test_nobody_is_reminded_without_listed_goods_or_after_a_verification(withdrawn, lan, mai):
    Notice.objects.all().delete()
    retire_product(actor=Actor.of(lan), product=withdrawn)
    assert remind_unverified() == 0
    Product.objects.update(state="listed")
    verify_producer(actor=Actor.of(mai), producer=withdrawn.producer, **SAW)
    assert remind_unverified() == 0
    assert not Notice.objects.filter(kind="producer.grace").exists()


# --- API ------------------------------------------------------------------------------------------------------------------
def test_api_says_where_the_verification_stands_and_asks(unverified, lan, mai):
    url = f"{API}/producers/{unverified.pk}/"
    owner, officer = client_of(lan), client_of(mai)
    assert owner.get(f"{url}verification/").json() == {
        "state": "none", "asked_at": None, "returned_at": None, "needs": "", "verified_at": None,
        "grace_until_date": None, "shows_goods": False,
    }  # fmt: skip
    assert send_twice(owner, "post", f"{url}ask_verification/")["state"] == "waiting"
    returned = send_twice(officer, "post", f"{url}return_verification/", {"reasons": "Ghi thêm bản."})
    assert (returned["state"], returned["needs"], returned["asked_at"]) == ("returned", "Ghi thêm bản.", None)
    assert officer.post(f"{url}ask_verification/").status_code == 403
    assert owner.post(f"{url}return_verification/", {"reasons": "Thiếu"}).status_code == 403


@pytest.mark.parametrize("who", ["minh", "hoa", "nga"])
def test_api_says_nothing_of_a_verification_to_others(listed, who, request):
    url = f"{API}/producers/{listed.producer_id}/"
    api, before = client_of(request.getfixturevalue(who)), everything(ROWS)
    assert api.get(f"{url}verification/").status_code == 404
    for act, body in (("ask_verification", {}), ("return_verification", {"reasons": "Thiếu"})):
        assert api.post(f"{url}{act}/", body).status_code == 404
    assert everything(ROWS) == before


# --- Audit, upgrade, own data ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changed",
    [
        {"verification_asked_at": None},
        {"verification_asked_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"verification_asked_at": None, "verification_returned_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"grace_until_date": dt.date(2030, 1, 1)},
    ],
    ids=["not_asked", "other_moment", "returned", "longer_grace"],
)
def test_audit_finds_a_changed_wait_or_grace(withdrawn, changed):
    assert not list(compare_producers())[:-1]
    Producer.objects.update(**changed)
    assert len(list(compare_producers())) == 2


def test_audit_agrees_with_every_step_of_a_verification(unverified, lan, mai):
    steps = (
        lambda: ask_verification(actor=Actor.of(lan), producer=unverified),
        lambda: return_verification(actor=Actor.of(mai), producer=unverified, reasons="Thiếu giấy."),
        lambda: ask_verification(actor=Actor.of(lan), producer=unverified),
        lambda: verify_producer(actor=Actor.of(mai), producer=unverified, **SAW),
        lambda: unverify_producer(actor=Actor.of(mai), producer=unverified),
    )
    for step in steps:
        step()
        assert not list(compare_producers())[:-1]


def test_upgrade_queues_unverified_producers_and_gives_listed_goods_30_days():
    listed = ListedProductFactory(producer=ProducerFactory(verified_at=None))
    papered = ListedProductFactory(producer=ProducerFactory(verified_at=None))
    ListingCard.objects.bulk_create(
        ListingCard(
            product=product, name="Mận", slug=product.slug, price=1, unit="kg", producer_name="Lan",
            commune=product.producer.unit, commune_name="Vân Hồ", ocop_set=1, search="", accents="",
            listed_at=timezone.now(), fresh_until=day,
        )
        for product, day in ((listed, None), (papered, timezone.localdate() + dt.timedelta(days=5)))
    )  # fmt: skip
    since = timezone.now() - dt.timedelta(days=4)
    sent = ProductFactory(producer=ProducerFactory(verified_at=None), state="submitted", submitted_at=since)
    draft = ProductFactory(producer=ProducerFactory(verified_at=None))
    verified = ListedProductFactory()
    upgrade = importlib.import_module("products.migrations.0002_verification_before_listing")
    upgrade.queue_unverified(apps, None)
    until = timezone.localdate() + dt.timedelta(days=30)
    rows = Producer.objects.in_bulk()
    assert rows[listed.producer_id].grace_until_date == rows[papered.producer_id].grace_until_date == until
    assert rows[listed.producer_id].verification_state == VerificationState.WAITING
    assert ListingCard.objects.get(product=listed).fresh_until == until
    assert ListingCard.objects.get(product=papered).fresh_until == timezone.localdate() + dt.timedelta(days=5)
    assert (rows[sent.producer_id].verification_asked_at, rows[sent.producer_id].grace_until_date) == (
        since,
        None,
    )
    for product in (draft, verified):
        producer = rows[product.producer_id]
        assert (producer.verification_asked_at, producer.grace_until_date) == (None, None)
    assert set(Product.objects.public()) == {listed, papered, verified}
    Producer.objects.filter(pk=verified.producer_id).delete()  # without an entry of its verification
    record_earlier_rows()
    assert not list(compare_producers())[:-1]


def test_erased_household_keeps_no_words_of_what_it_lacked(unverified, lan, mai):
    ask_verification(actor=Actor.of(lan), producer=unverified)
    return_verification(actor=Actor.of(mai), producer=unverified, reasons="Chị Lan ghi thêm bản.")
    ask_verification(actor=Actor.of(lan), producer=unverified)
    return_verification(actor=Actor.of(mai), producer=unverified, reasons="Chị Lan ghi thêm bản.")
    assert own_data.producers(lan)["producers"][0]["needs"] == "Chị Lan ghi thêm bản."
    own_data.erase(lan)
    assert Producer.objects.get().verification_needs == ""
    assert not Notice.objects.filter(user=mai).exists()
