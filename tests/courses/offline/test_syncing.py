"""Records of phones arrive once and give the same result, however the connection lost or repeated them."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from backend.common import clock
from courses.models import Answer, Asked, Attempt, DeviceRecord, Enrolment, StepDone
from courses.offline.actions.syncing import carry_out_unblocked, take_records
from courses.offline.records import Record, clock_words, happened_at, read_record
from courses.practice.enums import OutcomeKind
from members.acting import Actor
from members.models import Milestone
from members.notices.actions.milestones import record_milestone
from members.notices.enums import MilestoneKind
from tests.factories.courses import published_course, task_course
from tests.factories.members import HoaFactory, LanFactory
from tests.factories.quizzes import quiz_version

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STEP = {"course": "ban-hang", "version": 1, "lesson": "mot"}


def raw(
    number: int, kind: str, data: dict[str, Any], *, at: datetime, device: str = "may-1"
) -> dict[str, Any]:
    return {
        "id": str(UUID(int=number + 1_000_000 * int(device[-1]))),
        "device": device,
        "sequence": number,
        "kind": kind,
        "at": at.isoformat(),
        "data": data,
    }


def post(client, *records: Any, sent_at: datetime | None = None):
    headers = {"X-Device-Time": sent_at.isoformat()} if sent_at else {}
    return client.post(
        reverse("courses:sync"), {"records": list(records)}, content_type="application/json", headers=headers
    )


def answered(attempt: str, key: str, response: Any) -> dict[str, Any]:
    return {"attempt": attempt, "question": key, "response": response}


# --- One record ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db
def test_a_step_is_done_once_however_often_it_is_sent(client):
    published_course()
    lan = LanFactory()
    client.force_login(lan)
    now = timezone.now()
    record = raw(1, "step_done", {**STEP, "step": "a"}, at=now - timedelta(hours=2))
    first = post(client, record, sent_at=now).json()
    assert first["records"] == [{"id": record["id"], "state": "saved", "reason": ""}]
    assert post(client, record, record, sent_at=now).json()["records"] == first["records"] * 2
    [done] = StepDone.objects.all()
    assert (done.step_key, abs(done.done_at - (now - timedelta(hours=2))) < timedelta(seconds=20)) == (
        "a",
        True,
    )
    assert DeviceRecord.objects.count() == 1


@pytest.mark.django_db
def test_visitors_and_strangers_cannot_change_a_members_records(client):
    quiz_version()
    assert post(client, {}).status_code == 401
    attempt = str(UUID(int=7))
    begun = raw(1, "attempt_started", {**STEP, "step": "hoi", "attempt": attempt}, at=timezone.now())
    client.force_login(LanFactory())
    post(client, begun)
    client.force_login(HoaFactory())
    given = raw(1, "answer", answered(attempt, "q2", {"value": True}), at=timezone.now(), device="may-2")
    [data] = post(client, given).json()["records"]
    assert data["state"] == "refused"
    [data] = post(client, begun).json()["records"]  # the number of the member's own record
    assert data["state"] == "refused"
    assert Answer.objects.count() == 0
    assert Enrolment.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"},
        {"sequence": -1},
        {"sequence": 2**60},
        {"sequence": True},
        {"device": ""},
        {"kind": "all_done"},
        {"at": "yesterday"},
        {"at": "2026-11-24T10:00:00"},
        {"data": {"step": "a"}},
        {"data": {**STEP, "step": "a\x00"}},
        {"data": {**STEP, "step": ["a"]}},
        {"kind": "answer", "data": answered(str(UUID(int=7)), "q", {"number": float("inf")})},
    ],
)
def test_a_broken_record_is_refused_and_the_others_are_not(client, change):
    published_course()
    client.force_login(LanFactory())
    good = raw(1, "step_done", {**STEP, "step": "a"}, at=timezone.now())
    bad = {**raw(2, "step_done", {**STEP, "step": "b"}, at=timezone.now()), **change}
    data = {one["id"]: one for one in post(client, good, bad).json()["records"]}
    assert data[good["id"]]["state"] == "saved"
    assert data[bad["id"]]["reason"] == "Máy chủ không đọc được bản ghi này."
    assert list(StepDone.objects.values_list("step_key", flat=True)) == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"records": []}', "[" * 100_000, '{"records": [' + "0," * 200 + "0]}"],
    ids=["nothing", "list", "object", "none", "deep", "many"],
)
def test_invalid_batch_is_refused_whole(client, body):
    client.force_login(LanFactory())
    answer = client.post(reverse("courses:sync"), body, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Máy gửi từ 1 đến 200 bản ghi một lần.")
    assert not DeviceRecord.objects.exists()


@pytest.mark.django_db
def test_another_record_under_a_used_number_changes_nothing(client):
    published_course()
    client.force_login(LanFactory())
    now = timezone.now()
    post(client, raw(1, "step_done", {**STEP, "step": "a"}, at=now))
    other = {**raw(1, "step_done", {**STEP, "step": "b"}, at=now), "id": str(UUID(int=99))}
    [data] = post(client, other).json()["records"]
    assert data["reason"] == "Máy này đã gửi bản ghi khác với cùng số thứ tự."
    assert list(StepDone.objects.values_list("step_key", flat=True)) == ["a"]


@pytest.mark.django_db
def test_a_question_is_asked_once_and_at_its_step(client):
    published_course()
    client.force_login(LanFactory())
    asked = raw(1, "asked", {**STEP, "step": "a", "text": "Đặt tên bản được không?"}, at=timezone.now())
    for _again in range(3):
        post(client, asked)
    [row] = Asked.objects.all()
    assert (row.text, row.lesson_key, row.step_key) == ("Đặt tên bản được không?", "mot", "a")


@pytest.mark.slow
@pytest.mark.django_db
def test_half_a_picture_sign_at_the_end_of_a_question_does_not_hold_up_the_phone(client):
    published_course()
    client.force_login(LanFactory())
    now = timezone.now()
    cut = raw(1, "asked", {**STEP, "step": "a", "text": "Cảm ơn chị 😀\ud83d"}, at=now)
    done = raw(2, "step_done", {**STEP, "step": "a"}, at=now)
    for _again in range(2):
        assert [one["state"] for one in post(client, cut, done).json()["records"]] == ["saved", "saved"]
    assert Asked.objects.get().text == "Cảm ơn chị 😀?"


@pytest.mark.django_db
def test_an_answer_waits_for_the_attempt_it_belongs_to(client):
    quiz_version()
    client.force_login(LanFactory())
    now, attempt = timezone.now(), str(UUID(int=7))
    given = raw(2, "answer", answered(attempt, "q2", {"value": True}), at=now)
    begun = raw(
        1, "attempt_started", {**STEP, "step": "hoi", "attempt": attempt}, at=now - timedelta(minutes=1)
    )
    [data] = post(client, given).json()["records"]
    assert (data["state"], Answer.objects.count()) == ("waiting", 0)
    post(client, begun)
    assert Answer.objects.get().response == {"value": True}
    assert set(DeviceRecord.objects.values_list("state", flat=True)) == {"saved"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_course_that_comes_first_may_arrive_last(client):
    first = published_course()
    second = published_course(slug="nang-cao")
    second.course.prerequisites.add(first.course)
    lan = LanFactory()
    client.force_login(lan)
    now = timezone.now()
    later = raw(9, "step_done", {**STEP, "course": "nang-cao", "step": "a"}, at=now)
    [data] = post(client, later).json()["records"]
    assert (data["state"], data["reason"]) == ("waiting", "Chị học xong “Bán hàng” rồi học khoá này.")
    earlier = [
        raw(n, "step_done", {**STEP, "lesson": lesson, "step": step}, at=now - timedelta(hours=1))
        for n, (lesson, step) in enumerate([(les, s) for les in ("mot", "hai") for s in "abc"])
    ]
    post(client, *earlier)
    assert StepDone.objects.filter(enrolment__version=second).count() == 1


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.databases
def test_records_waiting_for_a_course_finished_by_a_result_are_applied_by_the_clock(client):
    """The last step is a practice task: nothing arrives from the phone after it that would update the record."""
    course = task_course(OutcomeKind.FIRST_ORDER)
    second = published_course(slug="nang-cao")
    second.course.prerequisites.add(course)
    lan = LanFactory()
    client.force_login(lan)
    now = timezone.now()
    places = [(lesson, step) for lesson in ("mot", "hai") for step in "abc"][:-1]
    post(
        client,
        *(
            raw(n, "step_done", {**STEP, "lesson": lesson, "step": step}, at=now)
            for n, (lesson, step) in enumerate(places)
        ),
        raw(9, "step_done", {**STEP, "course": "nang-cao", "step": "a"}, at=now),
    )
    assert carry_out_unblocked() == 0
    record_milestone(user=lan, kind=MilestoneKind.FIRST_ORDER, subject="order:1")
    assert DeviceRecord.objects.get(sequence=9).state == "waiting"
    assert carry_out_unblocked() == 1
    assert DeviceRecord.objects.get(sequence=9).state == "saved"
    assert StepDone.objects.filter(enrolment__version=second, enrolment__user=lan).count() == 1
    assert carry_out_unblocked in [job.work for job in clock.jobs()]


# --- The phone's clock ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(hours=9), timedelta(0)])
def test_a_wrong_clock_is_corrected_with_a_notice(client, wrong):
    published_course()
    client.force_login(LanFactory())
    record = raw(1, "step_done", {**STEP, "step": "a"}, at=NOON + wrong - timedelta(hours=3))
    clock = post(client, record, sent_at=NOON + wrong).json()["clock"]
    assert StepDone.objects.get().done_at == NOON - timedelta(hours=3)
    assert clock == {"offset_s": -wrong.total_seconds(), "words": clock_words(-wrong)}
    assert bool(clock["words"]) is bool(wrong)


def test_the_words_of_a_wrong_clock():
    fix = "Piêu đã tính lại giờ theo máy chủ; chị chỉnh lại đồng hồ của máy."
    assert clock_words(timedelta(minutes=5)) == ""
    assert clock_words(timedelta(minutes=6)) == f"Đồng hồ máy này chậm 6 phút. {fix}"
    assert clock_words(timedelta(hours=-30)) == f"Đồng hồ máy này nhanh 1 ngày. {fix}"
    assert clock_words(timedelta(hours=-3)) == f"Đồng hồ máy này nhanh 3 giờ. {fix}"


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_a_clock_set_back_between_two_answers_lets_the_later_one_count(client):
    """A phone never writes an earlier moment under a later number; a moment ahead of the server's clock counts as now."""
    quiz_version()
    client.force_login(LanFactory())
    attempt, ahead = str(UUID(int=7)), NOON + timedelta(days=1)
    records = [
        raw(1, "attempt_started", {**STEP, "step": "hoi", "attempt": attempt}, at=ahead),
        raw(2, "answer", answered(attempt, "q2", {"value": False}), at=ahead + timedelta(seconds=1)),
        raw(3, "answer", answered(attempt, "q2", {"value": True}), at=ahead + timedelta(seconds=1.001)),
    ]
    post(client, *reversed(records), sent_at=NOON)
    assert Answer.objects.get(counts=True).response == {"value": True}


