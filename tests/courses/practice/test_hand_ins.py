from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from backend.ledger import acts
from backend.ledger.models import Entry
from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.learning.actions.learning import start_course
from courses.media.media_files import file_url
from courses.models import Asset, HandIn, Step, TaskState
from courses.practice.actions.hand_ins import (
    HandInError,
    Work,
    accept_hand_in,
    hand_in_work,
    prepare_photo,
    return_hand_in,
    take_back_acceptance,
    withdraw_hand_in,
)
from courses.practice.enums import HandInState
from members.acting import Actor
from members.models import Milestone, Notice, RoleGrant
from members.own_data import erasing, exporting
from members.roles.enums import Role
from members.rules import NotAllowed
from products.products.enums import ProductState
from tests.factories.courses import make_course, make_trainer
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory
from tests.factories.products import ProducerFactory, ProductFactory, picture

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PAGE = "/hoc/viec-that/ban-hang/hai/c/"
WEEK = timedelta(days=7)


@pytest.fixture
def trainer():
    return make_trainer()


def course_with(kind, trainer, count=1):
    course = make_course(author=trainer)
    Step.objects.filter(lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": kind, "count": count}
    )
    return freeze_course(course=course).course


def begun(user, kind, trainer, count=1):
    return start_course(actor=Actor.of(user), course=course_with(kind, trainer, count))


def give(enrolment, by=None, **work):
    work = work or {"link": "https://facebook.com/hang-cua-lan"}
    actor = Actor(by=by or enrolment.user, member=enrolment.user)
    return hand_in_work(actor=actor, enrolment=enrolment, lesson_key="hai", step_key="c", work=Work(**work))


def live_times(minutes=20, ago=60):
    start = timezone.now() - timedelta(minutes=ago)
    return {
        "link": "https://fb.watch/abc",
        "started_at": start,
        "ended_at": start + timedelta(minutes=minutes),
    }


# --- Handing in -----------------------------------------------------------------------------------------------------------


def test_a_submission_waits_and_notifies_the_trainer(trainer):
    enrolment = begun(LanFactory(), "fanpage_confirmed", trainer)
    hand_in = give(enrolment)
    assert (hand_in.state, hand_in.by, hand_in.kind) == ("waiting", enrolment.user, "fanpage_confirmed")
    assert Notice.objects.get(kind="courses.handed_in").user == trainer
    assert TaskState.objects.get().done_at is None
    assert not Milestone.objects.exists()
    entry = Entry.objects.get(kind="hand_in.given")
    assert "facebook" not in entry.body


def test_one_waits_at_a_time(trainer):
    enrolment = begun(LanFactory(), "fanpage_confirmed", trainer)
    give(enrolment)
    with pytest.raises(HandInError) as error:
        give(enrolment)
    assert error.value.code == "hand_in_waiting"
    assert HandIn.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "work", "field"),
    [
        ("fanpage_confirmed", {"link": ""}, "link"),
        ("fanpage_confirmed", {"link": "javascript:alert(1)"}, "link"),
        ("fanpage_confirmed", {"link": "https://[bad"}, "link"),
        ("handed_in", {"text": "Em làm rồi"}, "photos"),
        ("handed_in", {"link": "https://a.vn", "text": "x" * 1001}, "text"),
        ("livestream_held", {**live_times(), "link": ""}, "link"),
        ("livestream_held", live_times(minutes=14), "ended"),
        ("livestream_held", live_times(minutes=120, ago=10), "ended"),
        ("livestream_held", live_times(minutes=13 * 60, ago=14 * 60), "ended"),
        ("livestream_held", {**live_times(), "started_at": None}, "started"),
        ("livestream_held", {**live_times(), "ended_at": None}, "ended"),
    ],
)
def test_an_incomplete_submission_is_refused_at_its_field(trainer, kind, work, field):
    enrolment = begun(LanFactory(), kind, trainer)
    with pytest.raises(HandInError) as error:
        give(enrolment, **work)
    assert error.value.field == field
    assert not HandIn.objects.exists()
    assert not Notice.objects.exists()


def test_fifteen_minutes_are_enough_for_a_livestream(trainer):
    assert give(begun(LanFactory(), "livestream_held", trainer), **live_times(minutes=15)).minutes == 15


