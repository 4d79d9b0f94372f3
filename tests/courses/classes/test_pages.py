"""Pages of classes: what each person sees and does not see."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from courses.classes.actions.class_places import sign_up, step_back
from courses.classes.actions.classes import add_material
from courses.classes.own_data import classes_of, erase_classes
from courses.models import CalendarFeed, ClassMaterial, LiveClass
from members.acting import Actor
from tests.factories.classes import a_class
from tests.factories.courses import make_trainer
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    MinhFactory,
    OfficerFactory,
    chapter,
    commune,
    province,
)
from tests.layout import without_layout

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def trainer():
    return make_trainer()


def url(name, *args):
    return reverse(f"courses:{name}", args=args)


def form_of(**fields):
    start = timezone.localtime() + timedelta(days=3)
    return {
        "title": "Chụp ảnh mận",
        "about": "",
        "branch": chapter().pk,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "room": "Nhà văn hoá",
        "places": "20",
    } | fields


def test_trainer_puts_up_a_class_and_members_do_not(client, trainer):
    client.force_login(trainer)
    assert client.post(url("class_new"), form_of()).status_code == 302
    found = LiveClass.objects.get()
    assert (found.trainer, found.branch, found.places) == (trainer, chapter(), 20)
    client.force_login(LanFactory())
    assert client.get(url("class_new")).status_code == 403
    assert LiveClass.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "field__error"),
        ("places", "0", "Số chỗ từ 1 đến 1.000."),
        ("room", "", "Chị ghi nơi học"),
        ("link", "javascript:alert(1)", "Đường dẫn chưa đúng"),
        ("starts_at", "hôm nào", "Chị ghi ngày và giờ"),
        ("starts_at", "2020-01-01T08:00", "Giờ bắt đầu đã qua"),
        ("ends_at", "2020-01-01T08:00", "Giờ kết thúc phải sau"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_stores_nothing(client, trainer, field, value, words):
    client.force_login(trainer)
    page = client.post(url("class_new"), form_of(**{field: value}))
    assert (page.status_code, words in page.text, "Nhà văn hoá" in page.text or field == "room") == (
        400,
        True,
        True,
    )
    assert not LiveClass.objects.exists()


@pytest.mark.databases
def test_near_classes_come_first(client, trainer):
    officer = OfficerFactory(branch=province())
    far = chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))
    next_door = chapter("Chi hội bản Mòn")
    soon = timezone.now() + timedelta(days=1)
    a_class(officer, branch=far, title="Xa", starts_at=soon)
    a_class(officer, branch=next_door, title="Bản bên", starts_at=soon + timedelta(hours=1))
    a_class(officer, branch=commune(), title="Xã nhà", starts_at=soon + timedelta(hours=2))
    a_class(trainer, title="Bản nhà", starts_at=soon + timedelta(hours=3))
    client.force_login(LanFactory())
    titles = [line["class"].title for line in client.get(url("classes")).context["lines"]]
    assert titles == ["Bản nhà", "Xã nhà", "Bản bên", "Xa"]
    client.logout()
    titles = [line["class"].title for line in client.get(url("classes")).context["lines"]]
    assert titles == ["Xa", "Bản bên", "Xã nhà", "Bản nhà"]


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(client, trainer, rows):
    lan = LanFactory()
    for number in range(rows):
        live_class = a_class(trainer, title=f"Lớp {number}")
        sign_up(actor=Actor.of(lan), live_class=live_class)
    counts = []
    for who, name, args in (
        (lan, "classes", ()),
        (lan, "my_classes", ()),
        (trainer, "classes_held", ()),
        (trainer, "class_people", (live_class.pk,)),
    ):
        client.force_login(who)
        client.get(url(name, *args))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url(name, *args))
        counts.append(len(queries))
    assert counts == [10, 9, 9, 11]


@pytest.mark.slow
def test_members_do_not_see_each_other_nor_the_link_without_a_place(client, trainer):
    live_class = a_class(trainer, places=1, link="https://meet.example.vn/abc")
    lan, minh, hoa = LanFactory(), MinhFactory(), HoaFactory()
    for user in (lan, minh):
        sign_up(actor=Actor.of(user), live_class=live_class)
    pages = {}
    for user in (lan, minh, hoa):
        client.force_login(user)
        pages[user] = client.get(url("class", live_class.pk)).text
        for name in (
            "class_people",
            "class_print",
            "class_table",
            "class_door",
            "class_edit",
            "class_cancel",
        ):
            assert client.get(url(name, live_class.pk)).status_code == 404
    assert [("meet.example.vn" in pages[user]) for user in (lan, minh, hoa)] == [True, False, False]
    assert lan.full_name not in pages[minh] + pages[hoa]
    assert minh.full_name not in pages[lan] + pages[hoa]
    assert "Chị đứng thứ 1" in pages[minh]
    client.logout()
    page = client.get(url("class", live_class.pk)).text
    assert "meet.example.vn" not in page
    assert f"?next={url('class', live_class.pk)}" in page


@pytest.mark.databases
def test_repeated_sign_up_counts_once_and_can_be_withdrawn(client, trainer):
    live_class = a_class(trainer)
    lan = LanFactory()
    client.force_login(lan)
    for _again in range(2):
        client.post(url("class_sign_up", live_class.pk), {"idempotency_key": "k" * 20})
    assert live_class.sign_ups.get().state == "going"
    assert "Xem lớp học" in client.get(reverse("home")).text
    client.post(url("class_step_back", live_class.pk))
    assert live_class.sign_ups.get().state == "off"
    assert "Xem lớp học" not in client.get(reverse("home")).text


def test_participants_are_listed_in_table_and_print_without_formulas(client, trainer):
    live_class = a_class(trainer)
    lan = LanFactory(full_name="=1+1 Lan")
    sign_up(actor=Actor.of(lan), live_class=live_class)
    client.force_login(trainer)
    table = client.get(url("class_table", live_class.pk)).content.decode("utf-8-sig")
    assert table.splitlines() == [
        "Số thứ tự,Họ và tên,Chi hội,Đăng ký,Có mặt lúc",
        "1,'=1+1 Lan,Chi hội bản Áng,có chỗ,",
    ]
    assert "=1+1 Lan" in client.get(url("class_print", live_class.pk)).text


# --- Materials --------------------------------------------------------------------------------------------------------


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("data", "content_type"), [(PDF, "application/pdf"), (picture(), "image/webp")])
def test_material_is_for_members_who_signed_up_or_attended(client, trainer, data, content_type):
    live_class = a_class(trainer)
    lan, hoa = LanFactory(), HoaFactory()
    sign_up(actor=Actor.of(lan), live_class=live_class)
    client.force_login(trainer)
    file = SimpleUploadedFile("bai.pdf", data)
    assert (
        client.post(url("class_material_new", live_class.pk), {"title": "Bài tập", "file": file}).status_code
        == 302
    )
    address = url("class_material", live_class.pk, ClassMaterial.objects.get().pk)
    client.force_login(lan)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
    assert b"".join(answer.streaming_content)
    assert "Bài tập" in client.get(url("class", live_class.pk)).text
    client.force_login(hoa)
    assert client.get(address).status_code == 404
    assert "Bài tập" not in client.get(url("class", live_class.pk)).text
    step_back(actor=Actor.of(lan), live_class=live_class)
    client.force_login(lan)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7 cut off", b"", b"PK\x03\x04"]
)
def test_file_that_is_no_material_is_refused(client, trainer, data):
    live_class = a_class(trainer)
    client.force_login(trainer)
    page = client.post(
        url("class_material_new", live_class.pk),
        {"title": "Bài tập", "file": SimpleUploadedFile("bai.pdf", data)},
    )
    assert (page.status_code, "field__error" in page.text) == (400, True)
    assert not ClassMaterial.objects.exists()


def test_link_is_a_material_and_goes_again(client, trainer):
    live_class = a_class(trainer)
    row = add_material(
        actor=Actor.of(trainer), live_class=live_class, title="Phim", link="https://example.vn/phim"
    )
    client.force_login(trainer)
    assert "https://example.vn/phim" in client.get(url("class_people", live_class.pk)).text
    client.post(url("class_material_drop", live_class.pk, row.pk))
    assert not ClassMaterial.objects.exists()


def test_own_data_has_the_members_classes_and_erasing_frees_the_place(client, trainer):
    live_class = a_class(trainer, places=1)
    lan, minh = LanFactory(), MinhFactory()
    for user in (lan, minh):
        sign_up(actor=Actor.of(user), live_class=live_class)
    client.force_login(lan)
    client.post(url("class_feed_set"), {"do": "make"})
    assert [(row["class"], row["state"]) for row in classes_of(lan)] == [("Chụp ảnh mận", "có chỗ")]
    erase_classes(lan)
    assert dict(live_class.sign_ups.values_list("user__full_name", "state")) == {
        lan.full_name: "off",
        minh.full_name: "going",
    }
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(48, "Piêu nhắc chị trước một ngày và trước hai giờ."), (5, "Piêu nhắc chị trước hai giờ."), (1, "")],
)
def test_only_those_reminders_are_promised_that_are_still_to_come(client, hours, expected):
    held = a_class(make_trainer(), starts_at=timezone.now() + timedelta(hours=hours))
    lan = LanFactory()
    sign_up(actor=Actor.of(lan), live_class=held)
    client.force_login(lan)
    page = without_layout(client.get(reverse("courses:class", args=[held.pk])).text)
    assert "Chị có chỗ ở lớp này." in page
    assert re.findall(r"Piêu nhắc chị trước (?:một|hai)[^<]*", page) == ([expected] if expected else [])
