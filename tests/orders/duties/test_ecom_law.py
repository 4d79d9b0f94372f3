"""`./run ecom_law_check` names each gap, and records with a retention term can't be deleted earlier."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import replace
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse, set_urlconf
from django.utils import timezone

from backend.common.data_files import Source
from backend.common.dates import format_moment
from backend.common.retention import TERMS, Record, Term, term_on
from courses.live.claims import CLAIMS, Claim
from members.models import User
from members.own_data import exporting, records
from members.own_data.actions import erase_member
from orders.complaints.actions import complain, decide_take_down, object_to
from orders.duties.actions import RetentionNotOver, forget_left, forget_product
from orders.duties.gaps import DUTIES, gaps_on
from orders.duties.pages import unexplained_sorts, unrefused, untaken, unworded
from orders.duties.retention import retention_of
from orders.models import Complaint, Offer, Order
from products.listing.actions.listing import retire_product
from products.models import Producer, ProducerPerson, Product, ProductDecision, ProductFacts
from products.products.actions.facts import publish_facts
from products.products.auditing import compare_facts
from products.search.ordering import orderings
from products.search.product_query import DEFAULT_SORT, SORTS
from tests.orders.conftest import BUYER, order_of
from traceability.inspection.contents import _product_versions
from traceability.scans.origin.content import content_without_lot, product_content

DAY_AT = dt.datetime(2026, 11, 27, 5, tzinfo=dt.UTC)
DAY, LATER = dt.date(2026, 11, 27), dt.date(2027, 1, 1)


@pytest.fixture
def whole(shop, settings, time_machine):
    """A platform without gaps on DAY, which is today."""
    time_machine.move_to(DAY_AT, tick=False)
    settings.ECOM_REGISTRATION, settings.ECOM_OPERATOR = "123/TMĐT", "Hội LHPN tỉnh Sơn La, phường Chiềng Lề"
    Producer.objects.update(
        verified_how="visit", verified_by=shop.thu, saw_birth_date=True, saw_personal_id=True
    )
    for product in Product.objects.listed():
        ProductDecision.objects.create(product=product, state="listed", by=shop.thu)
    return shop


def ids(day: dt.date = DAY) -> list[str]:
    return [duty.id for duty, _gap in gaps_on(day)]


def make_late(shop, kind: str) -> str:
    """A complaint without an answer; returns the line that names it."""
    complaint = complain(kind=kind, text="Thiếu", producer=shop.producer, product=shop.product)
    created, due = (DAY_AT - dt.timedelta(days=days) for days in (9, 1))
    Complaint.objects.filter(pk=complaint.pk).update(created_at=created, answer_by=due)
    return f"Vườn nhà Lan ({complaint.pk}): quá hạn {format_moment(due)} / past its time"


def object_late(shop) -> str:
    """An objection to a take-down without an answer; returns the line that names it."""
    complaint = complain(kind="take_down", text="Nói như thuốc", producer=shop.producer, product=shop.product)
    decide_take_down(actor=shop.as_.thu, complaint=complaint, takes_down=True, reason="Nói như thuốc")
    object_to(actor=shop.as_.lan, complaint=complaint, words="Tôi sửa rồi")
    due = DAY_AT - dt.timedelta(days=1)
    Complaint.objects.filter(pk=complaint.pk).update(objected_at=due - dt.timedelta(days=3), reply_by=due)
    return f"Vườn nhà Lan ({complaint.pk}): quá hạn trả lời ý kiến {format_moment(due)} / the objection is past its time"


def unverify(shop) -> str:
    order_of(shop)
    Producer.objects.filter(pk=shop.producer.pk).update(verified_at=None, verified_how="", verified_by=None)
    return f"Vườn nhà Lan ({shop.producer.pk}): đang bán mà chưa xác minh / sells and is not verified"


def of_lan(words: str, **changed):
    def make(shop) -> str:
        Producer.objects.filter(pk=shop.producer.pk).update(**changed)
        return words.format(pk=shop.producer.pk)

    return make


NOT_LEGAL = "Vườn nhà Lan ({pk}): thiếu họ tên chủ hộ, hay mã số và địa chỉ đăng ký / no legal name"


def without_owner(shop) -> str:
    User.objects.filter(pk=shop.lan.pk).update(full_name="Lan")
    ProducerPerson.objects.filter(producer=shop.producer).exclude(user=shop.lan).delete()
    return NOT_LEGAL.format(pk=shop.producer.pk)


def without_decision(shop) -> str:
    ProductDecision.objects.filter(product=shop.product).delete()
    return (
        f"Mận hậu Mộc Châu ({shop.product.pk}): lên sàn mà không có người duyệt / listed without a decision"
    )


def without_decider(shop) -> str:
    ProductDecision.objects.filter(product=shop.product).update(by=None)
    return (
        f"Mận hậu Mộc Châu ({shop.product.pk}): lên sàn mà không có người duyệt / listed without a decision"
    )


def empty_order(shop, **fields) -> str:
    order = order_of(shop)
    Order.objects.filter(pk=order.pk).update(buyer_name="", buyer_phone="", **fields)
    return f"đơn {order.number}: mất thông tin trước hạn hợp đồng đặt hàng / an order emptied before its time"


def empty_facts(shop) -> str:
    ProductFacts.objects.create(product=shop.product, version=9, body="", salt=b"", pin="p")
    return (
        f"Mận hậu Mộc Châu ({shop.product.pk}): mất lời đã đăng trước hạn / a listing emptied before its time"
    )


def gap_of_setting(settings, name: str, words: str) -> str:
    setattr(settings, name, "")
    return f"PIEU_{name}: {words}"


# Kind of gap -> duty, and a function that causes only this gap and returns its line.
BROKEN = {
    "no registration": ("registered", lambda shop, settings: gap_of_setting(settings, "ECOM_REGISTRATION", "chưa ghi số đăng ký sàn / the platform's registration is not told")),
    "no operator": ("registered", lambda shop, settings: gap_of_setting(settings, "ECOM_OPERATOR", "chưa ghi tên và địa chỉ người vận hành / the operator is not named")),
    "unverified": ("seller-verified", lambda shop, settings: unverify(shop)),
    "verified somehow": ("seller-verified", lambda shop, settings: of_lan("Vườn nhà Lan ({pk}): chưa ghi xác minh bằng cách nào / how she was verified is not told", verified_how="")(shop)),
    "verified by nobody": ("seller-verified", lambda shop, settings: of_lan("Vườn nhà Lan ({pk}): chưa ghi ai xác minh / who verified her is not told", verified_by=None)(shop)),
    "no name": ("seller-named", lambda shop, settings: of_lan("{pk}: thiếu tên / without a name", name="")(shop)),
    "only the province": ("seller-named", lambda shop, settings: of_lan("Vườn nhà Lan ({pk}): thiếu địa chỉ, chỉ có tỉnh / no address but the province", address="", unit=shop.producer.unit.parent)(shop)),
    "household without an owner's full name": ("seller-legal-name", lambda shop, settings: without_owner(shop)),
    "company without a number": ("seller-legal-name", lambda shop, settings: of_lan(NOT_LEGAL, kind="company", identity_code="", address="Bản 1")(shop)),
    "cooperative without an address": ("seller-legal-name", lambda shop, settings: of_lan(NOT_LEGAL, kind="cooperative", identity_code="5500", address="")(shop)),
    "no decision": ("listing-moderated", lambda shop, settings: without_decision(shop)),
    "nobody's decision": ("listing-moderated", lambda shop, settings: without_decider(shop)),
    "late take-down": ("take-down-24h", lambda shop, settings: make_late(shop, "take_down")),
    "late reply to a seller": ("objections", lambda shop, settings: object_late(shop)),
    "late complaint": ("complaints", lambda shop, settings: make_late(shop, "complaint")),
    "ended order emptied": ("retention", lambda shop, settings: empty_order(shop, state="cancelled", ended_at=timezone.now())),
    "open order emptied": ("retention", lambda shop, settings: empty_order(shop)),
    "listing emptied": ("retention", lambda shop, settings: empty_facts(shop)),
}  # fmt: skip


@pytest.mark.databases
@pytest.mark.parametrize("kind", BROKEN)
def test_one_thing_that_is_missing_is_named(whole, settings, kind):
    assert gaps_on(DAY) == []
    duty, make = BROKEN[kind]
    line = make(whole, settings)
    assert [(each.id, gap) for each, gap in gaps_on(DAY)] == [(duty, line)]


def test_a_page_that_is_not_there_is_named(whole):
    nothing = ModuleType("nothing")
    nothing.urlpatterns = []
    set_urlconf(nothing)
    try:
        found = [(duty.id, gap) for duty, gap in gaps_on(DAY)]
    finally:
        set_urlconf(None)
    assert found == [
        ("livestream", "courses:live_kit: không có trang / there is no such page"),
        ("privacy", "orders:platform: không có trang / there is no such page"),
        ("ranking", "products:ranking: không có trang / there is no such page"),
        ("seller-data", "members:data_archive: không có trang / there is no such page"),
    ]


def test_a_claim_that_passes_without_a_paper_is_named():
    assert list(unrefused(CLAIMS)) == []
    assert list(unrefused(())) == ["courses.live.claims: không có luật nào / no rule"]
    lunar = Claim("lunar", ("trồng trên mặt trăng",), "Cần giấy", "Luật")
    assert list(unrefused([*CLAIMS, lunar])) == [
        "courses.live.claims: lunar: không giấy tờ vẫn nói được / passes without a paper"
    ]


def test_a_sort_order_without_criteria_is_named():
    assert list(unexplained_sorts(SORTS, orderings())) == []
    assert list(unexplained_sorts({}, orderings())) == [
        "products.search.product_query.SORTS: không có cách xếp nào / no order"
    ]
    without = [each | {"criteria": []} if each["key"] == DEFAULT_SORT else each for each in orderings()]
    untold = f"products.search.product_query.SORTS: {DEFAULT_SORT}: không nói xếp theo gì / its criteria are not told"
    assert list(unexplained_sorts(SORTS, without)) == [untold]
    assert next(unexplained_sorts([*SORTS, "paid"], orderings())).startswith(
        "products.search.product_query.SORTS: paid:"
    )


def test_a_purpose_without_words_is_named():
    assert list(unworded({"ads": "", "reports": "Tôi đồng ý"})) == [
        "ads: không có lời giải thích / no wording"
    ]


def test_command_lists_seller_data_missing_from_the_export():
    sections = {section.key for section in exporting.sections()}
    tables = {table.model for table in records.tables()}
    assert list(untaken(sections, tables)) == []
    assert list(untaken(sections - {"orders_sold", "records"}, tables - {Offer})) == [
        "members.exporting: orders_sold: không có trong tệp chị tải về / not in her file",
        "members.exporting: records: không có trong tệp chị tải về / not in her file",
        "members.records: orders.Offer: không có trong tệp chị tải về / not in her file",
    ]


@pytest.mark.slow
def test_the_day_picks_the_duties(whole):
    assert ids(dt.date(2026, 6, 30)) == []
    assert [(duty.id, gap) for duty, gap in gaps_on(LATER)] == [
        (
            "seller-electronic",
            f"{producer.name} ({producer.pk}): chưa xác thực điện tử / not verified electronically",
        )
        for producer in (whole.producer, whole.other_product.producer)
    ]
    Producer.objects.update(verified_how="electronic")
    assert ids(LATER) == []
    Producer.objects.filter(pk=whole.producer.pk).update(saw_personal_id=False)
    assert ids() == [] and [(duty.id, gap) for duty, gap in gaps_on(LATER)] == [
        (
            "seller-identity",
            f"Vườn nhà Lan ({whole.producer.pk}): chưa ghi đã xem ngày sinh và số định danh / not told that both were seen",
        )
    ]
    Producer.objects.filter(pk=whole.producer.pk).update(kind="cooperative")
    assert "seller-identity" not in ids(LATER)
    # Every duty has a gap that a test above makes.
    assert {duty.id for duty in DUTIES} == {duty for duty, _make in BROKEN.values()} | {
        "seller-electronic", "seller-identity", "ranking", "seller-data", "livestream", "privacy",
    }  # fmt: skip


@pytest.mark.slow
def test_the_day_reads_the_clocks(whole):
    """A complaint due tomorrow is late the day after; one that was answered late was late until its answer."""
    complaint = complain(kind="complaint", text="Thiếu", producer=whole.producer)
    rows = Complaint.objects.filter(pk=complaint.pk)
    due = DAY_AT + dt.timedelta(days=1)
    rows.update(created_at=DAY_AT - dt.timedelta(days=1), answer_by=due)
    days = [DAY + dt.timedelta(days=n) for n in range(-2, 5)]
    assert [len(gaps_on(day)) for day in days] == [0, 0, 0, 1, 1, 1, 1]
    rows.update(state="answered", answered_at=due + dt.timedelta(days=2))
    assert [len(gaps_on(day)) for day in days] == [0, 0, 0, 1, 1, 0, 0]


def test_command_ends_with_an_error_and_names_who(whole):
    out = io.StringIO()
    call_command("ecom_law_check", date="2026-11-27", stdout=out)
    assert "0 chỗ thiếu" in out.getvalue()
    Producer.objects.filter(pk=whole.producer.pk).update(verified_how="")
    with pytest.raises(SystemExit) as ended:
        call_command("ecom_law_check", date="2026-11-27", stdout=out)
    assert ended.value.code == 1 and "Vườn nhà Lan" in out.getvalue() and "122/2025/QH15" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("ecom_law_check", date="soon")


@pytest.mark.databases
def test_the_longest_term_counts(shop, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 27, 5, tzinfo=dt.UTC), tick=False)
    assert retention_of(shop.product) is None
    retire_product(actor=shop.as_.lan, product=shop.product)
    shop.product.refresh_from_db()
    stored = retention_of(shop.product)
    assert (stored.until, stored.term.record) == (dt.date(2031, 11, 27), Record.LABEL)
    draft = Product.objects.create(
        producer=shop.producer, name="Nháp", state="retired", retired_at=timezone.now()
    )
    assert retention_of(draft).until == dt.date(2027, 11, 27)
    assert {term.record for term in TERMS} == set(Record)


def source_of(cite: str, valid_from: dt.date = dt.date(2026, 1, 23)) -> Source:
    return Source(cite, (cite,), valid_from, None, True, valid_from)


def test_a_term_ends_on_the_same_day_or_the_next_that_there_is():
    leap = Term(Record.LISTING, source_of("A"), "", years=1)
    assert leap.ends(dt.date(2028, 2, 29)) == dt.date(2029, 3, 1)
    assert Term(Record.E_LABEL, source_of("A"), "", months=12).ends(dt.date(2026, 12, 31)) == dt.date(
        2027, 12, 31
    )


@pytest.mark.databases
def test_forgetting_is_refused_a_day_early_and_done_on_the_day(shop, time_machine):
    order = order_of(shop)
    ended = dt.datetime(2026, 11, 27, 5, tzinfo=dt.UTC)
    Order.objects.filter(pk=order.pk).update(state="cancelled", ended_at=ended)
    out = io.StringIO()
    time_machine.move_to(dt.datetime(2031, 11, 26, 5, tzinfo=dt.UTC), tick=False)
    with pytest.raises(CommandError):
        call_command("forget_records", order=[order.number], stdout=out)
    assert "27/11/2031" in out.getvalue() and "37/2026/NĐ-CP" in out.getvalue()
    order.refresh_from_db()
    assert order.buyer_phone
    time_machine.move_to(dt.datetime(2031, 11, 27, 5, tzinfo=dt.UTC), tick=False)
    call_command("forget_records", order=[order.number], stdout=out)
    order.refresh_from_db()
    assert (order.buyer_phone, order.buyer_name) == ("", "")


@pytest.mark.databases
def test_a_listing_goes_after_its_label_and_a_trial_changes_nothing(shop, time_machine):
    product = shop.product
    ProductFacts.objects.create(product=product, version=9, body="{}", salt=b"s", pin="p")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("forget_records", product=[product.pk], stdout=out)
    assert "đang trên sàn" in out.getvalue()
    retire_product(actor=shop.as_.lan, product=product)
    day = (timezone.localdate() + dt.timedelta(days=6 * 366)).isoformat()
    call_command("forget_records", product=[product.pk], date=day, stdout=out)
    assert ProductFacts.objects.filter(product=product).exclude(body="").exists()
    with pytest.raises(CommandError):
        call_command("forget_records", product=[product.pk], stdout=out)
    time_machine.move_to(timezone.now() + dt.timedelta(days=6 * 366), tick=False)
    call_command("forget_records", product=[product.pk], stdout=out)
    assert not ProductFacts.objects.filter(product=product).exclude(body="").exists()


def test_terms_are_dated_and_the_last_use_of_a_day_is_found_back():
    law = Term(Record.LABEL, source_of("A"), "", years=5)
    next_law = Term(Record.LABEL, source_of("B", dt.date(2030, 1, 1)), "", years=7)
    terms = (next_law, law)
    for day, document in (
        (dt.date(2025, 1, 1), "A"),
        (dt.date(2029, 12, 31), "A"),
        (dt.date(2030, 1, 1), "B"),
    ):
        assert term_on(Record.LABEL, day, terms).clause == document
    for term in (law, Term(Record.E_LABEL, source_of("A"), "", months=12)):
        for day in (dt.date(2028, 2, 29), dt.date(2029, 3, 1), dt.date(2030, 12, 31)):
            last = term.over_on(day)
            assert term.ends(last) <= day < term.ends(last + dt.timedelta(days=1))


def leave(user: User) -> None:
    User.objects.filter(pk=user.pk).update(erase_due_at=timezone.now())
    erase_member(user_id=user.pk)


@pytest.mark.databases
@pytest.mark.slow
def test_published_facts_of_an_erased_household_are_stored_unseen_until_their_term(
    shop, client, time_machine
):
    time_machine.move_to(dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC), tick=False)
    product, lan = shop.product, shop.lan
    product.story = "Vườn của Lan"
    product.save()
    publish_facts(actor=None, product=product)
    body = ProductFacts.objects.filter(product=product).latest("version").body
    assert "Vườn của Lan" in body
    # Its lots' pages still show the last published text, as long as the seller is here.
    retire_product(actor=shop.as_.lan, product=product)
    product.refresh_from_db()
    assert product_content(shop.lot).words["story"] == "Vườn của Lan"
    leave(lan)
    stored = ProductFacts.objects.exclude(withheld_at=None).get(body=body)
    assert stored.salt and not list(compare_facts())[:-1]
    product.refresh_from_db()
    shop.lot.product = product
    assert content_without_lot(product).words["story"] == product_content(shop.lot).words["story"] == ""
    assert "Vườn của Lan" not in json.dumps(_product_versions([shop.lot]), ensure_ascii=False)
    for url in (f"/products/{product.slug}/", f"/api/v1/products/{product.pk}/"):
        assert "Vườn của Lan" not in client.get(url).text
    with pytest.raises(RetentionNotOver, match="01/12/2031"):
        forget_product(product, on=timezone.localdate())
    time_machine.move_to(dt.datetime(2031, 11, 30, 5, tzinfo=dt.UTC), tick=False)
    assert forget_left() == 0
    time_machine.move_to(dt.datetime(2031, 12, 1, 5, tzinfo=dt.UTC), tick=False)
    out = io.StringIO()
    call_command("forget_records", due=True, stdout=out)
    assert "1 sản phẩm / products" in out.getvalue() and forget_left() == 0
    assert not ProductFacts.objects.filter(product=product).exclude(body="", salt=b"").exists()


@pytest.mark.databases
def test_erasure_page_names_stored_records_and_their_term(shop, client, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC), tick=False)
    page, lan = reverse("members:erase"), shop.lan
    client.force_login(lan)
    assert "luật buộc giữ" not in client.get(page).text
    publish_facts(actor=None, product=shop.product)
    order = order_of(shop, buyer=replace(BUYER, account=shop.as_.lan))
    ended = timezone.now() - dt.timedelta(days=30)
    text = client.get(page).text
    # The products leave the list three days after the request.
    assert (
        f"Lời giới thiệu đã đăng của “{shop.product.name}”: luật buộc Piêu giữ đến ngày 04/12/2031." in text
    )
    assert "37/2026/NĐ-CP, Điều 41(6)" in text
    assert "Luật của trang này, ai đã đọc" in text and "thư viện luật chưa có điều này" in text
    assert "giữ đến 5 năm sau khi đơn xong" in text
    Order.objects.filter(pk=order.pk).update(state="cancelled", ended_at=ended)
    User.objects.filter(pk=lan.pk).update(erase_due_at=timezone.now() + dt.timedelta(days=1))
    text = client.get(page).text
    assert "đến ngày 02/12/2031" in text and "trong 1 đơn mua: người bán giữ đến ngày 01/11/2031" in text
    # Of a shop with other people nothing is erased.
    add = {"producer": shop.producer, "user": shop.hoa, "role": "owner"}
    ProducerPerson.objects.create(**add)
    assert "Lời đã đăng của" not in client.get(page).text
