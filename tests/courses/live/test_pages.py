from __future__ import annotations

import base64
import io
from uuid import uuid4

import pytest
from PIL import Image

from backend.common import qr
from backend.ledger import acts
from backend.ledger.models import Entry
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.live.actions import LiveError, write_live_sheet
from courses.live.record import public_address
from courses.live.views import qr_image
from courses.models import LiveSheet, Step
from members.acting import Actor
from members.own_data import erasing, exporting
from members.rules import NotAllowed
from products.certificates.enums import CertificateKind
from products.products.enums import ProductState
from tests.api import client_of, send_twice
from tests.factories.courses import make_course
from tests.factories.members import HoaFactory, LanFactory
from tests.factories.products import CertificateFactory, ListedProductFactory, ProducerFactory, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    return LanFactory()


@pytest.fixture
def product(lan):
    return ListedProductFactory(producer=ProducerFactory(owner=lan, name="Vườn nhà Lan"), name="Mận hậu")


def pages(product) -> list[str]:
    return [f"/hoc/live/{product.pk}/{page}" for page in ("", "loi/", "nhac-loi/", "bang-gia/")]


def html_of(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.slow
def test_livestream_kit_shows_facts_of_the_record(client, lan, product):
    CertificateFactory(product=product)
    client.force_login(lan)
    html = html_of(client, f"/hoc/live/{product.pk}/")
    for phrase in (
        f"Chào cả nhà, đây là Vườn nhà Lan, ở {product.producer.unit.name}, ",
        "Giá Mận hậu là 45.000 đ/kg.",
        "Có giấy OCOP 4 sao",
        "Quảng cáo: Vườn nhà Lan livestream bán Mận hậu.",
        "Điều 15a",
        "00:00",
        "00:15",
    ):
        assert phrase in html
    assert "00:30" in html_of(client, f"/hoc/live/{product.pk}/?phut=30")
    assert "00:15" in html_of(client, f"/hoc/live/{product.pk}/?phut=99")
    assert "Mận hậu" in html_of(client, "/hoc/live/")
    assert f"/hoc/live/{product.pk}/" in html_of(client, f"/san-pham-cua-toi/{product.pk}/")


@pytest.mark.databases
@pytest.mark.parametrize(("kind", "is_linked"), [("livestream_held", True), ("handed_in", False)])
def test_a_course_that_asks_for_a_broadcast_leads_to_the_kit(client, lan, kind, is_linked):
    course = make_course()
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": kind, "count": 1}
    )
    freeze_course(course=course)
    client.force_login(lan)
    assert ('href="/hoc/live/"' in html_of(client, "/hoc/ban-hang/")) is is_linked


def test_the_prompter_leads_from_part_to_part_without_scripts(client, lan, product):
    client.force_login(lan)
    html = html_of(client, f"/hoc/live/{product.pk}/nhac-loi/?chu=to")
    assert 'href="#p2"' in html
    assert 'id="p2"' in html
    assert "prompter--to" in html
    assert "site-header" not in html


def test_strangers_see_nothing_and_visitors_log_in(client, product):
    for url in pages(product):
        assert client.get(url).status_code == 302
    client.force_login(HoaFactory())
    for url in pages(product):
        assert client.get(url).status_code == 404
    client.post(f"/hoc/live/{product.pk}/loi/", {"ket": "Hẹn cả nhà"})
    assert not LiveSheet.objects.exists()


def test_the_overlay_is_for_everybody_while_the_product_is_listed(client, product, settings):
    url = f"/hoc/live/man-hinh/{product.slug}/"
    html = html_of(client, url)
    assert "45.000 đ/kg" in html
    assert "Quảng cáo · Vườn nhà Lan" in html
    assert "overlay--solid" in html_of(client, url + "?nen=1")
    for settings.PIEU_DEMO in (True, False):
        assert ("Bản dùng thử: dữ liệu minh hoạ" in html_of(client, url)) is settings.PIEU_DEMO
    product.state = ProductState.RETIRED
    product.save()
    gone = client.get(url)
    assert gone.status_code == 404
    # It lies over a film: without the page's help texts, and with a link back to the product.
    assert gone.content.decode().partition("<body>")[2].split() == ["</body>", "</html>"]
    assert "courses/live/overlay.js" in gone.content.decode()


def test_overlay_polls_every_minute(client, product):
    page = html_of(client, f"/hoc/live/man-hinh/{product.slug}/")
    assert "courses/live/overlay.js" in page and 'data-every="60"' in page