# --- Five devices --------------------------------------------------------------------------------------------------------


@dataclass
class Way:
    """Five phones of one member, and a connection that loses, repeats and reorders batches.

    Every record is sent until its answer was heard. `deliveries` are batches in the order in which they arrive.
    """

    draw: random.Random
    phones: dict[str, list[Record]]
    offsets: dict[str, timedelta]
    deliveries: list[tuple[str, list[Record]]] = field(default_factory=list)

    def play(self) -> list[tuple[str, list[Record]]]:
        unheard = {device: list(records) for device, records in self.phones.items()}
        late: list[tuple[str, list[Record]]] = []
        while any(unheard.values()) or late:
            device = self.draw.choice([*unheard])
            waiting = unheard[device]
            if late and (not waiting or self.draw.random() < 0.3):
                self.deliveries.append(late.pop(self.draw.randrange(len(late))))
                continue
            if not waiting:
                continue
            batch = self.draw.sample(waiting, self.draw.randint(1, len(waiting)))
            fate = self.draw.random()
            if fate < 0.25:  # lost before it arrives
                continue
            if fate < 0.45:  # the answer is lost: the batch arrives, and will be sent again
                self.deliveries.append((device, batch))
                continue
            if fate < 0.6:  # reordered: it arrives later, and is sent again before
                late.append((device, batch))
                continue
            self.deliveries.append((device, batch))
            unheard[device] = [record for record in waiting if record not in batch]
        return self.deliveries


