"""Close practice tasks when their result exists, and reopen them if it is taken back in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.ledger.row_states import state_rows
from courses.authoring.enums import StepKind
from courses.authoring.versions import published
from courses.learning.actions.learning import mark_step_done, reopen_step
from courses.models import Enrolment, TaskState
from courses.practice.enums import OutcomeKind
from courses.practice.outcomes import MILESTONE_OF, Completion, Happening, Task, completions
from members.acting import Actor
from members.models import MilestoneEvent, User
from members.notices.actions.notices import notify
from members.notices.enums import MilestoneKind
from members.notices.subjects import masked_subject


def tasks_of(enrolment: Enrolment) -> list[Task]:
    """Return the practice tasks of one enrolment. `Task.task` is "course/lesson/step"."""
    version = published(enrolment.version_id)
    user = str(enrolment.user.ref)
    slug = version.content["slug"]
    return [
        Task(
            user=user,
            task=f"{slug}/{lesson_key}/{step_key}",
            kind=step["task"]["kind"],
            count=step["task"]["count"],
            prefix=f"task:{slug}/{lesson_key}/{step_key}:"
            if step["task"]["kind"] == OutcomeKind.HANDED_IN
            else "",
        )
        for (lesson_key, step_key), step in version.steps.items()
        if step["kind"] == StepKind.TASK
    ]


def happenings_of(user: User, kinds: Iterable[str]) -> list[Happening]:
    """Return the user's milestone events of these kinds, undoings included. One query."""
    ref = str(user.ref)
    return [_happening_of(row, ref) for row in MilestoneEvent.objects.filter(user=user, kind__in=set(kinds))]


def _happening_of(row: MilestoneEvent, ref: str) -> Happening:
    """Return the Happening of a milestone event, dated by its recording.

    So a harvest of last month, recorded today, can be undone for seven days.
    """
    return Happening(
        at=row.recorded_at,
        type=row.type,
        user=ref,
        kind=row.kind,
        subject=masked_subject(row.subject),
        id=str(row.pk),
    )


def exported_happenings() -> Iterator[Happening]:
    """Yield all milestone events that practice tasks count, of all users under pseudonyms, oldest first."""
    rows = MilestoneEvent.objects.filter(kind__in=set(MILESTONE_OF.values())).select_related("user")
    for row in rows.order_by("recorded_at", "pk").iterator():
        yield _happening_of(row, str(row.user.ref))


def exported_tasks() -> Iterator[Task]:
    """Yield the practice tasks of all enrolments.

    Task names include the version ("course@2/lesson/step"), because a member may have begun two versions of a
    course.
    """
    rows = Enrolment.objects.select_related("user", "version__course").order_by("pk")
    for enrolment in rows.defer("version__content", "version__keys").iterator():
        for task in tasks_of(enrolment):
            slug, _slash, rest = task.task.partition("/")
            yield replace(task, task=f"{slug}@{enrolment.version.number}/{rest}")


@transaction.atomic
def refresh_tasks(*, user: User, kind: MilestoneKind | None = None) -> None:
    """Update the user's practice tasks from milestones. Repeating it changes nothing.

    With `kind`, update only the tasks that read this kind of milestone.
    """
    if kind is not None and kind not in MILESTONE_OF.values():
        return
    rows = Enrolment.objects.filter(user=user).select_related("version__course", "user").order_by("pk")
    for enrolment in rows.defer("version__content", "version__keys"):
        refresh_enrolment(enrolment, kind)


@transaction.atomic
def refresh_enrolment(enrolment: Enrolment, kind: MilestoneKind | None = None) -> None:
    tasks = [task for task in tasks_of(enrolment) if kind is None or MILESTONE_OF[task.kind] == kind]
    if not tasks:
        return
    # Lock before reading the history: of two results at the same moment the second waits and sees the first.
    states = [_locked_state(enrolment, task) for task in tasks]
    happenings = happenings_of(enrolment.user, [MILESTONE_OF[task.kind] for task in tasks])
    done = {one.task: one for one in completions(tasks, happenings)}
    for task, state in zip(tasks, states, strict=True):
        completion = done.get(task.task)
        if completion is not None:
            _close(enrolment, state, completion)
        elif state.done_at is not None:
            _reopen(enrolment, state)


def _locked_state(enrolment: Enrolment, task: Task) -> TaskState:
    _slug, lesson_key, step_key = task.task.split("/")
    rows = TaskState.objects.select_for_update(no_key=True)
    state, made = rows.get_or_create(enrolment=enrolment, lesson_key=lesson_key, step_key=step_key)
    if made:
        state_rows(state)
    return state


def _close(enrolment: Enrolment, state: TaskState, completion: Completion) -> None:
    is_new, before = state.done_at is None, (state.done_at, state.subjects, state.reopened_at)
    after = completion.done_at, list(completion.subjects), None
    if before != after:
        state.done_at, state.subjects, state.reopened_at = after
        state.save()
        state_rows(state)
    mark_step_done(
        actor=Actor.of(enrolment.user),
        enrolment=enrolment,
        lesson_key=state.lesson_key,
        step_key=state.step_key,
        done_at=completion.done_at,
        is_proven=True,
    )
    if is_new:
        _notify(enrolment, state, gettext_lazy("Bài thực hành của chị đã xong"), "done")


def _reopen(enrolment: Enrolment, state: TaskState) -> None:
    state.done_at, state.subjects, state.reopened_at = None, [], timezone.now()
    state.save()
    state_rows(state)
    reopen_step(enrolment=enrolment, lesson_key=state.lesson_key, step_key=state.step_key)
    _notify(enrolment, state, gettext_lazy("Một bài thực hành mở lại vì kết quả đã rút"), "open")


def _notify(enrolment: Enrolment, state: TaskState, title: Any, what: str) -> None:
    version = published(enrolment.version_id)
    step = version.step(state.lesson_key, state.step_key)
    words = next(iter(step["texts"].values()), None) if step else None
    number = 1 + list(version.lessons[state.lesson_key]["steps"]).index(step) if step else 1
    moment = state.done_at or state.reopened_at
    notify(
        user=enrolment.user,
        kind=f"courses.task_{what}",
        title=title,
        body=(words["title"] if words else "") or version.content["title"],
        url=reverse("courses:lesson", args=[version.content["slug"], state.lesson_key]) + f"#b{number}",
        key=f"task:{state.pk}:{what}:{moment:%Y%m%d%H%M%S}",
    )
