"""The pages of labels: access, the single effect of a repeated form, and the text."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from backend.common import qr
from members.assist.actions import start_assist
from members.own_data.erasing import erase_everywhere
from tests.traceability.label_runs import (
    a_lot,
    a_ready_run,
    a_run,
    decoded,
    numbers,
    serials_in,
    sheet_of,
    snapshot,
)
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.labels.runs.rendering import make_sheet
from traceability.labels.runs.serials import printed_serial
from traceability.models import LabelPrint, LabelRun, LabelVoid, ProductCode
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.origin import pages

pytestmark = pytest.mark.usefixtures("own_media")


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def status(client: Client, url: str) -> int:
    answer = client.get(url)
    if answer.streaming:
        list(answer.streaming_content)  # read to its end, a file closes itself
    return answer.status_code


def file_of(client: Client, url: str) -> bytes:
    return b"".join(client.get(url).streaming_content)


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


@pytest.mark.slow
@pytest.mark.databases
def test_only_the_producers_people_and_officers_see_a_run(world, client):
    run = a_ready_run(world)
    taken = take_to_printer(actor=world.as_.lan, run=run)
    lot = run.lot
    looking = [f"/tem/{run.pk}/", f"/tem/{run.pk}/tien-do/", f"/tem/{run.pk}/mau.png", f"/tem/in/{taken.pk}/"]
    doing = [
        f"/tem/{run.pk}/in/",
        f"/tem/{run.pk}/huy/",
        f"/tem/{run.pk}/lech/",
        f"/tem/in/{taken.pk}/tem.pdf",
        f"/tem/moi/{lot.pk}/",
        f"/tem/moi/{lot.pk}/a4-65/",
        f"/tem/moi/{lot.pk}/a4-65/mau.png",
        f"/lo/{lot.pk}/to-treo/",
        f"/lo/{lot.pk}/to-treo/pdf/",
    ]
    code_for(world.product)
    seller, officer = as_(world.lan), as_(world.thu)
    assert {url: status(seller, url) for url in looking + doing} == dict.fromkeys(looking + doing, 200)
    for stranger in (as_(world.hoa), as_(world.minh)):
        assert {status(stranger, url) for url in looking + doing} == {404}
    assert {status(officer, url) for url in looking} == {200}
    assert {status(officer, url) for url in doing} == {404}
    assert "làm hộ" in officer.get(f"/tem/{run.pk}/").content.decode()
    for url in looking + doing:
        assert client.get(url).headers["Location"].startswith("/tai-khoan/dang-nhap/")
    before = snapshot()
    for url in (f"/tem/{run.pk}/in/", f"/tem/{run.pk}/huy/", f"/tem/{run.pk}/bo/"):
        assert as_(world.hoa).post(url, {"which": "whole", "reason": "spoiled"}).status_code == 404
    assert snapshot() == before


@pytest.mark.slow
def test_list_asks_the_database_as_often_for_one_run_as_for_three(world, django_assert_num_queries):
    a_run(world)
    client = as_(world.lan)
    client.get("/tem/")
    with django_assert_num_queries(8):
        one = client.get("/tem/")
    a_run(world)
    a_run(world)
    with django_assert_num_queries(8):
        three = client.get("/tem/")
    assert [page.content.decode().count("rows__link") for page in (one, three)] == [1, 3]


def test_lists_show_a_stranger_an_empty_state(world):
    a_run(world)
    page = as_(world.hoa).get("/tem/").content.decode()
    assert "Vườn nhà Lan" not in page and "rows__link" not in page
    assert "Chưa có lô nào để làm tem" in page


def test_lot_is_asked_for_only_when_there_are_several(world):
    lot = a_lot(world)
    client = as_(world.lan)
    assert client.get("/tem/moi/").headers["Location"] == f"/tem/moi/{lot.pk}/"
    a_lot(world)
    assert client.get("/tem/moi/").content.decode().count("rows__link") == 2
    gone = a_lot(world)
    recall_lot(actor=world.as_.lan, lot=gone, reason="Có mảnh thuỷ tinh")
    assert client.get("/tem/moi/").content.decode().count("rows__link") == 2
    refused = client.get(f"/tem/moi/{gone.pk}/")
    assert (refused.status_code, "đang bị thu hồi" in refused.content.decode()) == (409, True)


def test_layout_is_offered_only_when_the_words_fit(world):
    lot = a_lot(world)
    world.product.name = "Mậnhậusấydẻokhông"
    world.product.save()
    page = as_(world.lan).get(f"/tem/moi/{lot.pk}/").content.decode()
    assert f'href="/tem/moi/{lot.pk}/a4-65/"' not in page
    assert "nhỏ hơn 5 pt" in page
    assert f'href="/tem/moi/{lot.pk}/a4-21/"' in page


@pytest.mark.databases
def test_form_sent_twice_makes_one_run(world):
    lot = a_lot(world)
    client, form = as_(world.lan), {"count": "130", "offset_x": "", "offset_y": "-0,5", **key()}
    answers = [client.post(f"/tem/moi/{lot.pk}/a4-65/", form) for _ in range(2)]
    run = LabelRun.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/tem/{run.pk}/"] * 2
    assert (run.count, str(run.offset_y)) == (130, "-0.50")


@pytest.mark.slow
def test_too_many_labels_are_made_only_when_confirmed(world):
    lot = a_lot(world)
    url, client = f"/tem/moi/{lot.pk}/a4-65/", as_(world.lan)
    before = snapshot()
    asked = client.post(url, {"count": "1.300", **key()})
    assert asked.status_code == 200
    assert "Vẫn làm 1.300 tem" in asked.content.decode()
    # A number other than the confirmed one causes a new question.
    assert client.post(url, {"count": "2600", "confirmed": "1300", **key()}).status_code == 200
    assert snapshot() == before
    assert client.post(url, {"count": "1300", "confirmed": "1300", **key()}).status_code == 302
    assert LabelRun.objects.get().count == 1300


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"count": ""}, "Chị viết số tem"),
        ({"count": "nhiều"}, "bằng chữ số"),
        ({"count": "0"}, "Ít nhất 1 tem"),
        ({"count": "100001"}, "nhiều nhất 100.000 tem"),
        ({"count": "65", "offset_x": "9"}, "Lệch tối đa 5 mm"),
        ({"count": "65", "offset_y": "x"}, "Chị viết số mm"),
    ],
)
def test_form_shows_errors_at_the_field(world, form, words):
    lot = a_lot(world)
    before = snapshot()
    answer = as_(world.lan).post(f"/tem/moi/{lot.pk}/a4-65/", form | key())
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert snapshot() == before


@pytest.mark.slow
def test_officer_prints_on_behalf_of_a_member(world):
    lot = a_lot(world)
    assist = start_assist(officer=world.thu, member=world.lan)
    client = as_(world.thu)
    session = client.session
    session["assist_session"] = assist.pk
    session.save()
    client.post(f"/tem/moi/{lot.pk}/roll-50x30/", {"count": "3", **key()})
    run = LabelRun.objects.get()
    make_sheet(run.pk)
    client.post(f"/tem/{run.pk}/in/", key())
    taken = LabelPrint.objects.get()
    assert (run.requested_by, run.on_behalf_of) == (world.thu, world.lan)
    assert (taken.by, taken.on_behalf_of) == (world.thu, world.lan)
    assert status(client, f"/tem/in/{taken.pk}/tem.pdf") == 200
    assert "Vì Thị Thu làm hộ Lò Thị Lan" in client.get(f"/tem/{run.pk}/").content.decode()


@pytest.mark.slow
def test_progress_is_shown_and_the_page_reloads_when_it_is_done(world):
    run = a_run(world, count=65, layout="a4-65")
    client = as_(world.lan)
    LabelRun.objects.filter(pk=run.pk).update(
        state=RunState.RENDERING, claim=uuid4(), done_count=13, heartbeat_at=timezone.now()
    )
    page = client.get(f"/tem/{run.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page and '<noscript><meta http-equiv="refresh"' in page
    part = client.get(f"/tem/{run.pk}/tien-do/")
    assert "13/65" in part.content.decode() and "HX-Refresh" not in part.headers
    LabelRun.objects.filter(pk=run.pk).update(state=RunState.QUEUED, claim=None)
    make_sheet(run.pk)
    assert client.get(f"/tem/{run.pk}/tien-do/").headers["HX-Refresh"] == "true"
    page = client.get(f"/tem/{run.pk}/").content.decode()
    assert "In 65 tem" in page and "htmx" not in page
    assert printed_serial(run, 1) in page and printed_serial(run, 65) in page


def test_failed_run_says_why_and_offers_to_try_again(world):
    run = a_run(world)
    LabelRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, error="Máy chủ hết chỗ")
    client = as_(world.lan)
    page = client.get(f"/tem/{run.pk}/").content.decode()
    assert "Máy chủ hết chỗ" in page
    client.post(f"/tem/{run.pk}/lam-lai/", key())
    run.refresh_from_db()
    assert run.state == RunState.QUEUED
    client.post(f"/tem/{run.pk}/bo/", key())
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED


@pytest.mark.slow
def test_one_tap_prints_all_and_the_file_is_a_download_for_a_day(world, settings):
    run = a_ready_run(world)
    client = as_(world.lan)
    to_ledger = client.post(f"/tem/{run.pk}/in/", key())
    taken = LabelPrint.objects.get()
    assert to_ledger.headers["Location"] == f"/tem/in/{taken.pk}/"
    answer = client.get(f"/tem/in/{taken.pk}/tem.pdf")
    assert b"".join(answer.streaming_content) == sheet_of(run)
    assert {
        name: answer.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    } == {
        "Content-Type": "application/pdf",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert f"tem-{run.lot.code}-dot-{run.pk}.pdf" in answer.headers["Content-Disposition"]
    settings.MEDIA_ACCEL_PREFIX = "/_media/"
    assert client.get(f"/tem/in/{taken.pk}/tem.pdf").headers["X-Accel-Redirect"] == f"/_media/{run.pdf}"
    LabelPrint.objects.update(printed_at=timezone.now() - timedelta(hours=25))
    assert client.get(f"/tem/in/{taken.pk}/tem.pdf").headers["Location"] == f"/tem/in/{taken.pk}/"
    assert "In lại" in client.get(f"/tem/in/{taken.pk}/").content.decode()


@pytest.mark.slow
def test_reprint_of_some_sheets_asks_why_and_holds_only_them(world):
    run = a_ready_run(world, count=70, layout="a4-24")
    client, url = as_(world.lan), f"/tem/{run.pk}/in/"
    client.post(url, key())
    before = snapshot()
    sheet = {"which": "numbers", "first_number": "25", "last_number": "48"}
    asked = client.post(url, sheet | key())
    assert (asked.status_code, "vì sao in lại" in asked.content.decode()) == (400, True)
    assert "Tem số 25–48" in asked.content.decode()
    for wrong in ({"last_number": "71"}, {"first_number": "0"}, {"first_number": ""}, {"last_number": "24"}):
        assert client.post(url, sheet | wrong | {"reason": "lost"} | key()).status_code == 400
    assert snapshot() == before
    client.post(url, sheet | {"reason": "spoiled"} | key())
    taken = LabelPrint.objects.latest("pk")
    assert (taken.kind, taken.first, taken.last, taken.reason) == (
        "reprint",
        25,
        48,
        "Giấy kẹt, nhoè hoặc rách",
    )
    assert serials_in(file_of(client, f"/tem/in/{taken.pk}/tem.pdf")) == numbers((25, 48))


@pytest.mark.slow
def test_sheet_that_was_put_away_is_made_again_when_it_is_printed(world):
    run = a_ready_run(world)
    LabelRun.objects.filter(pk=run.pk).update(pdf="", heartbeat_at=None)
    client = as_(world.lan)
    client.post(f"/tem/{run.pk}/in/", key())
    taken = LabelPrint.objects.get()
    page = client.get(f"/tem/in/{taken.pk}/").content.decode()
    assert "tem.pdf" not in page and 'hx-trigger="every 2s"' in page
    assert client.get(f"/tem/in/{taken.pk}/tem.pdf").status_code == 302
    assert make_sheet(run.pk)
    assert status(client, f"/tem/in/{taken.pk}/tem.pdf") == 200


@pytest.mark.slow
def test_void_is_announced_before_it_is_done(world):
    run = a_ready_run(world, count=4)
    client, url = as_(world.lan), f"/tem/{run.pk}/huy/"
    typed = printed_serial(run, 3).lower()
    form = {
        "which": "serials",
        "first_serial": typed,
        "last_serial": printed_serial(run, 2),
        "reason": "lost",
    }
    before = snapshot()
    asked = client.post(url, form | key())
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Huỷ 2 tem này?" in page and "Không lấy lại được" in page
    assert printed_serial(run, 2) in page and printed_serial(run, 3) in page
    assert snapshot() == before
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    client.post(url, hidden | {"confirmed": "2-3"})
    void = LabelVoid.objects.get()
    assert (void.first, void.last, void.reason) == (2, 3, "Tem bị mất")


@pytest.mark.slow
def test_run_with_all_labels_void_offers_no_print_or_void(world):
    run = a_ready_run(world, count=4)
    client, ways = as_(world.lan), [f"/tem/{run.pk}/{way}/" for way in ("in", "huy", "lech")]
    void_labels(actor=world.as_.lan, run=run, first=1, last=3, reason="Tem bị mất")
    page = client.get(f"/tem/{run.pk}/").content.decode()
    assert all(way in page for way in ways)
    assert "Đã huỷ" not in client.get("/tem/").content.decode()
    void_labels(actor=world.as_.lan, run=run, first=1, last=4, reason="Tem bị mất")
    page = client.get(f"/tem/{run.pk}/").content.decode()
    assert "Cả đợt tem này đã huỷ" in page and not any(way in page for way in ways)
    for where in ("/tem/", f"/lo/{run.lot_id}/", f"/san-pham-cua-toi/{run.lot.product_id}/"):
        assert "Đã huỷ" in client.get(where).content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"which": "serials", "reason": "lost"}, "Chị gõ mã in trên con tem"),
        ({"which": "serials", "first_serial": "ABCD", "reason": "lost"}, "17 chữ"),
        ({"which": "whole"}, "Chị chọn vì sao huỷ"),
        ({"which": "whole", "reason": "other", "other": " "}, "Chị chọn vì sao huỷ"),
        ({"which": "some", "reason": "lost"}, "Đợt tem này không chọn như thế được"),
    ],
)
def test_invalid_void_form_shows_its_error(world, form, words):
    run = a_ready_run(world)
    before = snapshot()
    answer = as_(world.lan).post(f"/tem/{run.pk}/huy/", form | key() | {"confirmed": "1-3"})
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert snapshot() == before


@pytest.mark.slow
def test_void_form_refuses_a_label_of_another_run(world):
    run, other = a_ready_run(world), a_ready_run(world)
    form = {"which": "serials", "first_serial": printed_serial(other, 1), "reason": "lost"}
    answer = as_(world.lan).post(f"/tem/{run.pk}/huy/", form | key())
    assert "thuộc đợt tem khác" in answer.content.decode()


@pytest.mark.slow
def test_specimen_can_be_scanned_and_is_in_no_book(world, client):
    lot = a_lot(world)
    before = ProductCode.objects.count()
    for layout in ("a4-65", "roll-40x30"):
        answer = as_(world.lan).get(f"/tem/moi/{lot.pk}/{layout}/mau.png")
        [text] = qr.decode(Image.open(io.BytesIO(answer.content)))
        path = "/" + text.partition("://")[2].partition("/")[2]
        assert client.get(path).status_code == 404
    assert ProductCode.objects.count() == before
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.slow
def test_poster_names_the_lot_and_no_label(world, client):
    pages.forget_pages()
    lot = a_lot(world)
    seller = as_(world.lan)
    url = f"/lo/{lot.pk}/to-treo/"
    assert "Tạo mã" in seller.get(url).content.decode()
    assert seller.get(f"{url}png/").status_code == 404
    seller.post(url, key())
    code = code_for(world.product)
    png, pdf = (seller.get(f"{url}{form}/").content for form in ("png", "pdf"))
    [text] = qr.decode(Image.open(io.BytesIO(png)))
    assert text.endswith(f"/P/{code.value}/10/{lot.code}")
    assert decoded(pdf, dpi=150) == [text]
    assert seller.get(f"{url}svg/").content.startswith(b"<svg")
    assert client.get(f"/P/{code.value}/10/{lot.code}", HTTP_ACCEPT="text/html").status_code == 200


@pytest.mark.slow
def test_calibration_sheets_are_there_for_every_paper(world):
    client = as_(world.hoa)
    page = client.get("/tem/can-may-in/").content.decode()
    sheets = re.findall(r'href="(/tem/can-may-in/[\w-]+\.pdf)"', page)
    assert len(sheets) == 6
    for url in sheets:
        assert client.get(url).content.startswith(b"%PDF")
    assert client.get("/tem/can-may-in/a4-99.pdf").status_code == 404


@pytest.mark.slow
def test_home_leads_to_the_sheet_that_waits_and_then_to_the_lot_without_labels(world):
    lot, run = a_lot(world), a_ready_run(world)
    client = as_(world.lan)
    assert f'href="/tem/{run.pk}/"' in client.get("/").content.decode()
    take_to_printer(actor=world.as_.lan, run=run)
    assert f'href="/tem/moi/{lot.pk}/"' in client.get("/").content.decode()
    assert "Làm tem" not in as_(world.hoa).get("/").content.decode()


@pytest.mark.slow
def test_lot_and_product_pages_show_their_runs(world):
    run = a_ready_run(world)
    void_labels(actor=world.as_.lan, run=run, first=1, last=1, reason="Hỏng")
    client = as_(world.lan)
    for url in (f"/lo/{run.lot_id}/", f"/san-pham-cua-toi/{world.product.pk}/"):
        assert f'href="/tem/{run.pk}/"' in client.get(url).content.decode()


@pytest.mark.slow
@pytest.mark.databases
def test_erasure_deletes_the_producers_name_from_runs_and_sheets(world, django_capture_on_commit_callbacks):
    run = a_ready_run(world)
    take_to_printer(actor=world.as_.lan, run=run)
    sheet = run.pdf
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase_everywhere(world.lan)
    run.refresh_from_db()
    assert (run.state, run.content["producer"], run.pdf) == (RunState.READY, "", "")
    assert run.content["product_name"] == "Mận hậu Mộc Châu"
    assert not default_storage.exists(sheet)