def scene(draw: random.Random, *, most: int) -> tuple[dict[str, list[Record]], dict[str, timedelta]]:
    """Return what five phones with wrong clocks recorded, with the moments by the server's clock and by the phones' clocks."""
    attempts = [str(UUID(int=draw.getrandbits(128), version=4)) for _ in range(2)]
    offsets = {f"may-{n}": timedelta(seconds=draw.randint(-(10**7), 10**7)) for n in range(1, 6)}
    phones: dict[str, list[Record]] = {device: [] for device in offsets}

    def write(device: str, kind: str, data: dict[str, Any], minute: float) -> None:
        happened = NOON - timedelta(days=1) + timedelta(minutes=minute)
        number = len(phones[device]) + 1
        one = raw(number, kind, data, at=happened - offsets[device], device=device)
        phones[device].append(read_record(one))

    moments = {device: 100.0 * n for n, device in enumerate(phones)}
    for n, attempt in enumerate(attempts):
        device = draw.choice([*phones])
        write(device, "attempt_started", {**STEP, "step": "hoi", "attempt": attempt}, n)
        moments[device] = max(moments[device], n + 1.0)
    for device in phones:
        for _ in range(draw.randint(1, most)):
            moments[device] += draw.random() * 60
            attempt = draw.choice(attempts)
            kind = draw.choice(["step", "answer", "answer", "answer", "finish"])
            if kind == "step":
                data: dict[str, Any] = {**STEP, "step": draw.choice("abc")}
                write(device, "step_done", data, moments[device])
            elif kind == "finish":
                write(device, "attempt_finished", {"attempt": attempt}, moments[device])
            else:
                key, response = draw.choice(
                    [("q1", {"choice": draw.choice("ab")}), ("q2", {"value": draw.random() < 0.5})]
                )
                write(device, "answer", answered(attempt, key, response), moments[device])
    return phones, offsets