@pytest.mark.slow
def test_a_photo_is_re_encoded_small_and_without_its_place(trainer):
    big = io.BytesIO()
    image = Image.new("RGB", (3000, 1500), "green")
    exif = Image.Exif()
    exif[0x010F] = "MayAnhCuaLan"
    image.save(big, "JPEG", exif=exif)
    prepared = prepare_photo(big.getvalue())
    assert (prepared.width, prepared.height) == (1280, 640)
    assert b"MayAnhCuaLan" not in prepared.webp
    hand_in = give(begun(LanFactory(), "handed_in", trainer), photos=(prepared, prepared))
    assert [asset.variants[0]["content_type"] for asset in hand_in.photos.all()] == ["image/webp"] * 2


def test_more_than_five_photos_are_refused(trainer):
    enrolment = begun(LanFactory(), "handed_in", trainer)
    photo = prepare_photo(picture())
    with pytest.raises(HandInError):
        give(enrolment, photos=(photo,) * 6)
    assert not Asset.objects.exists()


def test_nobody_hands_in_for_somebody_else(trainer):
    enrolment = begun(LanFactory(), "handed_in", trainer)
    hoa = HoaFactory()
    with pytest.raises(NotAllowed):
        hand_in_work(
            actor=Actor.of(hoa),
            enrolment=enrolment,
            lesson_key="hai",
            step_key="c",
            work=Work(link="https://a.vn"),
        )
    assert not HandIn.objects.exists()


@pytest.mark.parametrize("kind", ["product_listed", "first_order"])
def test_task_with_a_computed_outcome_accepts_no_hand_in(trainer, kind):
    enrolment = begun(LanFactory(), kind, trainer)
    with pytest.raises(HandInError):
        give(enrolment)
    assert not HandIn.objects.exists()


def test_hand_in_on_behalf_stores_officer_and_member(trainer):
    lan = LanFactory()
    officer = OfficerFactory(branch=lan.memberships.get().branch.parent)
    hand_in = give(begun(lan, "fanpage_confirmed", trainer), by=officer)
    entry = Entry.objects.get(kind="hand_in.given")
    assert (hand_in.by, hand_in.enrolment.user, entry.by, entry.on_behalf_of) == (
        officer,
        lan,
        officer.ref,
        lan.ref,
    )


def test_member_withdraws_a_waiting_submission_and_submits_again(trainer):
    enrolment = begun(LanFactory(), "fanpage_confirmed", trainer)
    first = give(enrolment)
    actor = Actor.of(enrolment.user)
    withdraw_hand_in(actor=actor, hand_in=first)
    withdraw_hand_in(actor=actor, hand_in=first)
    give(enrolment)
    assert sorted(HandIn.objects.values_list("state", flat=True)) == ["waiting", "withdrawn"]
    assert Entry.objects.filter(kind="hand_in.withdrawn").count() == 1
    with pytest.raises(HandInError):
        accept_hand_in(actor=Actor.of(trainer), hand_in=first)


# --- The trainer's answer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "milestone", "prefix"),
    [
        ("fanpage_confirmed", "fanpage_opened", "fanpage:"),
        ("livestream_held", "livestream_held", "livestream:"),
        ("handed_in", "work_handed_in", "task:ban-hang/hai/c:"),
    ],
)
def test_an_accepted_work_is_a_result_that_closes_the_task(trainer, kind, milestone, prefix):
    enrolment = begun(LanFactory(), kind, trainer)
    work = live_times() if kind == "livestream_held" else {"link": "https://a.vn"}
    hand_in = give(enrolment, **work)
    for _again in range(2):
        accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in, words="Tốt lắm chị")
    row = Milestone.objects.get(kind=milestone)
    assert (row.user, row.subject) == (enrolment.user, f"{prefix}{hand_in.pk}")
    assert TaskState.objects.get().subjects == [row.subject]
    assert Entry.objects.filter(kind="hand_in.accepted").count() == 1
    assert Notice.objects.filter(kind="courses.reviewed", user=enrolment.user).count() == 1
    with pytest.raises(HandInError) as error:
        give(enrolment, **work)
    assert error.value.code == "task_done"


def test_returned_hand_in_needs_a_reason_and_allows_another(trainer):
    enrolment = begun(LanFactory(), "handed_in", trainer)
    hand_in = give(enrolment)
    with pytest.raises(HandInError):
        return_hand_in(actor=Actor.of(trainer), hand_in=hand_in, words=" ")
    hand_in.refresh_from_db()
    assert hand_in.state == HandInState.WAITING
    return_hand_in(actor=Actor.of(trainer), hand_in=hand_in, words="Ảnh tối, chị chụp ngoài sáng.")
    assert "ngoài sáng" in Notice.objects.get(kind="courses.reviewed").body
    assert not Milestone.objects.exists()
    give(enrolment)


