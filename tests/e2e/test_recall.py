"""A recall as a buyer's phone shows it, the lot made from it, the poster at the stall; and an inspector's bundle."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone
from playwright.sync_api import Page, expect

from members.models import User
from tests.e2e.phone import follow
from tests.e2e.test_code_links import is_as_wide_as_the_phone, look
from tests.e2e.test_labels import PIN, sign_in
from tests.factories.traceability import make_recall
from tests.shared_rows import building
from tests.traceability.conftest import make_world
from tests.traceability.label_runs import a_lot
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.inspection.bundle import read_bundle
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.lots.enums import LotRole
from traceability.models import Inspection, LabelRun, LabelTally, Recall
from traceability.scans.origin.lookup import codec, serial_key

pytestmark = pytest.mark.e2e


@pytest.fixture
def world(live_project):
    """Lan's plums, shipped jam made from them, and labels of both."""
    with building():
        world = make_world()
        world.lot, world.jam = a_lot(world), a_lot(world, harvested_date=None)
        world.code = code_for(world.product)
        hasher = Argon2PasswordHasher()  # the project's own processes know no hashers for tests
        for user in (world.lan, world.thu):
            user.password = hasher.encode(PIN, hasher.salt())
            user.save(update_fields=["password"])
        now = timezone.now()
        record_event(
            actor=world.as_.lan,
            kind=EventKind.PROCESSING,
            event_time=now - dt.timedelta(hours=3),
            lots=[LotPart(world.lot, LotRole.INPUT, 20, "kg"), LotPart(world.jam, LotRole.OUTPUT, 15, "kg")],
        )
        record_event(
            actor=world.as_.lan,
            kind=EventKind.SHIPPING,
            event_time=now - dt.timedelta(hours=2),
            lots=[LotPart(world.jam)],
            note="Chị Hà ở chợ Mộc Châu",
        )
        world.runs = {
            lot.pk: LabelRun.objects.create(
                lot=lot,
                code=world.code,
                count=10,
                layout="a4-65",
                key_version=codec().current,
                state=RunState.READY,
            )
            for lot in (world.lot, world.jam)
        }
    return world


def label_of(world, lot, number: int) -> str:
    return f"/P/{world.code.value}/10/{lot.code}/{codec().encode(world.runs[lot.pk].pk, number)[:16]}"


def test_recall_comes_first_on_pages_of_the_lot_and_of_lots_made_from_it(
    world, live_project, page: Page, new_phone
):
    url, buyer = live_project.url, new_phone()
    buyer.goto(url + label_of(world, world.jam, 1))
    expect(buyer.locator(".v-valid")).to_be_visible()

    sign_in(page, url, world.lan.card_number)
    page.goto(f"{url}/lo/{world.lot.pk}/thu-hoi/")
    look(page, "recall-form")
    assert is_as_wide_as_the_phone(page)
    page.locator("[name=reason]").fill("Có mẻ bị mốc")
    page.get_by_text("Ghi thêm, nếu có").tap()
    page.locator("[name=advice]").fill("Đừng ăn, mang trả lại quầy")
    page.locator("[name=contact]").fill("Hội xã, 0212 3 456 789")
    page.get_by_role("button", name="Thu hồi lô này").tap()
    expect(page.get_by_text("Chị Hà ở chợ Mộc Châu")).to_be_visible()
    look(page, "recall-calls")
    assert is_as_wide_as_the_phone(page)

    for lot in (world.lot, world.jam):
        buyer.goto(url + label_of(world, lot, 1))
        banner = buyer.locator(".v-recalled").first
        expect(banner).to_be_visible()
        assert banner.bounding_box()["y"] < buyer.locator("h1").first.bounding_box()["y"]
        expect(buyer.get_by_text("Có mẻ bị mốc").first).to_be_visible()
        expect(buyer.get_by_text("Đừng ăn, mang trả lại quầy").first).to_be_visible()
        assert is_as_wide_as_the_phone(buyer)
    expect(buyer.get_by_text("Lô này làm từ lô").first).to_be_visible()
    look(buyer, "recall-buyer")
    buyer.goto(f"{url}/thu-hoi/{Recall.objects.get().pk}/thong-bao/")
    expect(buyer.get_by_text("Có mẻ bị mốc").first).to_be_visible()
    look(buyer, "recall-notice")


FIRST_SCREEN = 640
# The band, its words and what to do, each as its lower edge; the height of the band and the size of its words.
BAND = """(band) => {
    const edge = (element) => element?.getBoundingClientRect().bottom ?? 0;
    const words = band.querySelector("b");
    return {
        verdict: [...band.classList].find((name) => name.startsWith("v-")),
        words: words.textContent,
        seen_by: Math.max(edge(words), edge(document.querySelector(".do, .recall p"))),
        height: band.offsetHeight,
        size: parseFloat(getComputedStyle(words).fontSize),
        colour: getComputedStyle(band).backgroundColor,
    };
}"""
PRINTED = """(band) => { const style = getComputedStyle(band); return `${style.borderTopStyle} ${style.borderTopWidth}`; }"""