def expected(phones: dict[str, list[Record]], offsets: dict[str, timedelta]) -> dict[str, Any]:
    """Compute the result from all records at once: earliest steps and endings, and the last answers before those."""
    records = [(happened_at(r.at, offsets[d], NOON), r) for d, rs in phones.items() for r in rs]
    steps: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    begun = {r.data["attempt"]: at for at, r in records if r.kind == "attempt_started"}
    for at, r in records:
        if r.kind == "step_done":
            steps[r.data["step"]] = min(at, steps.get(r.data["step"], at))
        if r.kind == "attempt_finished":
            attempt = r.data["attempt"]
            moment = max(at, begun[attempt])
            ends[attempt] = min(moment, ends.get(attempt, moment))
    last: dict[tuple[str, str], tuple[Any, Any]] = {}
    for at, r in records:
        if r.kind == "answer":
            attempt = r.data["attempt"]
            order = (max(at, begun[attempt]), r.device, r.sequence)
            if attempt in ends and order[0] > ends[attempt]:
                continue
            key = (attempt, r.data["question"])
            if key not in last or order > last[key][0]:
                last[key] = (order, r.data["response"])
    return {"steps": steps, "ends": ends, "answers": {key: response for key, (_o, response) in last.items()}}


def merged(deliveries: list[tuple[str, list[Record]]], offsets: dict[str, timedelta]) -> dict[str, Any]:
    """The server's rules over arriving batches, without a database: the first arrival stays, the rest follows from all rows."""
    inbox: dict[UUID, Record] = {}
    for _device, batch in deliveries:
        for record in batch:
            assert inbox.setdefault(record.id, record) == record
    phones: dict[str, list[Record]] = {device: [] for device in offsets}
    for record in inbox.values():
        phones[record.device].append(record)
    return expected(phones, offsets)


