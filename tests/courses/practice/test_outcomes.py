"""The fold over events that happened: any order and any repetition give the same completions."""

from __future__ import annotations

import io
import json
import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.learning.actions.learning import start_course
from courses.models import Step, TaskState
from courses.practice.enums import OutcomeKind
from courses.practice.outcomes import MILESTONE_OF, Completion, Happening, Task, completions
from courses.practice.replaying import completion_lines, happening_line, task_line
from members.acting import Actor
from members.notices.actions.milestones import record_milestone, undo_milestone
from members.notices.enums import MilestoneKind
from tests.factories.courses import make_course
from tests.factories.members import HoaFactory, LanFactory, MinhFactory
from tests.quick import examples

START = datetime(2026, 11, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
KINDS = [MilestoneKind.LABELS_PRINTED, MilestoneKind.WORK_HANDED_IN]
SUBJECTS = ["run:1", "run:2", "task:a/b/c:1", "task:a/b/d:1"]

happenings = st.builds(
    Happening,
    at=st.integers(0, 40).map(lambda half_days: START + half_days * timedelta(hours=12)),
    type=st.sampled_from(["happened", "happened", "undone"]),
    user=st.sampled_from(["lan", "hoa"]),
    kind=st.sampled_from(KINDS).map(str),
    subject=st.sampled_from(SUBJECTS),
    id=st.uuids().map(str),
)
tasks = st.builds(
    Task,
    user=st.sampled_from(["lan", "hoa", "minh"]),
    task=st.sampled_from(["a/b/c", "a/b/d"]),
    kind=st.sampled_from([OutcomeKind.LABELS_PRINTED, OutcomeKind.HANDED_IN]).map(str),
    count=st.integers(1, 3),
    prefix=st.sampled_from(["", "run:", "task:a/b/c:"]),
)


def done_since(sent: list[Happening]) -> datetime | None:
    """Apply the rule word by word: the first event that nothing undid within seven days."""
    times = sorted({one.at for one in sent})
    for begin in times:
        if not any(one.type == "happened" and one.at == begin for one in sent):
            continue
        undoings = [one.at for one in sent if one.type == "undone" and begin <= one.at <= begin + WEEK]
        if not undoings:
            return begin
        return done_since([one for one in sent if one.at > min(undoings)])
    return None


def by_brute_force(tasks: list[Task], sent: list[Happening]) -> list[Completion]:
    found = []
    for task in set(tasks):
        results = []
        for subject in {one.subject for one in sent if one.subject.startswith(task.prefix)}:
            own_happenings = [
                one
                for one in sent
                if (one.user, one.kind, one.subject) == (task.user, MILESTONE_OF[task.kind], subject)
            ]
            since = done_since(own_happenings)
            if since is not None:
                results.append((since, subject))
        results.sort()
        if len(results) >= task.count:
            counted = results[: task.count]
            found.append(
                Completion(task.user, task.task, counted[-1][0], tuple(subject for _at, subject in counted))
            )
    return sorted(found, key=lambda one: (one.user, one.task, one.done_at, one.subjects))


def sorted_completions(done: list[Completion]) -> list[Completion]:
    return sorted(done, key=lambda one: (one.user, one.task, one.done_at, one.subjects))


@pytest.mark.slow
@settings(max_examples=examples(300), deadline=None)
@given(st.lists(happenings, max_size=14), st.lists(tasks, max_size=4), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same(sent, wanted, chance):
    expected = completions(wanted, sent)
    again = sent + [chance.choice(sent) for _each in range(len(sent))]
    chance.shuffle(again)
    mixed = wanted * 2
    chance.shuffle(mixed)
    assert completions(mixed, again) == expected


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(happenings, max_size=10), st.lists(tasks, max_size=4))
def test_completions_equal_a_brute_force_count(sent, wanted):
    assert sorted_completions(completions(wanted, sent)) == by_brute_force(wanted, sent)


def happened(days, subject="run:1", type="happened", user="lan"):
    at = START + timedelta(days=days)
    return Happening(at, type, user, MilestoneKind.LABELS_PRINTED, subject, f"{type}{days}{subject}")


PRINT = Task("lan", "a/b/c", OutcomeKind.LABELS_PRINTED)


@pytest.mark.parametrize(
    ("undone_after", "is_done"),
    [(0, False), (7, False), (7.001, True), (30, True)],
)
def test_task_reopens_only_when_its_outcome_is_undone_within_seven_days(undone_after, is_done):
    sent = [happened(0), happened(undone_after, type="undone")]
    assert bool(completions([PRINT], sent)) is is_done


def test_done_again_after_an_undoing_counts_from_then():
    sent = [happened(0), happened(2, type="undone"), happened(5)]
    assert completions([PRINT], sent)[0].done_at == START + timedelta(days=5)


# --- The file ----------------------------------------------------------------------------------------------------------


def replay(path) -> str:
    out = io.StringIO()
    call_command("replay_tasks", str(path), stdout=out)
    return out.getvalue()


def test_a_file_gives_the_same_lines_in_any_order_and_with_any_repetition(tmp_path):
    sent = [happened(day, f"run:{day}") for day in range(6)] + [happened(2.5, "run:2", "undone")]
    wanted = [
        PRINT,
        Task("lan", "a/b/d", OutcomeKind.LABELS_PRINTED, 5),
        Task("hoa", "a/b/c", OutcomeKind.LABELS_PRINTED),
    ]
    lines = [*map(happening_line, sent), *map(task_line, wanted)]
    expected = "".join(f"{line}\n" for line in completion_lines(completions(wanted, sent)))
    assert json.loads(expected.splitlines()[1])["subjects"] == ["run:0", "run:1", "run:3", "run:4", "run:5"]
    chance = random.Random(4)
    for number in range(20):
        mixed = lines + chance.choices(lines, k=number)
        chance.shuffle(mixed)
        path = tmp_path / "events.jsonl"
        path.write_text("\n".join(mixed) + "\n\n")
        assert replay(path) == expected


GOOD = '{"type":"happened","id":"1","user":"lan","kind":"labels_printed","subject":"run:1","at":"2026-11-24T14:05:00+07:00"}'
TASK = '{"type":"task","user":"lan","task":"a/b/c","kind":"labels_printed"}'


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "không phải JSON"),
        ("[1]", "không phải một đối tượng JSON"),
        ("[" * 100_000, "không phải JSON"),
        (GOOD.replace("happened", "vanished"), "không có loại dòng “vanished”"),
        (GOOD.replace("labels_printed", "flown"), "không có loại kết quả “flown”"),
        (GOOD.replace("+07:00", ""), "“at” phải là lúc"),
        (GOOD.replace("2026-11-24T14:05:00+07:00", "hôm qua"), "“at” phải là lúc"),
        (GOOD.replace('"id":"1",', ""), "thiếu “id”"),
        (GOOD.replace('"lan"', "7"), "thiếu “user”"),
        (GOOD.replace("run:1", "run:2"), "mã này ở dòng 1 có nội dung khác"),
        (TASK.replace("labels_printed", "fly"), "không có loại việc “fly”"),
        (TASK.replace("}", ',"count":0}'), "“count” phải là số"),
        (TASK.replace("}", ',"count":true}'), "“count” phải là số"),
        (TASK.replace("}", ',"count":2}'), "việc này ở dòng 2 có nội dung khác"),
        (TASK.replace("a/b/c", "x" * 301), "dài quá 300 chữ"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_printed(tmp_path, line, why):
    path = tmp_path / "events.jsonl"
    path.write_text(f"{GOOD}\n{TASK}\n\n{line}\n")
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("replay_tasks", str(path), stdout=out)
    assert str(error.value).startswith("Dòng 4: ")
    assert why in str(error.value)
    assert out.getvalue() == ""


def test_an_invalid_file_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "x", tmp_path / "nothing"):
        with pytest.raises(CommandError):
            replay(path)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.databases