def test_an_acceptance_taken_back_within_seven_days_opens_the_task_and_later_it_cannot_be(trainer):
    enrolment = begun(LanFactory(), "handed_in", trainer)
    actor = Actor.of(trainer)
    hand_in = accept_hand_in(actor=actor, hand_in=give(enrolment))
    with time_machine.travel(timezone.now() + WEEK - timedelta(hours=1)):
        take_back_acceptance(actor=actor, hand_in=hand_in, words="Nhầm bài của chị khác.")
        assert TaskState.objects.get().done_at is None
        assert HandIn.objects.get().state == HandInState.RETURNED
        again = accept_hand_in(actor=actor, hand_in=give(enrolment))
    with (
        time_machine.travel(timezone.now() + 2 * WEEK),
        pytest.raises(HandInError),
    ):
        take_back_acceptance(actor=actor, hand_in=again, words="Muộn.")
    assert TaskState.objects.get().done_at is not None


@pytest.mark.parametrize("act", ["accept", "return", "take_back"])
def test_only_another_trainer_of_the_course_decides_about_a_hand_in(trainer, act):
    enrolment = begun(LanFactory(), "handed_in", trainer)
    hand_in = give(enrolment)
    if act == "take_back":
        accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in)
    own = HandIn.objects.get()
    do = {
        "accept": lambda actor: accept_hand_in(actor=actor, hand_in=own),
        "return": lambda actor: return_hand_in(actor=actor, hand_in=own, words="Làm lại"),
        "take_back": lambda actor: take_back_acceptance(actor=actor, hand_in=own, words="Làm lại"),
    }[act]
    before = own.state
    for actor in (
        Actor.of(enrolment.user),
        Actor.of(MinhFactory()),
        Actor.of(make_trainer()),
        Actor(by=enrolment.user, member=trainer),
    ):
        with pytest.raises(NotAllowed):
            do(actor)
    assert HandIn.objects.get().state == before


def test_an_officer_who_typed_it_leaves_the_acceptance_to_another_trainer(trainer):
    lan = LanFactory()
    officer = OfficerFactory(branch=lan.memberships.get().branch.parent)
    RoleGrant.objects.create(user=officer, role=Role.TRAINER, branch=officer.role_grants.get().branch)
    enrolment = begun(lan, "handed_in", trainer)
    enrolment.version.course.authors.add(officer)
    hand_in = give(enrolment, by=officer)
    with pytest.raises(HandInError) as error:
        accept_hand_in(actor=Actor.of(officer), hand_in=hand_in)
    assert error.value.code == "typed_it_herself"
    assert HandIn.objects.get().state == HandInState.WAITING
    assert not Milestone.objects.exists()
    accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in)
    assert HandIn.objects.get().reviewed_by == trainer


def test_officer_who_typed_a_hand_in_has_no_accept_button(trainer, client):
    lan = LanFactory()
    officer = OfficerFactory(branch=lan.memberships.get().branch.parent)
    RoleGrant.objects.create(user=officer, role=Role.TRAINER, branch=officer.role_grants.get().branch)
    enrolment = begun(lan, "handed_in", trainer)
    course = enrolment.version.course
    course.authors.add(officer)
    url = reverse("courses:review", args=[give(enrolment, by=officer).pk])
    client.force_login(officer)
    page = client.get(url)
    assert 'value="accept"' not in page.text and 'value="return"' in page.text
    assert page.context["others"] == [trainer] and f"<li>{trainer}</li>" in page.text
    course.authors.remove(trainer)
    assert "Khoá này chưa có giảng viên nào khác." in client.get(url).text
    course.authors.add(trainer)
    client.force_login(trainer)
    page = client.get(url)
    assert 'value="accept"' in page.text and "nộp hộ bài này" not in page.text


def test_trainer_cannot_accept_an_own_hand_in(trainer):
    hand_in = give(begun(trainer, "handed_in", trainer))
    with pytest.raises(NotAllowed):
        accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in)
    assert list(HandIn.objects.waiting_for(trainer)) == []


def test_a_livestream_counts_in_every_course_that_asks_for_one(trainer):
    enrolment = begun(LanFactory(), "livestream_held", trainer, count=2)
    actor = Actor.of(trainer)
    accept_hand_in(actor=actor, hand_in=give(enrolment, **live_times()))
    assert TaskState.objects.get().done_at is None
    accept_hand_in(actor=actor, hand_in=give(enrolment, **live_times(ago=200)))
    assert len(TaskState.objects.get().subjects) == 2


# --- The member's pages --------------------------------------------------------------------------------------------------


def photo_file(name="anh.jpg"):
    return SimpleUploadedFile(name, picture(), "image/jpeg")