def stored() -> dict[str, Any]:
    return {
        "steps": dict(StepDone.objects.exclude(step_key="hoi").values_list("step_key", "done_at")),
        "ends": {
            str(row.pk): row.finished_at for row in Attempt.objects.all() if row.finished_at is not None
        },
        "answers": {
            (str(row.attempt_id), row.question_key): row.response
            for row in Answer.objects.filter(counts=True)
        },
    }


def outcome() -> dict[str, Any]:
    """Return everything that others can see of it."""
    return {
        "attempts": sorted(
            (str(row.pk), row.number, row.started_at, row.finished_at, row.score, row.passed)
            for row in Attempt.objects.all()
        ),
        "steps": sorted(StepDone.objects.values_list("lesson_key", "step_key", "done_at")),
        "milestones": sorted(
            Milestone.objects.filter(undone_at=None).values_list("kind", "subject", "happened_at")
        ),
        "records": sorted(DeviceRecord.objects.values_list("pk", "happened_at")),
    }


class _Undo(Exception):
    pass


def carried_out(actor: Actor, way: Way) -> tuple[dict[str, Any], dict[str, Any]]:
    found: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            for device, batch in way.play():
                take_records(actor=actor, records=batch, sent_at=NOON - way.offsets[device])
            assert not DeviceRecord.objects.exclude(state="saved").exists()
            found = [stored(), outcome()]
            raise _Undo
    except _Undo:
        return found[0], found[1]


@pytest.mark.slow
def test_a_thousand_ways_of_five_devices_bring_the_same_records():
    """Every record arrives, and the result is the same whatever was lost, repeated or reordered."""
    draw = random.Random(20261124)
    phones, offsets = scene(draw, most=12)
    wanted = expected(phones, offsets)
    for _ in range(1000):
        assert merged(Way(draw, phones, offsets).play(), offsets) == wanted


def play_through_the_database(ways: int, seed: int) -> None:
    with time_machine.travel(NOON - timedelta(days=9), tick=False):
        quiz_version(pass_percent=25, attempts_allowed=1)
        actor = Actor.of(LanFactory())
    draw = random.Random(seed)
    with time_machine.travel(NOON, tick=False):
        for _scene in range(max(1, ways // 25)):
            phones, offsets = scene(draw, most=4)
            wanted, first_result = expected(phones, offsets), None
            for _way in range(min(ways, 25)):
                found, result = carried_out(actor, Way(draw, phones, offsets))
                assert found == wanted
                assert result == (first_result := first_result or result)


@pytest.mark.slow
@pytest.mark.django_db
def test_ways_of_five_devices_end_in_one_state():
    """The same through the actions and the database; many more examples run under the mark load."""
    play_through_the_database(5, seed=7)


@pytest.mark.load
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [11, 12, 13, 14])
def test_many_ways_of_five_devices_end_in_one_state(seed):
    """A thousand in `.ci/run all`, two hundred in the gate: each takes a third of a second."""
    play_through_the_database(250 if "PIEU_EVERYTHING" in os.environ else 50, seed=seed)


def test_record_survives_json():
    one = raw(1, "step_done", {**STEP, "step": "a"}, at=NOON)
    assert read_record(json.loads(json.dumps(one))).data == {**STEP, "step": "a"}
