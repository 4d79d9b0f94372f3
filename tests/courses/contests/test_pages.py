"""Pages of contests: one question per screen without JavaScript, the published list, and the organiser's desk."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from courses.contests.actions.contests import create_contest
from courses.contests.actions.results import publish_round
from courses.contests.closing import close_round
from courses.contests.people import masked_phone
from courses.models import Contest, ContestEntry, ContestRound, Disqualification
from members.acting import Actor
from members.assist.actions import start_assist
from members.consent.actions import give_consent
from members.models import Branch, User
from tests.factories.contests import a_contest, after, answers, committed_round, draft_round, during, take
from tests.factories.members import HoaFactory, LanFactory, MinhFactory, OfficerFactory, branch_of, commune

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return OfficerFactory()


@pytest.fixture
def lan() -> User:
    return LanFactory()


def url(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def of(round_: ContestRound) -> tuple[str, int]:
    return round_.contest.slug, round_.number


def published(organiser: User, round_: ContestRound) -> ContestRound:
    with after(round_):
        return publish_round(actor=Actor.of(organiser), round_=close_round(round_=round_))


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_contest_is_taken_a_question_a_screen_on_two_phones(client, organiser, lan):
    round_ = committed_round(
        organiser, prediction="participants", ranking=["right", "prediction"], time_limit_seconds=1200
    )
    client.force_login(lan)
    with during(round_):
        begun = client.post(url("contest_start", *of(round_)), {"idempotency_key": "k" * 20})
        again = client.post(url("contest_start", *of(round_)), {"idempotency_key": "k" * 20})
        entry = ContestEntry.objects.get()
        page = url("contest_entry", entry.pk)
        assert begun.url == again.url == page
        first = words(client.get(page))
        assert "1/4" in first and "0:20:00" in first
        right = answers(entry, 3)
        keys = list(right)
        assert client.post(f"{page}?cau=1", {"choice": right[keys[0]]["choice"]}).url == f"{page}?cau=2"
        # Another phone goes on where this one stopped.
        client.logout()
        client.force_login(lan)
        assert "2/4" in words(client.get(page))
        client.post(f"{page}?cau=2", {"choice": right[keys[1]]["choice"]})
        client.post(f"{page}?cau=3", {"choice": right[keys[2]]["choice"]})
        assert client.post(f"{page}?cau=4", {"prediction": "1.250"}).url == url("contest_hand_in", entry.pk)
        assert "Chị đã trả lời đủ" in words(client.get(url("contest_hand_in", entry.pk)))
        assert client.post(url("contest_hand_in", entry.pk)).url == page
        assert "Đã nộp bài" in words(client.get(page))
    entry.refresh_from_db()
    assert (entry.answers, entry.prediction) == (right, 1250)
    assert entry.submitted_at == round_.opens_at + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("screen", "body", "expected"),
    [
        (1, {}, "Chị chọn một câu trả lời"),
        (1, {"choice": "z"}, "Câu trả lời này không có trong câu hỏi"),
        (4, {"prediction": "nhiều"}, "Chị ghi một số"),
    ],
)
def test_bad_answer_is_refused_on_its_screen_and_not_stored(client, organiser, lan, screen, body, expected):
    round_ = committed_round(organiser, prediction="participants")
    client.force_login(lan)
    with during(round_):
        page = client.post(url("contest_start", *of(round_))).url
        response = client.post(f"{page}?cau={screen}", body)
    assert response.status_code == 400 and expected in words(response)
    stored = ContestEntry.objects.get()
    assert (stored.answers, stored.prediction) == ({}, None)


def test_late_answer_is_refused_with_the_times(client, organiser, lan):
    round_ = committed_round(organiser, time_limit_seconds=600)
    client.force_login(lan)
    with during(round_):
        page = client.post(url("contest_start", *of(round_))).url
    with during(round_, timedelta(minutes=30)):
        response = client.post(f"{page}?cau=1", {"choice": "b"}, follow=True)
        assert "Hết giờ làm bài lúc" in words(response) and "Đã hết giờ làm bài" in words(response)
        client.post(url("contest_hand_in", ContestEntry.objects.get().pk))
    assert (ContestEntry.objects.get().answers, ContestEntry.objects.get().submitted_at) == ({}, None)


@pytest.mark.slow
def test_contest_entry_is_hidden_from_strangers_and_helping_officers(client, organiser, lan):
    round_ = committed_round(organiser)
    with during(round_):
        client.force_login(lan)
        page = client.post(url("contest_start", *of(round_))).url
        for who in (HoaFactory(), MinhFactory(), organiser):
            client.force_login(who)
            assert client.get(page).status_code == 404
            assert client.post(f"{page}?cau=1", {"choice": "b"}).status_code == 404
        client.force_login(organiser)
        session = client.session
        session["assist_session"] = start_assist(officer=organiser, member=lan).pk
        session.save()
        assert client.get(page).status_code == 403
        assert client.post(f"{page}?cau=1", {"choice": "b"}).status_code == 403
        assert client.post(url("contest_start", *of(round_))).status_code == 403
        text = words(client.get(url("contest_round", *of(round_))))
    assert "phải do chính người dự thi làm" in text and "Vào thi" not in text
    assert ContestEntry.objects.get().answers == {}


@pytest.mark.slow
@pytest.mark.databases
def test_nobody_reads_how_many_take_part_before_the_round_closed(client, organiser, lan):
    round_ = committed_round(organiser)
    with during(round_, timedelta(minutes=5)):
        take(lan, round_, right=3)
        for who in (None, lan, organiser):
            if who:
                client.force_login(who)
            for page in (url("contest", round_.contest.slug), url("contest_round", *of(round_))):
                assert "Người dự thi" not in words(client.get(page))
            assert client.get(url("contest_results", *of(round_))).status_code == 404
            assert client.get(url("contest_paper", *of(round_))).status_code == 404
            assert client.get(url("contest_list", *of(round_))).status_code == 404
        assert "Người dự thi" not in words(client.get(url("contest_round_manage", *of(round_))))
        assert client.get(url("contest_export", *of(round_), "csv")).status_code == 404


def test_anybody_checks_paper_and_list_against_their_hashes(client, organiser, lan):
    round_ = committed_round(organiser)
    with during(round_):
        assert round_.commitment in words(client.get(url("contest_round", *of(round_))))
    take(lan, round_, right=3, at=round_.opens_at + timedelta(hours=1))
    done = published(organiser, round_)
    paper = client.get(url("contest_paper", *of(round_)))
    assert hashlib.sha256(paper.content).hexdigest() == round_.commitment
    listed = client.get(url("contest_list", *of(round_)))
    assert hashlib.sha256(listed.content).hexdigest() == done.list_sha256
    page = words(client.get(url("contest_results", *of(round_))))
    assert done.list_sha256 in page and round_.commitment in page


def test_published_list_shows_names_by_consent_only_and_never_a_number(client, organiser, lan):
    round_ = committed_round(organiser)
    minh = MinhFactory()
    give_consent(actor=Actor.of(minh), purpose="contest_name")
    for minutes, who in ((1, lan), (2, minh)):
        take(who, round_, right=3, at=round_.opens_at + timedelta(minutes=minutes))
    published(organiser, round_)
    page = words(client.get(url("contest_results", *of(round_))))
    assert "L. T. L. · 091****671" in page and "Hà Thị Minh · 091****672" in page
    assert "Lò Thị Lan" not in page and "0912345671" not in page.replace(" ", "")
    assert str(branch_of(lan)) in page and "dưới 5 người" in page
    assert masked_phone(None) == "****"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_at_one_and_three_rows(client, organiser, lan, count, django_assert_num_queries):
    contest = a_contest(organiser)
    rounds = [committed_round(organiser, contest=contest) for _n in range(count)]
    people = [lan, MinhFactory(), LanFactory(phone="+84912345699", card_number="10000024")][:count]
    for who in people:
        for round_ in rounds:
            take(who, round_, right=3, at=round_.opens_at + timedelta(minutes=1))
    published(organiser, rounds[0])
    for n in range(count - 1):
        a_contest(organiser, title=f"Cuộc thi {n}")
    with django_assert_num_queries(2):
        client.get(url("contests"))
    with django_assert_num_queries(3):
        client.get(url("contest", contest.slug))
    with django_assert_num_queries(8):
        client.get(url("contest_results", *of(rounds[0])))
    client.force_login(lan)
    with django_assert_num_queries(7):
        client.get(url("contest_mine"))


# --- The organiser's desk ---------------------------------------------------------------------------------------


@pytest.mark.databases
def test_organiser_writes_a_contest_from_nothing_to_its_paper(client, organiser):
    client.force_login(organiser)
    branch = Branch.objects.run_by(organiser).first()
    client.post(
        url("contest_new"),
        {"title": "Luật mới", "rules": "Vui là chính", "branch": branch.pk, "who": "members"},
    )
    contest = Contest.objects.get()
    terms = {
        "opens_at": "2030-01-07T08:00", "closes_at": "2030-01-13T20:00", "questions_count": "0", "minutes": "20",
        "entries_per": "day", "entries_allowed": "2", "counts": "best", "prediction": "all_right", "rank1": "right",
        "rank2": "prediction", "rank3": "early", "prizes": "1 | Giải nhất | 500.000\n2-4 | Giải nhì | 300.000",
    }  # fmt: skip
    assert client.post(url("contest_new_round", contest.slug), terms).status_code == 302
    round_ = ContestRound.objects.get()
    assert (round_.time_limit_seconds, round_.ranking) == (1200, ["right", "prediction", "early"])
    assert round_.prizes[1] == {"from": 2, "to": 4, "name": "Giải nhì", "amount": 300_000}
    assert f"{round_.opens_at:%H:%M %z}" == "01:00 +0000"
    written = {"text": "Ai được thi?", "choices": "Không ai\n*Ai cũng được", "act": "again"}
    assert client.post(url("contest_question_new", *of(round_)), written).status_code == 302
    gift = SimpleUploadedFile("de.gift", "Hai cộng hai? {=Bốn ~Năm}\n\nTrời xanh. {T}".encode())
    client.post(url("contest_questions_import", *of(round_)), {"file": gift})
    round_.refresh_from_db()
    assert [question["kind"] for question in round_.questions] == ["one_choice", "one_choice", "true_false"]
    page = words(client.get(url("contest_round_manage", *of(round_))))
    assert "Ai được thi?" in page and "500.000" in page
    client.post(url("contest_commit", *of(round_)))
    client.post(url("contest_announce", contest.slug))
    round_.refresh_from_db()
    assert round_.commitment and Contest.objects.get().announced_at
    client.logout()
    assert "Vòng 1" in words(client.get(url("contest", contest.slug)))


@pytest.mark.parametrize(
    "units", [["9" * 40], ["9" * 5_000], ["x"], ["1", "-1"]], ids=["far", "long", "word", "below"]
)
def test_impossible_unit_is_refused_at_its_field(client, organiser, units):
    client.force_login(organiser)
    branch = Branch.objects.run_by(organiser).first()
    body = {"title": "Luật mới", "rules": "Vui", "branch": branch.pk, "who": "members", "units": units}
    response = client.post(url("contest_new"), body)
    assert (response.status_code, list(response.context["form"].errors)) == (400, ["units"])
    assert not Contest.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"closes_at": "2030-01-01T08:00"}, "Giờ đóng phải sau giờ mở"),
        ({"opens_at": "hôm qua"}, "Chị ghi ngày và giờ"),
        ({"rank1": "early"}, "phải xếp theo số câu đúng trước"),
        ({"prizes": "Giải nhất"}, "Dòng 1 chưa đúng"),
        ({"rank2": "prediction", "prediction": "none"}, "phải có câu dự đoán"),
    ],
)
def test_invalid_round_is_refused_at_its_field(client, organiser, change, expected):
    contest = a_contest(organiser)
    client.force_login(organiser)
    terms = {
        "opens_at": "2030-01-07T08:00", "closes_at": "2030-01-13T20:00", "questions_count": "0", "minutes": "0",
        "entries_per": "round", "entries_allowed": "1", "counts": "best", "prediction": "none", "rank1": "right",
    }  # fmt: skip
    response = client.post(url("contest_new_round", contest.slug), terms | change)
    assert response.status_code == 400 and expected in words(response)
    assert not ContestRound.objects.exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "", "choices": "a\n*b"}, "field__error"),
        ({"text": "Câu?", "choices": "a\nb"}, "thêm dấu *"),
        ({"text": "Câu?", "choices": "*a"}, "từ 2 đến 10"),
    ],
)
def test_question_that_cannot_be_asked_is_not_stored(client, organiser, body, expected):
    round_ = draft_round(organiser, questions=0)
    client.force_login(organiser)
    response = client.post(url("contest_question_new", *of(round_)), body)
    assert response.status_code == 400 and expected in words(response)
    round_.refresh_from_db()
    assert round_.questions == []


def test_question_is_changed_and_removed_while_it_is_a_draft(client, organiser):
    round_ = draft_round(organiser, questions=2)
    client.force_login(organiser)
    page = url("contest_question", *of(round_), "cau1")
    assert "*Trả lời b" in words(client.get(page))
    client.post(page, {"text": "Câu mới?", "choices": "*Một\n*Hai\nBa"})
    round_.refresh_from_db()
    assert [(each["text"], each["kind"]) for each in round_.questions] == [
        ("Câu mới?", "several_choice"), ("Câu hỏi thứ 2?", "one_choice")
    ]  # fmt: skip
    client.post(page, {"act": "remove"})
    round_.refresh_from_db()
    assert [each["key"] for each in round_.questions] == ["cau2"]


def test_broken_file_names_its_lines_and_nothing_is_taken(client, organiser):
    round_ = draft_round(organiser, questions=1)
    client.force_login(organiser)
    gift = SimpleUploadedFile("de.gift", "Câu một? {=Đúng ~Sai}\n\nCâu hỏng? {=Đúng ~Sai".encode())
    response = client.post(url("contest_questions_import", *of(round_)), {"file": gift})
    assert response.status_code == 400 and "Dòng 3" in words(response)
    essay = SimpleUploadedFile("de.gift", "Viết về quê chị. {}".encode())
    assert client.post(url("contest_questions_import", *of(round_)), {"file": essay}).status_code == 400
    round_.refresh_from_db()
    assert len(round_.questions) == 1


@pytest.mark.slow
def test_organiser_closes_leaves_out_publishes_and_exports(client, organiser, lan):
    round_ = committed_round(organiser)
    minh = MinhFactory()
    for minutes, who in ((1, lan), (2, minh)):
        take(who, round_, right=3, at=round_.opens_at + timedelta(minutes=minutes))
    client.force_login(organiser)
    with during(round_, timedelta(hours=1)):
        assert client.post(url("contest_end", *of(round_)), {"reason": ""}).status_code == 400
        client.post(url("contest_end", *of(round_)), {"reason": "Mất điện"})
        close_round(round_=round_)
        line = round_.results.get(user=lan)
        out = url("contest_disqualify", *of(round_), line.entry_id)
        assert client.post(out, {"reason": ""}).status_code == 400
        assert not Disqualification.objects.exists()
        client.post(out, {"reason": "Hai tài khoản"})
        client.post(url("contest_publish", *of(round_)))
        page = words(client.get(url("contest_results", *of(round_))))
        assert "Bị loại" in page and "091****672" in page and "091****671" not in page
        assert "Hai tài khoản" not in page
        table = client.get(url("contest_export", *of(round_), "csv")).content.decode("utf-8-sig")
        assert "Hà Thị Minh,0912 345 672" in table and table.count("\n") == 2
        book = load_workbook(io.BytesIO(client.get(url("contest_export", *of(round_), "xlsx")).content))
        assert [cell.value for cell in book.active[2]][:3] == [1, "Hà Thị Minh", "0912 345 672"]


@pytest.mark.slow
def test_strangers_have_no_desk_and_change_nothing(client, organiser, lan):
    round_ = draft_round(organiser)
    contest = round_.contest
    far = OfficerFactory(branch=commune("Xã Mường Lạn", 4246))
    for who, desk in ((lan, 403), (far, 200)):
        client.force_login(who)
        assert client.get(url("contest_desk")).status_code == desk
        for name, args in (("contest_manage", (contest.slug,)), ("contest_edit", (contest.slug,)),
                           ("contest_round_manage", of(round_)), ("contest_question", (*of(round_), "cau1"))):  # fmt: skip
            assert client.get(url(name, *args)).status_code == 404
        for name in ("contest_commit", "contest_publish", "contest_end"):
            assert client.post(url(name, *of(round_)), {"reason": "x"}).status_code == 404
        assert client.get(url("contest_round", *of(round_))).status_code == 404
    round_.refresh_from_db()
    assert (round_.commitment, len(round_.questions)) == ("", 3)


def test_draft_contest_is_seen_by_its_organisers_alone(client, organiser, lan):
    branch = Branch.objects.run_by(organiser).first()
    contest = create_contest(
        actor=Actor.of(organiser), branch=branch, title="Còn kín", rules="", who="members"
    )
    for who in (None, lan):
        if who:
            client.force_login(who)
        assert client.get(url("contest", contest.slug)).status_code == 404
        assert "Còn kín" not in words(client.get(url("contests")))
    client.force_login(organiser)
    assert client.get(url("contest", contest.slug)).status_code == 200


@pytest.mark.databases
def test_officer_desk_and_courses_lead_to_contests(client, organiser, lan):
    round_ = committed_round(organiser)
    client.force_login(organiser)
    assert url("contest_desk") in words(client.get(reverse("members:desk")))
    with during(round_):
        client.force_login(lan)
        assert round_.contest.title in words(client.get(reverse("courses:list")))