@pytest.mark.slow
def test_photos_are_handed_in_once_when_the_form_is_sent_again(trainer, client):
    lan = LanFactory()
    course_with("handed_in", trainer)
    client.force_login(lan)
    assert client.get(PAGE).status_code == 200
    key = str(uuid4())
    for _again in range(3):
        answer = client.post(
            PAGE, {"photos": [photo_file(), photo_file("b.jpg")], "text": "Em chụp", "idempotency_key": key}
        )
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
    hand_in = HandIn.objects.get()
    assert (hand_in.text, hand_in.photos.count(), hand_in.enrolment.user) == ("Em chụp", 2, lan)
    assert "Đang chờ giảng viên xem" in client.get(PAGE).content.decode()
    client.post(f"/hoc/bai-nop/{hand_in.pk}/rut/", {"idempotency_key": str(uuid4())})
    assert HandIn.objects.get().state == HandInState.WITHDRAWN


def test_a_livestream_over_midnight_is_read_from_the_page(trainer, client):
    lan = LanFactory()
    course_with("livestream_held", trainer)
    client.force_login(lan)
    day = timezone.localdate() - timedelta(days=3)
    fields = {"link": "fb.watch/abc", "day": day.isoformat(), "started": "23:50", "ended": "00:20"}
    assert client.post(PAGE, fields).status_code == 303
    hand_in = HandIn.objects.get()
    assert (hand_in.minutes, hand_in.link) == (30, "https://fb.watch/abc")