def test_stored_milestones_replay_to_the_stored_task_states(tmp_path):
    course = make_course()
    for key, kind, count in (("a", "labels_printed", 2), ("b", "handed_in", 1), ("c", "product_listed", 1)):
        Step.objects.filter(lesson__key="hai", key=key).update(
            kind=StepKind.TASK, settings={"kind": kind, "count": count}
        )
    version = freeze_course(course=course)
    people = [LanFactory(), MinhFactory(), HoaFactory()]
    chance = random.Random(7)
    kinds = [MilestoneKind.LABELS_PRINTED, MilestoneKind.WORK_HANDED_IN, MilestoneKind.PRODUCT_PHOTOGRAPHED]
    subjects = ["run:1", "run:2", "task:ban-hang/hai/b:1", "task:khac/hai/b:1"]
    for user in people[:2]:
        start_course(actor=Actor.of(user), course=course)
    now = timezone.now()
    for step in range(60):
        with time_machine.travel(now + step * timedelta(hours=13)):
            act = chance.choice([record_milestone, record_milestone, undo_milestone])
            act(user=chance.choice(people), kind=chance.choice(kinds), subject=chance.choice(subjects))
            if step == 30:
                # A second version requires more, and the first person switches to it; Hoa begins late.
                Step.objects.filter(lesson__key="hai", key="a").update(
                    settings={"kind": "labels_printed", "count": 1}
                )
                freeze_course(course=course)
                start_course(actor=Actor.of(people[0]), course=course)
                start_course(actor=Actor.of(people[2]), course=course)
    path, out = tmp_path / "events.jsonl", io.StringIO()
    call_command("export_milestones", stdout=out)
    path.write_text(out.getvalue())
    replayed = {(one["user"], one["task"]): one for one in map(json.loads, replay(path).splitlines())}
    rows = TaskState.objects.select_related("enrolment__user", "enrolment__version__course")
    held = {
        (
            str(row.enrolment.user.ref),
            f"{version.course.slug}@{row.enrolment.version.number}/{row.lesson_key}/{row.step_key}",
        ): row
        for row in rows
    }
    assert {key for key, row in held.items() if row.done_at} == set(replayed)
    for key, one in replayed.items():
        assert held[key].subjects == one["subjects"]
        assert held[key].done_at == datetime.fromisoformat(one["done_at"])
    assert len(replayed) > 3
    assert not any(user.full_name in out.getvalue() for user in people)