def test_each_verdict_is_read_on_the_first_screen_and_alarms_are_the_loudest(world, live_project, page: Page):
    with building():
        make_recall(world.jam, reason="Có mẻ bị mốc", advice="Đừng ăn, mang trả lại quầy")
        run = world.runs[world.lot.pk]
        LabelTally.objects.create(
            serial_key=serial_key(run.pk, 2), lot=world.lot, count=99, days=1, devices_today=99,
            busiest_day_devices=99, first_scanned_at=timezone.now(), last_scanned_at=timezone.now(),
        )  # fmt: skip
    paths = {
        "v-valid": label_of(world, world.lot, 1),
        "v-unknown": f"/P/{world.code.value}/10/{world.lot.code}",
        "v-copied": label_of(world, world.lot, 2),
        "v-recalled": label_of(world, world.jam, 1),
        "v-not_in_book": f"/P/{world.code.value}/0123456789ABCDEF",
    }
    seen, printed = {}, set()
    for verdict, path in paths.items():
        page.goto(live_project.url + path)
        band = page.locator(".verdict")
        seen[verdict] = found = band.evaluate(BAND)
        look(page, verdict)
        assert (found["verdict"], found["seen_by"] <= FIRST_SCREEN) == (verdict, True), found
        assert is_as_wide_as_the_phone(page)
        expect(page.get_by_text("Read in English")).to_be_hidden()
        page.emulate_media(media="print")
        printed.add(band.evaluate(PRINTED))
        page.emulate_media(media="screen")
    assert len({found["colour"] for found in seen.values()}) == len(printed) == len(paths)
    calm = [seen[verdict] for verdict in ("v-valid", "v-unknown", "v-copied")]
    for alarm in (seen["v-recalled"], seen["v-not_in_book"]):
        assert alarm["height"] > 2 * seen["v-valid"]["height"]
        assert all(alarm["size"] > found["size"] and alarm["height"] > found["height"] for found in calm)
    assert seen["v-valid"]["size"] == min(found["size"] for found in seen.values())


@pytest.mark.browser_context_args(locale="en-US")
def test_a_foreign_phone_is_offered_english_and_the_next_scan_is_in_english(world, live_project, page: Page):
    valid, forged = label_of(world, world.lot, 1), f"/P/{world.code.value}/0123456789ABCDEF"
    page.goto(live_project.url + valid)
    offer = page.get_by_role("link", name="Read in English")
    expect(offer).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    look(page, "english-offer")
    follow(page, offer)
    for path in (forged, valid):
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(offer).to_have_count(0)
        page.goto(live_project.url + path)
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_genealogy_shows_the_lots_both_ways_as_picture_and_list(world, live_project, page: Page):
    sign_in(page, live_project.url, world.lan.card_number)
    page.goto(f"{live_project.url}/lo/{world.jam.pk}/lam-tu/")
    expect(page.locator("main svg").first).to_be_visible()
    expect(page.get_by_role("region", name="Lô này làm từ").get_by_text(world.lot.code)).to_be_visible()
    assert is_as_wide_as_the_phone(page)
    look(page, "genealogy-up")
    page.goto(f"{live_project.url}/lo/{world.lot.pk}/lam-tu/")
    expect(page.get_by_role("region", name="Đã làm ra từ lô này").get_by_text(world.jam.code)).to_be_visible()
    look(page, "genealogy-down")


def test_inspector_downloads_a_bundle_and_the_producer_sees_the_look(
    world, live_project, page: Page, new_phone
):
    url = live_project.url
    with building():
        granted = Inspection.objects.create(
            inspector=User.objects.get(pk=world.thu.pk),
            producer=world.producer,
            until=timezone.now() + dt.timedelta(days=7),
            reason="Quyết định 12 của Chi cục",
        )
    sign_in(page, url, world.thu.card_number)
    page.goto(f"{url}/kiem-tra/{granted.pk}/")
    look(page, "inspection")
    assert is_as_wide_as_the_phone(page)
    follow(page, page.locator(f"a[href='/kiem-tra/{granted.pk}/lo/{world.jam.pk}/']"))
    look(page, "inspection-lot")
    assert is_as_wide_as_the_phone(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải bộ hồ sơ").first.tap()
    with open(taken.value.path(), "rb") as file:
        content = file.read()
    bundle = read_bundle(content)
    assert [row["code"] for row in bundle.files["lo.json"]] == [world.jam.code]
    assert bundle.files["noi-nhan.json"][0]["words"] == ["Chị Hà ở chợ Mộc Châu"]
    # The personal part is a page of its own, that opens without a connection.
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page.set_content(archive.read("chi-muc.html").decode())
    expect(page.get_by_role("heading", name="Bộ hồ sơ kiểm tra")).to_be_visible()
    look(page, "inspection-index")

    producer = new_phone()
    sign_in(producer, url, world.lan.card_number)
    producer.goto(f"{url}/kiem-tra/{granted.pk}/")
    expect(producer.get_by_text("Tải bộ hồ sơ").first).to_be_visible()
    expect(producer.get_by_text(world.jam.code).first).to_be_visible()
    look(producer, "inspection-looks")