def test_the_code_opens_the_public_page(settings, product):
    assert public_address(product) == f"{settings.PUBLIC_ORIGIN}/products/{product.slug}/"
    picture = Image.open(io.BytesIO(qr.png(public_address(product))))
    assert qr.decode(picture) == [public_address(product)]
    assert base64.b64decode(qr_image(public_address(product)).partition(",")[2]).decode() == qr.svg(
        public_address(product)
    )


@pytest.mark.databases
def test_sellers_own_sentences_are_stored_once_and_shown_on_the_prompter(client, lan, product):
    client.force_login(lan)
    key = str(uuid4())
    fields = {"ket": "Hẹn cả nhà tối mai\n\n  Mận còn nhiều  ", "idempotency_key": key}
    for _again in range(2):
        answer = client.post(f"/hoc/live/{product.pk}/loi/", fields)
        assert answer["Location"] == f"/hoc/live/{product.pk}/"
    sheet = LiveSheet.objects.get()
    assert (sheet.own, sheet.by, sheet.on_behalf_of) == (
        {"ket": "Hẹn cả nhà tối mai\nMận còn nhiều"},
        lan,
        None,
    )
    assert Entry.objects.filter(kind="live.changed").count() == 1
    assert "Mận còn nhiều" in html_of(client, f"/hoc/live/{product.pk}/nhac-loi/")


def test_claim_without_a_certificate_is_refused_and_the_form_shows_the_input(client, lan, product):
    client.force_login(lan)
    answer = client.post(f"/hoc/live/{product.pk}/loi/", {"mo-dau": "Mận hữu cơ nhà em", "ket": "Hẹn cả nhà"})
    html = answer.content.decode()
    assert answer.status_code == 400
    for phrase in ("Chưa nói được “hữu cơ”", "Cần giấy chứng nhận hữu cơ", "Mận hữu cơ nhà em", "Hẹn cả nhà"):
        assert phrase in html
    assert not LiveSheet.objects.exists()
    assert not Entry.objects.filter(kind="live.changed").exists()


def test_words_that_a_paper_backed_fall_silent_when_it_runs_out(client, lan, product):
    paper = CertificateFactory(product=product, kind=CertificateKind.ORGANIC, stars=None, points=None)
    write_live_sheet(actor=Actor.of(lan), product=product, own={"mo-dau": "Mận hữu cơ nhà em"})
    client.force_login(lan)
    assert "Mận hữu cơ nhà em" in html_of(client, f"/hoc/live/{product.pk}/nhac-loi/")
    paper.state = "revoked"
    paper.save()
    assert "Mận hữu cơ nhà em" not in html_of(client, f"/hoc/live/{product.pk}/nhac-loi/")
    assert "Câu không đưa vào lời nói" in html_of(client, f"/hoc/live/{product.pk}/")


def test_sheet_written_on_behalf_stores_officer_and_member(lan, product):
    officer = make_user("Vì Thị Thu", officer_of=product.producer.branch)
    sheet = write_live_sheet(actor=Actor(by=officer, member=lan), product=product, own={"ket": "Hẹn cả nhà"})
    assert (sheet.by, sheet.on_behalf_of) == (officer, lan)
    section = next(one for one in exporting.sections() if one.key == "live")
    assert section.collect(lan)[0]["words"] == ["Hẹn cả nhà"]
    erasing.erase_everywhere(lan)
    assert not LiveSheet.objects.exists()
    assert acts.has_words("live.changed")


def test_a_stranger_writes_nothing_and_too_much_is_refused(lan, product):
    with pytest.raises(NotAllowed):
        write_live_sheet(actor=Actor.of(HoaFactory()), product=product, own={"ket": "Chào"})
    with pytest.raises(LiveError) as error:
        write_live_sheet(actor=Actor.of(lan), product=product, own={"ket": "a " * 500})
    assert error.value.field == "ket"
    assert not LiveSheet.objects.exists()


@pytest.mark.databases
def test_api_serves_the_kit_and_stores_only_allowed_sentences(lan, product):
    program, url = client_of(lan), f"/api/v1/live-kits/{product.pk}/"
    kit = program.get(url).json()
    assert kit["announce_before"].startswith("Quảng cáo:") and kit["parts"][0]["sentences"]
    refused = program.put(url, {"own": {"mo-dau": "Hàng hữu cơ, chữa bệnh."}})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "claim_not_backed")
    assert program.get(url).json()["own"] == {}
    stored = send_twice(program, "put", url, {"own": {"mo-dau": "Chào các chị ở xa."}})
    assert stored["own"] == {"mo-dau": "Chào các chị ở xa."}
    assert client_of(HoaFactory()).get(url).status_code == 404