def test_a_file_that_is_no_photo_is_refused_at_its_field(trainer, client):
    course_with("handed_in", trainer)
    client.force_login(LanFactory())
    svg = SimpleUploadedFile("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    answer = client.post(PAGE, {"photos": [svg], "text": "Giữ lời em"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "Giữ lời em" in html
    assert "field--error" in html
    answer = client.post(PAGE, {"photos": [svg]}, headers={"Accept": "application/json"})
    assert list(answer.json()["errors"]) == ["photos"]
    assert not HandIn.objects.exists()
    assert not Asset.objects.exists()


def test_the_outbox_gets_the_address_of_the_next_page(trainer, client):
    course_with("fanpage_confirmed", trainer)
    client.force_login(LanFactory())
    answer = client.post(PAGE, {"link": "https://facebook.com/lan"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["next"]) == (200, PAGE)
    answer = client.post(PAGE, {"link": "https://facebook.com/x"}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert HandIn.objects.count() == 1


def test_the_trainer_sees_photos_and_nobody_else_does(trainer, client):
    lan, hoa = LanFactory(), HoaFactory()
    hand_in = give(begun(lan, "handed_in", trainer), photos=(prepare_photo(picture()),))
    client.force_login(lan)
    asset = hand_in.photos.get()
    url = file_url(asset.pk, asset.variants[0])
    for who, status in ((lan, 200), (trainer, 200), (hoa, 404), (make_trainer(), 404)):
        client.force_login(who)
        answer = client.get(url)
        assert answer.status_code == status
        if status == 200:
            assert b"".join(answer.streaming_content if answer.streaming else [answer.content])


# --- The trainer's pages ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_trainer_accepts_from_the_page_and_takes_it_back(trainer, client):
    enrolment = begun(LanFactory(), "fanpage_confirmed", trainer)
    hand_in = give(enrolment)
    client.force_login(trainer)
    assert "chờ vài giây" in client.get("/hoc/bai-nop/").content.decode()
    assert "1 bài nộp chờ chị xem" in client.get("/").content.decode()
    page = f"/hoc/bai-nop/{hand_in.pk}/"
    assert "https://facebook.com/hang-cua-lan" in client.get(page).content.decode()
    answer = client.post(page, {"act": "return", "words": ""})
    assert (answer.status_code, HandIn.objects.get().state) == (400, "waiting")
    assert client.post(page, {"act": "accept"})["Location"] == "/hoc/bai-nop/"
    assert HandIn.objects.get().state == "accepted"
    assert "Nhận nhầm" in client.get(page).content.decode()
    client.post(page, {"act": "take_back", "words": "Nhầm người"})
    assert HandIn.objects.get().state == "returned"
    assert "Nhầm người" in lesson_of(client, enrolment.user)


def lesson_of(client, user):
    client.force_login(user)
    return client.get("/hoc/ban-hang/hai/").content.decode()


@pytest.mark.slow
def test_review_page_is_hidden_from_the_learner_and_strangers(trainer, client):
    enrolment = begun(LanFactory(), "fanpage_confirmed", trainer)
    page = f"/hoc/bai-nop/{give(enrolment).pk}/"
    for who in (enrolment.user, HoaFactory(), make_trainer()):
        client.force_login(who)
        assert client.get(page).status_code == 404
        assert client.post(page, {"act": "accept"}).status_code == 404
    client.force_login(enrolment.user)
    assert client.get("/hoc/bai-nop/").status_code == 404
    assert HandIn.objects.get().state == "waiting"


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_same_few_questions_however_long_it_is(
    trainer, client, count, django_assert_num_queries
):
    course = course_with("fanpage_confirmed", trainer)
    for user in (LanFactory(), MinhFactory(), HoaFactory())[:count]:
        give(start_course(actor=Actor.of(user), course=course))
    client.force_login(trainer)
    client.get("/hoc/bai-nop/")
    with django_assert_num_queries(9):
        client.get("/hoc/bai-nop/")


# --- The step in its lesson -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words", "link"),
    [
        ("product_listed", "lên sàn với ít nhất ba ảnh", reverse("products:new")),
        ("labels_printed", "lấy tờ tem đi in", reverse("traceability:runs")),
        ("harvest_recorded", "ghi một lần thu hoạch", reverse("traceability:record")),
        ("scanned_by_devices", "ba máy khác nhau", ""),
        ("first_order", "người mua tự đặt hàng trên trang", reverse("orders:sales")),
        ("livestream_held", "ít nhất 15 phút", PAGE),
        ("fanpage_confirmed", "đường dẫn trang bán hàng", PAGE),
        ("handed_in", "nộp ảnh hoặc đường dẫn", PAGE),
    ],
)
def test_step_names_the_outcome_that_closes_it_with_a_link(trainer, client, kind, words, link):
    course_with(kind, trainer)
    html = lesson_of(client, LanFactory())
    assert words in html
    assert link in html


@pytest.mark.parametrize(
    ("state", "photos", "expected", "button"),
    [
        (ProductState.LISTED, 2, "“Mận hậu” có 2/3 ảnh", "products:photos"),
        (ProductState.DRAFT, 4, "“Mận hậu” có 3/3 ảnh, chưa lên sàn", "products:manage"),
    ],
)
def test_a_step_counts_the_photos_and_leads_to_the_product(trainer, client, state, photos, expected, button):
    lan = LanFactory()
    course_with("product_listed", trainer)
    product = ProductFactory(
        producer=ProducerFactory(owner=lan), name="Mận hậu", state=state, slug="man-hau", photos=photos
    )
    ProductFactory(producer=product.producer, state=ProductState.RETIRED, photos=3)
    ProductFactory(photos=3)
    html = lesson_of(client, lan)
    assert expected in html
    assert f'href="{reverse(button, args=[product.pk])}"' in html


def test_a_done_step_names_its_day_and_result(trainer, client):
    enrolment = begun(LanFactory(), "livestream_held", trainer)
    hand_in = give(enrolment, **live_times(minutes=25))
    accept_hand_in(actor=Actor.of(trainer), hand_in=hand_in)
    html = lesson_of(client, enrolment.user)
    day = timezone.localdate()
    assert f"Xong ngày {day:%d/%m/%Y}" in html
    assert "25 phút" in html


def test_a_visitor_is_led_to_log_in(trainer, client):
    course_with("handed_in", trainer)
    assert "Đăng nhập để làm" in client.get("/hoc/ban-hang/hai/").content.decode()


# --- The member's own data ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_hand_ins_are_exported_and_emptied_on_erasure(trainer, django_capture_on_commit_callbacks):
    lan = LanFactory()
    photo = prepare_photo(picture())
    hand_in = give(begun(lan, "handed_in", trainer), photos=(photo,), text="Chuyện nhà em")
    section = next(one for one in exporting.sections() if one.key == "hand_ins")
    assert section.collect(lan)[0]["text"] == "Chuyện nhà em"
    name = hand_in.photos.get().variants[0]["name"]
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            erasing.erase_everywhere(lan)
    row = HandIn.objects.get()
    assert (row.text, row.photos.count(), Asset.objects.count()) == ("", 0, 0)
    assert not default_storage.exists(name)


def test_every_kind_of_entry_has_words():
    for kind in ("given", "withdrawn", "accepted", "returned", "taken_back"):
        assert acts.has_words(f"hand_in.{kind}")


def test_trainers_home_links_to_own_courses_when_no_learner_waits(client, trainer):
    way = f'href="{reverse("courses:author_home")}"'
    client.force_login(trainer)
    page = client.get(reverse("home")).text
    assert way in page and "Người học chờ chị" not in page
    client.force_login(LanFactory())
    assert way not in client.get(reverse("home")).text
