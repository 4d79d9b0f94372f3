"""The law as data: remove one field and exactly that rule fires; labels and passports are refused with the list."""

from __future__ import annotations

import datetime as dt
import io
import json
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from backend.common.dates import format_date
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.enums import UnitKind
from products.certificates.enums import CertificateState
from products.legal.goods import ALCOHOL, CRAFT
from products.legal.rule import Rule, Surface, applying
from products.listing.requirements import RULES, missing_for_listing
from products.producers.enums import ProducerKind
from products.products import nutrition
from products.products.actions.products import update_product
from products.products.enums import ProductState
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    ProducerFactory,
    make_branch,
    make_user,
)
from tests.factories.traceability import LotFactory, make_event, make_recall
from tests.people import LAN
from tests.quick import some_of
from tests.shared_rows import begins_with, made
from traceability.auditing.pages import compare_passports
from traceability.drawing.content import OPENS
from traceability.labels.actions import LabelUnlawful, request_run
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import CodeKind
from traceability.labels.runs.content import content_for
from traceability.legal.actions.e_labels import keep_changed_labels
from traceability.legal.actions.passports import (
    PassportError,
    PassportIncomplete,
    publish_passport,
    switch_e_label,
)
from traceability.legal.e_label import changes, retention_end
from traceability.legal.gaps import LOT_RULES, gaps, publishing_gaps
from traceability.legal.passport import json_ld, passport_facts
from traceability.legal.sticker import left_to_the_pack
from traceability.lots.actions.lots import change_lot
from traceability.models import Event, LabelRun, Lot, Passport
from traceability.scans.origin.content import product_content
from traceability.scans.origin.facts import build_facts, publish
from traceability.scans.origin.pages import forget_pages

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
GTIN = "09521234543213"
TABLE = {
    "energy_kcal": 320, "protein_g": "1.5", "carbohydrate_g": 75, "sugars_g": 70, "fat_g": 0, "saturated_fat_g": 0, "sodium_mg": 12,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _empty_memory():
    """Lots of several tests have the same id."""
    forget_pages()
    yield
    forget_pages()


def make_plums() -> SimpleNamespace:
    """Dried plums in bags, with everything that any surface requires."""
    branch = make_branch()
    lan = make_user(LAN.full_name, branch=branch)
    producer = ProducerFactory(branch=branch, identity_code="5500123456")
    producer.people.create(user=lan)
    product = ListedProductFactory(
        producer=producer,
        ocop_set=4,
        is_packed=True,
        gtin=GTIN,
        net_content="500 g",
        shelf_life_days=180,
        ingredients="mận, đường",
        usage="ăn ngay",
        storage="nơi khô mát",
        warnings="không dùng khi gói rách",
        standards="TCVN 1872",
        nutrition="table",
        nutrition_per="100g",
        **TABLE,
        has_added_sugar=True,
        is_fried=True,
    )
    product.codes.create(kind=CodeKind.GTIN, value=GTIN)
    lot = LotFactory(product=product, produced_date=TODAY, expiry_date=TODAY + dt.timedelta(days=180))
    make_event(lot)
    return SimpleNamespace(branch=branch, lan=lan, lot=lot)


@begins_with(make_plums)
@pytest.fixture
def plums(db) -> SimpleNamespace:
    return made(make_plums)


@pytest.fixture
def branch(plums):
    return plums.branch


@pytest.fixture
def lan(plums):
    return plums.lan


@pytest.fixture
def lot(plums) -> Lot:
    return plums.lot


def fired(lot: Lot, surface: Surface, on: dt.date = TODAY) -> list[str]:
    fresh = Lot.objects.select_related("product__producer").get(pk=lot.pk)
    return [gap.rule.id for gap in gaps(fresh, surface, on=on)]


def remove(lot: Lot, field: str) -> None:  # noqa: C901
    product, producer = lot.product, lot.product.producer
    match field:
        case "photos":
            product.photo_links.all().delete()
        case "producer":
            type(producer).objects.filter(pk=producer.pk).update(name=" ")
        case "identity_code":
            type(producer).objects.filter(pk=producer.pk).update(identity_code="")
        case "events":
            for event in Event.objects.filter(lot_links__lot=lot):
                make_event(lot, is_error=True, event_id=event.event_id)
        case "produced":
            Lot.objects.filter(pk=lot.pk).update(produced_date=None, harvested_date=None)
        case "expiry":
            Lot.objects.filter(pk=lot.pk).update(expiry_date=None)
        case "address":  # a household's commune, which is always there, is enough
            type(producer).objects.filter(pk=producer.pk).update(kind=ProducerKind.COOPERATIVE, address=" ")
        case "lot":
            Lot.objects.filter(pk=lot.pk).update(code="")
        case "gtin":
            type(product).objects.filter(pk=product.pk).update(gtin=None)
        case "place":  # its commune is not known yet
            province = producer.unit.parent
            assert province.kind == UnitKind.PROVINCE
            Lot.objects.filter(pk=lot.pk).update(place=province)
        case "code":
            product.codes.all().delete()
        case "opens":
            LabelRun.objects.create(
                lot=lot,
                code=product.codes.get(),
                count=5,
                layout="a4-65",
                key_version=1,
                content={"opens": OPENS},
            )
        case "versions":
            lot.origin_versions.update(facts=None, salt=None, erased_at=timezone.now())
        case "origin_country":
            type(product).objects.filter(pk=product.pk).update(origin="xã Vân Hồ, Sơn La")
        case "price":  # the database accepts no listed product without one
            type(product).objects.filter(pk=product.pk).update(price=None, state=ProductState.DRAFT)
        case number if number in {"shelf_life_days", "alcohol_percent", *TABLE}:
            type(product).objects.filter(pk=product.pk).update(**{field: None})
        case _:
            type(product).objects.filter(pk=product.pk).update(**{field: " . "})


SURFACES = (Surface.PAGE, Surface.SYSTEM, Surface.LABEL, Surface.PASSPORT, Surface.E_LABEL, Surface.ADVICE)


@pytest.mark.parametrize(
    ("surface", "rule"),
    [
        pytest.param(surface, rule, id=f"{surface}-{rule.id}")
        for surface in SURFACES
        for rule in applying((*RULES, *LOT_RULES), surface, ocop_set=4, is_packed=True, on=TODAY)
    ],
)
def test_exactly_one_rule_fires_when_one_field_is_removed(lot, surface, rule):
    if surface == Surface.E_LABEL:
        publish(lot, build_facts(lot))
    assert fired(lot, surface) == []
    remove(lot, rule.field)
    assert fired(lot, surface) == [rule.id]
    assert fired(lot, surface, rule.source.valid_from) == [rule.id]
    assert fired(lot, surface, rule.source.valid_from - dt.timedelta(days=1)) == []


def rules_by_kind(surface: Surface) -> list[Rule]:
    """Return the rules of `surface` for some kinds of goods; rules for all goods are tested above, those of a listing only here."""
    rules = [rule for rule in (*RULES, *LOT_RULES) if surface in rule.surfaces and rule.field != "ocop_set"]
    return [rule for rule in rules if rule.sets is not None or surface == Surface.LISTING]


@contextmanager
def undone():
    """Undo everything done inside: a lot for each set of each rule would take a minute."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def listed_or_fired(lot: Lot, surface: Surface, on: dt.date = TODAY) -> list[str]:
    if surface != Surface.LISTING:
        return fired(lot, surface, on)
    product = Lot.objects.select_related("product__producer").get(pk=lot.pk).product
    missing = missing_for_listing(product, photos=product.photo_links.count(), on=on)
    return [each.rule.id for each in missing]


@pytest.mark.parametrize(
    ("surface", "rule"),
    [
        pytest.param(surface, rule, id=f"{surface}-{rule.id}")
        for surface in (*SURFACES, Surface.LISTING)
        for rule in rules_by_kind(surface)
    ],
)
def test_exactly_one_rule_fires_for_goods_of_every_set_that_it_is_for(lot, surface, rule):
    for ocop_set in some_of(sorted(rule.sets or {4})):
        with undone():
            type(lot.product).objects.filter(pk=lot.product_id).update(
                ocop_set=ocop_set,
                alcohol_percent="29.5",
                materials="tre",
                specification="30 × 20 cm",
            )
            assert listed_or_fired(lot, surface) == [], ocop_set
            remove(lot, rule.field)
            assert listed_or_fired(lot, surface) == [rule.id], ocop_set
            assert listed_or_fired(lot, surface, rule.source.valid_from) == [rule.id], ocop_set
            assert rule.id not in listed_or_fired(
                lot, surface, rule.source.valid_from - dt.timedelta(days=1)
            ), ocop_set


def test_every_rule_is_gone_through():
    """A field that no case above removes would be untested."""
    gone_through = {
        rule.id
        for surface in SURFACES
        for rule in applying((*RULES, *LOT_RULES), surface, ocop_set=4, is_packed=True, on=TODAY)
    } | {rule.id for surface in (*SURFACES, Surface.LISTING) for rule in rules_by_kind(surface)}
    assert gone_through | {"house-set"} == {rule.id for rule in (*RULES, *LOT_RULES)}
    # On every surface that requires it, not on one of them alone.
    pairs = {
        (surface, rule.id)
        for surface in SURFACES
        for rule in applying((*RULES, *LOT_RULES), surface, ocop_set=4, is_packed=True, on=TODAY)
    } | {(surface, rule.id) for surface in (*SURFACES, Surface.LISTING) for rule in rules_by_kind(surface)}
    wanted = {(surface, rule.id) for rule in (*RULES, *LOT_RULES) for surface in rule.surfaces}
    assert pairs | {(Surface.LISTING, "house-set")} == wanted


def test_goods_of_no_set_are_asked_for_it_alone_when_they_are_listed(lot):
    """Their further rules are unknown yet."""
    type(lot.product).objects.filter(pk=lot.product_id).update(ocop_set=None, state=ProductState.DRAFT)
    assert listed_or_fired(lot, Surface.LISTING) == ["house-set"]
    assert listed_or_fired(lot, Surface.LISTING, dt.date(2025, 12, 31)) == []


def test_each_missing_text_of_a_label_names_its_own_article(lot):
    for field in ("name", "producer", "address", "origin"):
        remove(lot, field)
    fresh = Lot.objects.select_related("product__producer").get(pk=lot.pk)
    asked = {
        surface: {str(gap.rule.field): gap.clause for gap in gaps(fresh, surface, on=TODAY)}
        for surface in (Surface.LABEL, Surface.PAGE)
    }
    assert asked[Surface.LABEL] == {
        "name": "37/2026/NĐ-CP, Điều 42(1), Điều 43(1)",
        "producer": "37/2026/NĐ-CP, Điều 42(1)",
        "address": "37/2026/NĐ-CP, Điều 42(1)",
        "origin": "37/2026/NĐ-CP, Điều 42(1), Điều 47",
    }
    assert asked[Surface.PAGE].keys() == asked[Surface.LABEL].keys() and all(
        "23(7)" in clause for clause in asked[Surface.PAGE].values()
    )


def test_the_day_picks_the_rules(lot):
    remove(lot, "expiry")
    assert fired(lot, Surface.LABEL, dt.date(2026, 1, 23)) == ["label-expiry"]
    assert fired(lot, Surface.LABEL, dt.date(2026, 1, 22)) == []


def test_a_rule_relieves_another_on_its_day():
    source = RULES[0].source
    old = replace(RULES[0], source=replace(source, id="old", valid_to=dt.date(2026, 6, 30)), sets=None)
    new = replace(old, source=replace(source, id="new", valid_from=dt.date(2026, 7, 1)))
    surface = min(old.surfaces)
    days = (dt.date(2026, 6, 30), dt.date(2026, 7, 1))
    applied = [
        [rule.id for rule in applying((old, new), surface, ocop_set=4, is_packed=True, on=day)]
        for day in days
    ]
    assert applied == [["old"], ["new"]]


def test_the_lot_page_advises_to_name_the_country_and_labels_are_made_all_the_same(client, lan, lot):
    client.force_login(lan)
    advice, address = "Chị thêm tên nước vào xuất xứ", f"/lo/{lot.pk}/"
    assert advice not in client.get(address).text
    remove(lot, "origin_country")
    page = client.get(address).text
    assert advice in page and "Điều 47(2)" in page and "chưa làm tem được" not in page
    assert publishing_gaps(Lot.objects.get(pk=lot.pk)) == []


def test_every_rule_has_an_id_of_its_own():
    assert len({rule.id for rule in (*RULES, *LOT_RULES)}) == len(RULES) + len(LOT_RULES) > 50


def test_a_violated_rule_from_secondary_sources_is_marked_for_the_producer(client, lan, lot):
    """The table of nutrition rests on secondary sources about circular 30/2026; Art. 42 was read."""
    remove(lot, "energy_kcal")
    remove(lot, "storage")
    client.force_login(lan)
    for address in (f"/lo/{lot.pk}/theo-luat/", f"/san-pham-cua-toi/{lot.product_id}/sua/"):
        page = client.get(address).text
        assert page.count("chưa ai của Hội đối chiếu văn bản gốc") == 1, address
    with pytest.raises(LabelUnlawful) as refused:
        request_run(actor=Actor.of(lan), lot=lot, count=5, layout="a4-65")
    assert str(refused.value).count("chưa ai của Hội đối chiếu văn bản gốc") == 1
    assert {rule.id for rule in RULES if rule.document == nutrition.DOCUMENT and rule.is_checked} == set()
    assert all(rule.clause and str(rule.message).endswith(".") for rule in LOT_RULES)


def test_label_run_is_refused_with_the_missing_legal_fields(lan, lot):
    remove(lot, "produced")
    remove(lot, "expiry")
    with pytest.raises(LabelUnlawful) as refused:
        request_run(actor=Actor.of(lan), lot=lot, count=5, layout="a4-65")
    assert [gap.rule.id for gap in refused.value.gaps] == ["label-produced", "label-expiry"]
    assert "37/2026/NĐ-CP, Điều 42" in str(refused.value)
    assert (LabelRun.objects.count(), Entry.objects.filter(kind="labels.run").count()) == (0, 0)


def test_label_run_is_refused_when_the_listed_product_lost_a_legal_field(lan, lot):
    type(lot.product).objects.filter(pk=lot.product_id).update(storage="")
    with pytest.raises(LabelUnlawful) as refused:
        request_run(actor=Actor.of(lan), lot=lot, count=5, layout="a4-65")
    assert [gap.rule.id for gap in refused.value.gaps] == ["food-storage"]
    assert "(37/2026/NĐ-CP, Điều 42" in str(refused.value) and LabelRun.objects.count() == 0


def test_a_passport_is_published_whole_or_not_at_all(client, lan, lot):
    remove(lot, "identity_code")
    with pytest.raises(PassportIncomplete) as refused:
        publish_passport(actor=Actor.of(lan), lot=lot)
    assert [gap.rule.id for gap in refused.value.gaps] == ["passport-maker-id"]
    assert (Passport.objects.count(), Entry.objects.filter(kind="passport.published").count()) == (0, 0)
    assert client.get(f"/lo/{lot.pk}/ho-chieu/").status_code == 404
    assert client.get(f"/lo/{2**63}/ho-chieu/").status_code == 404
    client.force_login(lan)
    page = client.get(f"/lo/{lot.pk}/theo-luat/").text
    assert "Chị ghi mã số thuế hoặc mã hộ của nơi sản xuất." in page and "37/2026/NĐ-CP, Điều 32(1)" in page
    assert f"/san-xuat/{lot.product.producer_id}/sua/" in page


@pytest.mark.slow
def test_a_published_passport_is_read_as_page_data_and_paper(client, lan, lot):
    client.force_login(lan)
    assert client.post(f"/lo/{lot.pk}/ho-chieu/cong-bo/").status_code == 302
    client.logout()
    passport = Passport.objects.get()
    entry = Entry.objects.get(kind="passport.published")
    assert passport.pin in entry.body and lot.product.name not in entry.body
    scanned = client.get(f"/01/{GTIN}/10/{lot.code}", HTTP_ACCEPT="text/html").text
    assert f'href="/lo/{lot.pk}/ho-chieu/"' in scanned
    page = client.get(f"/lo/{lot.pk}/ho-chieu/").text
    for words in (
        lot.product.name,
        GTIN,
        "5500123456",
        "không dùng khi gói rách",
        "24/11/2026",
        passport.pin[:16],
    ):
        assert words in page
    answer = client.get(f"/lo/{lot.pk}/ho-chieu.jsonld")
    data = json.loads(answer.content)
    assert answer["Content-Type"] == "application/ld+json"
    assert (data["gtin"], data["gs1:hasBatchLotNumber"], data["productionDate"]) == (
        GTIN,
        lot.code,
        "2026-11-24",
    )
    assert data["@id"] == f"https://id.gs1.org/01/{GTIN}/10/{lot.code}" and len(data["subjectOf"]) == 1
    paper = client.get(f"/lo/{lot.pk}/ho-chieu.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF-")
    assert client.get(f"/lo/{lot.pk}/ho-chieu.pdf").content == paper.content
    # A recall comes first, on the paper too.
    make_recall(lot, reason="Có mẻ bị mốc", advice="Đem trả")
    page = client.get(f"/lo/{lot.pk}/ho-chieu/").text
    assert page.index("Có mẻ bị mốc") < page.index("Đem trả") < page.index("<h1>")
    assert client.get(f"/lo/{lot.pk}/ho-chieu.jsonld").json()["gs1:recallStatus"] == "Có mẻ bị mốc"
    (text,) = [
        part.extract_text()
        for part in PdfReader(io.BytesIO(client.get(f"/lo/{lot.pk}/ho-chieu.pdf").content)).pages
    ]
    assert text.index("LÔ NÀY ĐANG BỊ THU HỒI") < text.index("Đem trả") < text.index(lot.code)


@pytest.mark.slow
def test_a_passports_paper_is_vietnamese_and_the_same_bytes_when_its_reader_chose_english(client, lan, lot):
    publish_passport(actor=Actor.of(lan), lot=lot)
    path = f"/lo/{lot.pk}/ho-chieu.pdf"
    paper, english = (client.get(path + query).content for query in ("", "?lang=en"))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(english)).pages)
    assert "Thu hoạch" in text and english == paper


def paper_of(client, lot: Lot) -> str:
    read = PdfReader(io.BytesIO(client.get(f"/lo/{lot.pk}/ho-chieu.pdf").content))
    return " ".join(" ".join(page.extract_text() for page in read.pages).split())


@pytest.mark.slow
def test_a_published_passport_marks_revoked_papers_and_steps_declared_wrong(client, lan, lot):
    paper = CertificateFactory(product=lot.product)
    publish_passport(actor=Actor.of(lan), lot=lot)
    page = client.get(f"/lo/{lot.pk}/ho-chieu/").text
    assert (
        f"có giá trị đến {format_date(paper.valid_until)}" in page and "Nay không còn hiệu lực." not in page
    )
    (certified,) = client.get(f"/lo/{lot.pk}/ho-chieu.jsonld").json()["hasCertification"]
    assert (certified["expires"], certified["certificationStatus"][-6:]) == (
        paper.valid_until.isoformat(),
        "Active",
    )
    client.force_login(lan)
    assert "Từ ngày công bố" not in client.get(f"/lo/{lot.pk}/theo-luat/").text
    type(paper).objects.filter(pk=paper.pk).update(state=CertificateState.REVOKED)
    remove(lot, "events")
    type(lot.product).objects.filter(pk=lot.product_id).update(warnings="xa tầm tay trẻ em")
    for text in (client.get(f"/lo/{lot.pk}/ho-chieu/").text, paper_of(client, lot)):
        assert "Nay không còn hiệu lực." in text and "(đã khai là ghi nhầm)" in text
    data = client.get(f"/lo/{lot.pk}/ho-chieu.jsonld").json()
    assert data["hasCertification"][0]["certificationStatus"] == "https://schema.org/CertificationInactive"
    assert data["subjectOf"][0]["eventStatus"] == "https://schema.org/EventCancelled"
    text = client.get(f"/lo/{lot.pk}/theo-luat/").text
    assert "Từ ngày công bố, lô này đã khác ở: Đường đi của lô, Giấy chứng nhận, Lưu ý an toàn." in text


@pytest.mark.slow
def test_published_passport_shows_later_changes_and_their_date(client, lan, lot):
    publish_passport(actor=Actor.of(lan), lot=lot)
    day = format_date(timezone.localdate())
    before = paper_of(client, lot)
    assert "Thông tin đã đổi" not in client.get(f"/lo/{lot.pk}/ho-chieu/").text + before
    update_product(actor=Actor.of(lan), product=lot.product, changes={"warnings": "xa tầm tay trẻ em"})
    type(lot.product.producer).objects.filter(pk=lot.product.producer_id).update(name="Hộ chị Mai")
    make_event(lot)
    words = f"Thông tin đã đổi sau khi công bố bản này ngày {day}: Nơi làm ra, Đường đi của lô ({day}), Lưu ý an toàn ({day})."
    client.logout()
    page, paper = client.get(f"/lo/{lot.pk}/ho-chieu/").text, paper_of(client, lot)
    assert "Luật của trang này, ai đã đọc" in page
    assert words in page and words in " ".join(paper.split())
    # Published text stays unchanged; unpublished changes are listed by name alone.
    for text in (page, paper):
        assert "Hộ chị Mai" not in text and "xa tầm tay trẻ em" not in text
    publish_passport(actor=Actor.of(lan), lot=lot)
    assert "Thông tin đã đổi" not in client.get(f"/lo/{lot.pk}/ho-chieu/").text + paper_of(client, lot)


def test_a_passport_changes_by_a_new_version_and_the_same_again_by_none(lan, lot):
    first = publish_passport(actor=Actor.of(lan), lot=lot)
    assert publish_passport(actor=Actor.of(lan), lot=lot) == first
    type(lot.product).objects.filter(pk=lot.product_id).update(warnings="xa tầm tay trẻ em")
    again = publish_passport(actor=Actor.of(lan), lot=lot)
    assert (first.number, again.number, Passport.objects.count()) == (1, 2, 2)


def test_the_audit_finds_a_passport_that_was_changed_or_taken_away(lan, lot):
    publish_passport(actor=Actor.of(lan), lot=lot)
    found = [each for each in compare_passports() if isinstance(each, Finding)]
    assert found == []
    row = Passport.objects.get()
    for change in ({"facts": {**row.facts, "lot": "X9"}}, {"pin": "0" * 64}, {"number": 2}, {"salt": None}):
        Passport.objects.filter(pk=row.pk).update(**change)
        assert f"lot:{lot.pk}" in {
            each.subject for each in compare_passports() if isinstance(each, Finding)
        }, change
        row.save()
    Passport.objects.all().delete()
    assert [each.subject for each in compare_passports() if isinstance(each, Finding)] == [f"lot:{lot.pk}"]


def test_nobody_else_publishes_a_passport_and_a_recalled_lot_gets_none(client, lan, lot, branch):
    for user in (make_user("Hoàng Thị Hoa"), make_user("Vì Thị Minh", branch=branch)):
        client.force_login(user)
        client.post(f"/lo/{lot.pk}/ho-chieu/cong-bo/")
        assert client.get(f"/lo/{lot.pk}/theo-luat/").status_code == 404
        assert client.post(f"/san-pham-cua-toi/{lot.product_id}/nhan-dien-tu/", {"on": "1"}).status_code in (
            302,
            404,
        )
    make_recall(lot)
    with pytest.raises(PassportError):
        publish_passport(actor=Actor.of(lan), lot=lot)
    assert (Passport.objects.count(), lot.product.e_labels.count()) == (0, 0)


def test_a_version_of_an_e_label_is_stored_when_it_changes_though_nobody_looks(lan, lot):
    actor = Actor.of(lan)
    assert keep_changed_labels() == 0
    switch_e_label(actor=actor, product=lot.product, is_on=True)
    assert (keep_changed_labels(), keep_changed_labels(), lot.origin_versions.count()) == (1, 0, 1)
    update_product(actor=actor, product=lot.product, changes={"storage": "Nơi mát"})
    assert (keep_changed_labels(), keep_changed_labels(), lot.origin_versions.count()) == (1, 0, 2)
    change_lot(actor=actor, lot=lot, changes={"quantity": lot.quantity + 1})
    keep_changed_labels()
    switch_e_label(
        actor=actor, product=lot.product, is_on=False
    )  # labels that are out stay e-labels (Art. 52(6))
    update_product(actor=actor, product=lot.product, changes={"storage": "Tủ lạnh"})
    assert (keep_changed_labels(), keep_changed_labels()) == (1, 0)
    storages = [version.facts["product"]["storage"] for version in lot.origin_versions.order_by("number")]
    assert storages[1] == "Nơi mát" and storages[-1] == "Tủ lạnh"
    assert Entry.objects.filter(kind="origin.published", subject=f"lot:{lot.pk}").count() == len(storages)


LEFT = (
    "Tem không có chỗ in: địa chỉ, xuất xứ, thành phần, cách dùng, bảo quản, lưu ý an toàn, bảng dinh dưỡng."
)


@pytest.mark.slow
def test_texts_missing_on_a_sticker_are_named_before_printing_without_an_e_label(client, lan, lot):
    client.force_login(lan)
    pages = f"/lo/{lot.pk}/theo-luat/", f"/tem/moi/{lot.pk}/"
    for path in pages:
        page = client.get(path).text
        assert LEFT in page and "37/2026/NĐ-CP, Điều 42" in page, path
    assert "Đã khai đủ." in client.get(pages[0]).text
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    assert [path for path in pages if "Tem không có chỗ in" in client.get(path).text] == []


def test_fields_left_to_the_pack_depend_on_the_ocop_set(lot):
    of_set = type(lot.product)(ocop_set=4, is_packed=False)
    assert left_to_the_pack(of_set) == []  # sold loose (Art. 35(2))
    for number, words in ((min(ALCOHOL), "độ cồn"), (min(CRAFT), "chất liệu")):
        type(lot.product).objects.filter(pk=lot.product_id).update(ocop_set=number)
        lot.product.refresh_from_db()
        left = left_to_the_pack(lot.product)
        assert words in left and left[:2] == ["địa chỉ", "xuất xứ"]
    assert "thành phần" not in left
    assert "lưu ý an toàn" not in left


def test_an_e_label_is_refused_with_the_gaps_of_every_label_of_the_product(client, lan, lot):
    type(lot.product).objects.filter(pk=lot.product_id).update(ingredients="", storage="")
    with pytest.raises(PassportIncomplete) as refused:
        switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    assert {gap.rule.field for gap in refused.value.gaps} == {"ingredients", "storage"}
    assert all(gap.url.endswith(f"/{lot.product_id}/sua/") or gap.url for gap in refused.value.gaps)
    client.force_login(lan)
    answer = client.post(f"/san-pham-cua-toi/{lot.product_id}/nhan-dien-tu/", {"on": "1"}, follow=True)
    assert "Điều 42" in answer.text and lot.product.e_labels.count() == 0


@pytest.mark.parametrize(
    ("origin", "country"), [("Việt Nam", True), ("Sơn La, Vietnam", True), ("Lào", False), ("Bản Áng", False)]
)
def test_a_passport_claims_no_country_that_its_origin_does_not(lan, lot, origin, country):
    facts = passport_facts(lot) | {"origin": origin}
    linked_data = json_ld(facts, code_for(lot.product), number=1, published=lot.created_at)
    assert ("countryOfOrigin" in linked_data, linked_data["gs1:provenanceStatement"]) == (country, origin)


def test_gaps_of_an_e_label_are_listed_only_if_there_is_one_and_a_voided_run_is_ignored(client, lan, lot):
    remove(lot, "opens")
    assert "e-label-opens" not in {each["rule"] for each in gaps_by_api(client, lan, lot)}
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    api_gaps = gaps_by_api(client, lan, lot)
    assert [each["rule"] for each in api_gaps] == ["e-label-opens", "e-label-history"]
    assert api_gaps[0]["clause"] == "37/2026/NĐ-CP, Điều 55(3)" and api_gaps[0]["surface"] == "e-label"
    page = client.get(f"/lo/{lot.pk}/theo-luat/").text
    assert "37/2026/NĐ-CP, Điều 55(3)" in page and f'href="/tem/moi/{lot.pk}/"' in page
    run = LabelRun.objects.get()
    run.voids.create(first=1, last=run.count, reason="in lại")
    client.get(f"/lo/{lot.pk}/nhan-dien-tu/")
    assert gaps_by_api(client, lan, lot) == []


def gaps_by_api(client, user, lot: Lot) -> list[dict]:
    client.force_login(user)
    return client.get(f"/api/v1/lots/{lot.pk}/gaps/").json()


@pytest.mark.slow
def test_e_label_shows_its_changes_and_a_recall_first(client, lan, lot):
    address = f"/lo/{lot.pk}/nhan-dien-tu/"
    assert client.get(address).status_code == 404
    assert content_for(lot, origin="https://pieu.example").opens == "Quét để xem nơi làm ra"
    scanned = f"/01/{GTIN}/10/{lot.code}"
    assert address not in client.get(scanned, HTTP_ACCEPT="text/html").text
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    assert content_for(lot, origin="https://pieu.example").opens == "Quét để xem nhãn đầy đủ"
    page = client.get(address).text
    assert ("<dd>có</dd>" in page) == ("product__photo" in page) == (product_content(lot).photo is not None)
    assert f'href="{address}"' in client.get(scanned, HTTP_ACCEPT="text/html").text
    type(lot.product).objects.filter(pk=lot.product_id).update(storage="ngăn mát tủ lạnh")
    lot = Lot.objects.select_related("product__producer__unit__parent", "place").get(pk=lot.pk)
    publish(lot, build_facts(lot))
    page = client.get(address).text
    assert "<del>nơi khô mát</del>" in page and "<ins>ngăn mát tủ lạnh</ins>" in page
    assert [change.version.number for change in changes(lot)] == [2, 1]
    assert retention_end(lot) == lot.expiry_date.replace(year=lot.expiry_date.year + 1)
    make_recall(lot, reason="Có mẻ bị mốc")
    page = client.get(address).text
    assert page.index("Có mẻ bị mốc") < page.index("<h1>")
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=False)
    # A label that was printed as an e-label stays reachable (Art. 52(6)).
    assert client.get(address).status_code == 200
    assert [e.kind for e in Entry.objects.filter(kind__startswith="elabel")] == ["elabel.on", "elabel.off"]


@pytest.mark.slow
def test_e_label_history_shows_erased_versions_and_photo_changes(client, lan, lot):
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    facts = build_facts(lot)
    publish(lot, facts)
    for storage, photo in (("Nơi mát", facts["photo"]), ("Tủ lạnh", facts["photo"]), ("Tủ lạnh", "ab" * 32)):
        facts = facts | {"product": facts["product"] | {"storage": storage}, "photo": photo}
        publish(lot, facts)
    newest = changes(lot)[0]
    assert [change.version.number for change in changes(lot)] == [4, 3, 2, 1]
    assert [(name, after) for name, _before, after in newest.rows] == [("Hình ảnh", "ảnh mang dấu abababab")]
    lot.origin_versions.filter(number=2).update(facts=None, salt=None, erased_at=timezone.now())
    change_list = changes(lot)
    assert [(change.version.number, change.since, change.skips) for change in change_list] == [
        (4, 3, False), (3, 1, True), (2, None, False), (1, None, False),
    ]  # fmt: skip
    page = client.get(f"/lo/{lot.pk}/nhan-dien-tu/").text
    assert (
        page.index("Bản 3,")
        < page.index("So với bản 1; nội dung các bản ở giữa đã xoá.")
        < page.index("Bản 2,")
    )
    assert "Nội dung đã xoá theo yêu cầu" in page.partition("Bản 2,")[2].partition("Bản 1,")[0]
    client.force_login(lan)
    history = client.get(f"/lo/{lot.pk}/xuat/e-label.json").json()["lot"]["history"]
    assert [(each["version"], each["erased"]) for each in history][-4:] == [
        (4, False),
        (3, False),
        (2, True),
        (1, False),
    ]
    lot.origin_versions.filter(number=1).update(facts=None, salt=None, erased_at=timezone.now())
    assert (
        "Các bản trước đã xoá nội dung, không rõ bản này đổi gì."
        in client.get(f"/lo/{lot.pk}/nhan-dien-tu/").text
    )


def test_e_label_of_crafts_without_an_expiry_date_shows_its_retention(client, lan, lot):
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    Lot.objects.filter(pk=lot.pk).update(expiry_date=None)
    type(lot.product).objects.filter(pk=lot.product_id).update(
        ocop_set=min(CRAFT), materials="tre", specification="30 × 20 cm"
    )
    craft = Lot.objects.select_related("product__producer__unit__parent", "place").get(pk=lot.pk)
    publish(craft, build_facts(craft))
    today = timezone.localdate()
    until = retention_end(craft)
    assert until is not None and (until.year - today.year, until.month) == (5, today.month)
    page = client.get(f"/lo/{lot.pk}/nhan-dien-tu/").text
    assert f"ít nhất đến ngày {format_date(until)} (60 tháng sau bản mới nhất; 31/2026/TT-BCT)" in page
    assert "Piêu đọc điều này qua nguồn khác, chưa ai của Hội đối chiếu văn bản gốc." in page
    client.force_login(lan)
    assert client.get(f"/lo/{lot.pk}/xuat/e-label.json").json()["lot"]["keptUntil"] == until.isoformat()
    type(lot.product).objects.filter(pk=lot.product_id).update(ocop_set=1)
    assert retention_end(Lot.objects.get(pk=lot.pk)) is None


LINES = (
    "Năng lượng: 320 kcal",
    "Chất đạm: 1,5 g",
    "Đường tổng số: 70 g",
    "Chất béo bão hoà: 0 g",
    "Natri: 12 mg",
)


@pytest.mark.slow
def test_the_table_of_nutrition_is_on_page_label_passport_paper_and_in_the_published_facts(client, lan, lot):
    switch_e_label(actor=Actor.of(lan), product=lot.product, is_on=True)
    publish_passport(actor=Actor.of(lan), lot=lot)
    for path in (
        f"/01/{GTIN}/10/{lot.code}",
        f"/lo/{lot.pk}/nhan-dien-tu/",
        f"/lo/{lot.pk}/ho-chieu/",
        f"/products/{lot.product.slug}/",
    ):
        page = client.get(path, HTTP_ACCEPT="text/html").text
        assert "Dinh dưỡng trong 100 g" in page and all(line in page for line in LINES), path
    data = client.get(f"/lo/{lot.pk}/ho-chieu.jsonld").json()
    assert data["gs1:nutrientBasisQuantity"] == {
        "@type": "gs1:QuantitativeValue",
        "gs1:value": "100",
        "gs1:unitCode": "GRM",
    }
    assert data["gs1:energyPerNutrientBasis"] == {
        "@type": "gs1:QuantitativeValue",
        "gs1:value": "320",
        "gs1:unitCode": "E14",
    }
    assert data["gs1:proteinPerNutrientBasis"]["gs1:value"] == "1.5"
    paper = PdfReader(io.BytesIO(client.get(f"/lo/{lot.pk}/ho-chieu.pdf").content))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert [line for line in LINES if line not in text] == [], text
    client.force_login(lan)
    exported = client.get(f"/lo/{lot.pk}/xuat/e-label.json").json()["lot"]
    assert "Chất đạm: 1,5 g" in exported["nutrition"]


def test_a_changed_table_is_a_change_of_the_label_and_of_the_products_history(client, lan, lot):
    actor = Actor.of(lan)
    switch_e_label(actor=actor, product=lot.product, is_on=True)
    keep_changed_labels()
    before = lot.product.facts.count()
    update_product(actor=actor, product=lot.product, changes={"energy_kcal": "325,5"})
    keep_changed_labels()
    (change, _first) = changes(lot)
    ((name, was, now),) = change.rows
    assert name == "Dinh dưỡng trong 100 g" and "320 kcal" in was and "325,5 kcal" in now
    stored = json.loads(lot.product.facts.first().body)
    assert (lot.product.facts.count() - before, stored["energy_kcal"], stored["nutrition"]) == (
        1,
        "325.50",
        "table",
    )
    client.force_login(lan)
    history = client.get(f"/san-pham-cua-toi/{lot.product_id}/lich-su/").text
    assert "Năng lượng (kcal)" in history and "325,5" in history


def test_lot_without_a_nutrition_table_has_no_nutrition_facts(client, lan, lot):
    before = build_facts(lot)
    update_product(
        actor=Actor.of(lan),
        product=lot.product,
        changes={"nutrition": "small", **dict.fromkeys(TABLE, "")},
    )
    lot.product.refresh_from_db()
    after = build_facts(Lot.objects.get(pk=lot.pk))
    del before["product"]["nutrition"]
    assert after == before and "nutrition" not in passport_facts(Lot.objects.get(pk=lot.pk))
    assert "Dinh dưỡng" not in client.get(f"/01/{GTIN}/10/{lot.code}", HTTP_ACCEPT="text/html").text
    assert gaps(Lot.objects.get(pk=lot.pk), Surface.LABEL, on=TODAY) == []
