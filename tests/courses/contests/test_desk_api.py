"""A contest organised by a program, from its first text to the published list, by the rules of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.contests.closing import close_round
from courses.models import Contest, ContestRound
from courses.question_banks.excel import write_excel
from tests.api import client_of, everything, problems, send_twice
from tests.factories.contests import after, committed_round, question, take
from tests.factories.members import HoaFactory, LanFactory, OfficerFactory, chapter

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
CONTESTS, ROUNDS = "/api/v1/organised-contests/", "/api/v1/organised-rounds/"


@pytest.fixture
def organiser():
    return OfficerFactory()


def terms(**more):
    opens_at = timezone.now() + timedelta(days=1)
    return {
        "opens_at": opens_at.isoformat(),
        "closes_at": (opens_at + timedelta(days=7)).isoformat(),
        "ranking": ["right", "early"],
        "prizes": [{"from": 1, "to": 1, "name": "Giải nhất", "amount": 500_000}],
    } | more


@pytest.mark.slow
def test_a_contest_is_organised_from_its_first_word_to_the_list(organiser):
    program, branch = client_of(organiser), organiser.role_grants.get().branch
    begun = send_twice(program, "post", CONTESTS, {"title": "Luật mới", "branch": branch.pk}, status=201)
    assert client_of().get("/api/v1/contests/").json()["results"] == []
    path = f"{CONTESTS}{begun['slug']}/"
    changed = program.put(path, {"title": "Tìm hiểu luật mới", "who": "anyone"})
    assert (changed.status_code, changed.json()["title"]) == (200, "Tìm hiểu luật mới")
    send_twice(program, "post", f"{path}announce/")
    made = send_twice(program, "post", f"{path}rounds/", terms(), status=201)
    here = f"{ROUNDS}{made['id']}/"
    assert program.patch(here, {"entries_per": "unlimited"}).json()["entries_per"] == "unlimited"
    assert program.patch(here, {"prizes": [{"name": "Giải nhất"}]}).status_code == 400
    stored = send_twice(program, "post", f"{here}questions/", {"questions": [question(1), question(2)]})
    assert len(stored["questions"]) == 2
    assert len(send_twice(program, "post", f"{here}remove-question/", {"key": "cau2"})["questions"]) == 1
    send_twice(program, "post", f"{here}commit/")
    drafted = send_twice(program, "post", f"{here}withdraw-paper/", {"reason": "Câu 1 sai."})
    assert (drafted["commitment"], len(drafted["questions"])) == ("", 1)
    committed = send_twice(program, "post", f"{here}commit/")
    assert len(committed["commitment"]) == 64 and committed["questions"] == []
    late = program.post(f"{here}questions/", {"questions": [question(3)]})
    assert problems(late) == [("already_committed", None)]
    round_ = ContestRound.objects.select_related("contest__branch").get()
    lan, hoa = LanFactory(), HoaFactory()
    for who in (lan, hoa):
        take(who, round_, right=1, at=round_.opens_at + timedelta(hours=1))
    with after(round_):
        close_round(round_=round_)
        entry = str(round_.entries.get(user=hoa).pk)
        send_twice(program, "post", f"{here}leave-out/", {"entry": entry, "reason": "Hai tài khoản."})
        assert send_twice(program, "post", f"{here}publish/")["published_at"]
    assert [row.user for row in round_.results.all()] == [lan]


AIKEN = "Mận chín tháng mấy?\nA. Tháng 5\nB. Tháng 11\nANSWER: A\n"
FILES = {
    "gift": "Mận chín tháng mấy? {=Tháng 5 ~Tháng 11}".encode(),
    "aiken": AIKEN.encode(),
    "excel": write_excel(
        [
            {
                "key": "x", "kind": "one_choice", "text": "Mận chín tháng mấy?",
                "choices": [{"text": "Tháng 5", "fraction": 100}, {"text": "Tháng 11", "fraction": 0}],
            }
        ]
    ),
}  # fmt: skip


@pytest.fixture
def draft(organiser):
    program = client_of(organiser)
    begun = program.post(CONTESTS, {"title": "Luật", "branch": organiser.role_grants.get().branch_id}).json()
    return program.post(f"{CONTESTS}{begun['slug']}/rounds/", terms()).json()["id"]


def send(program, round_id: int, data: bytes):
    file = SimpleUploadedFile("de.txt", data)
    return program.post(f"{ROUNDS}{round_id}/import/", {"file": file}, format="multipart")


@pytest.mark.parametrize("kind", sorted(FILES))
def test_questions_come_from_a_file_by_program_and_by_page(client, organiser, draft, kind):
    [taken] = send(client_of(organiser), draft, FILES[kind]).json()["questions"]
    assert [choice["text"] for choice in taken["choices"]] == ["Tháng 5", "Tháng 11"]
    ContestRound.objects.update(questions=[])
    round_ = ContestRound.objects.get()
    client.force_login(organiser)
    page = reverse("courses:contest_questions_import", args=[round_.contest.slug, round_.number])
    assert client.post(page, {"file": SimpleUploadedFile("de", FILES[kind])}).status_code == 302
    round_.refresh_from_db()
    assert [question["text"] for question in round_.questions] == ["Mận chín tháng mấy?"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"A {T}\n\nB {=x\n\nC {T}", [("import_refused", "file.3")]),
        (b"Ke ve vuon nha chi. {}", [("kind", "kind")]),
        (b"x" * (2 * 1024 * 1024 + 1), [("file_too_large", "file")]),
    ],
    ids=["broken line", "wrong kind", "too large"],
)
def test_a_faulty_file_is_refused_and_no_question_is_stored(organiser, draft, data, expected):
    before = everything([ContestRound])
    answer = send(client_of(organiser), draft, data)
    assert (answer.status_code, problems(answer)) == (400, expected)
    assert send(client_of(LanFactory()), draft, FILES["gift"]).status_code == 404
    assert everything([ContestRound]) == before


def test_strangers_organise_nothing_and_nothing_changes(organiser):
    round_ = committed_round(organiser)
    branch = organiser.role_grants.get().branch
    before = everything([Contest, ContestRound])
    for who in (LanFactory(), OfficerFactory(branch=chapter())):
        program = client_of(who)
        assert program.get(CONTESTS).json()["results"] == []
        assert program.post(CONTESTS, {"title": "x", "branch": branch.pk}).status_code == 400
        assert program.post(f"{CONTESTS}{round_.contest.slug}/announce/").status_code == 404
        for act in ("commit", "publish"):
            assert program.post(f"{ROUNDS}{round_.pk}/{act}/").status_code == 404
    assert client_of().get(ROUNDS).status_code == 401
    assert everything([Contest, ContestRound]) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closes_at": "2020-01-01T00:00:00Z"}, "closes_at"),
        ({"opens_at": "0120-02-04T17:54:16Z"}, "opens_at"),
        ({"ranking": ["right", "right"]}, "ranking"),
        ({"ranking": ["prediction"], "counts": "first"}, "prediction"),
        ({"prizes": [{"from": 3, "to": 1, "name": "x", "amount": 0}]}, "prizes"),
        ({"entries_allowed": 0}, "entries_allowed"),
    ],
)
def test_terms_that_make_no_sense_are_refused_at_their_field(organiser, change, field):
    program, branch = client_of(organiser), organiser.role_grants.get().branch
    slug = program.post(CONTESTS, {"title": "Luật mới", "branch": branch.pk}).json()["slug"]
    refused = program.post(f"{CONTESTS}{slug}/rounds/", terms(**change))
    assert refused.status_code in (400, 409)
    assert {attr for _code, attr in problems(refused)} == {field}
    assert not ContestRound.objects.exists()
