"""Read-only admin of enrolments, questions and hand-ins."""

from django.contrib import admin

from backend.common.admin import ReadOnlyAdmin
from courses.models import Asked, HandIn, StepDone, TaskState


@admin.register(StepDone)
class StepDoneAdmin(ReadOnlyAdmin):
    list_display = ["enrolment", "lesson_key", "step_key", "done_at"]
    list_select_related = ["enrolment__user", "enrolment__version__course"]


@admin.register(Asked)
class AskedAdmin(ReadOnlyAdmin):
    list_display = ["user", "course", "lesson_key", "asked_at", "answered_at", "is_shared"]
    list_filter = ["is_shared"]
    list_select_related = ["user", "course"]


@admin.register(HandIn)
class HandInAdmin(ReadOnlyAdmin):
    list_display = ["enrolment", "lesson_key", "step_key", "kind", "state", "handed_in_at", "reviewed_at"]
    list_filter = ["kind", "state"]
    list_select_related = ["enrolment__user", "enrolment__version__course"]


@admin.register(TaskState)
class TaskStateAdmin(ReadOnlyAdmin):
    list_display = ["enrolment", "lesson_key", "step_key", "done_at", "reopened_at"]
    list_select_related = ["enrolment__user", "enrolment__version__course"]
