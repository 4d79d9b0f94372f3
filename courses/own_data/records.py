"""The columns that a member's data export copies unchanged (members.own_data.records)."""

from __future__ import annotations

from courses.models import (
    Answer,
    Asked,
    Asset,
    Attempt,
    Attendance,
    CalendarFeed,
    ContestEntry,
    Course,
    Credential,
    DeviceKey,
    DeviceRecord,
    Disqualification,
    Enrolment,
    EssayGrade,
    HandIn,
    LiveClass,
    LiveSheet,
    Meeting,
    MeetingPresence,
    RoundResult,
    SignUp,
    StepDone,
    TakenPack,
    TaskState,
    XapiStatement,
)
from members.own_data import records
from members.own_data.records import owned_by
from products.own_data.records import run_by


def register() -> None:
    """Register the columns. Called once, from AppConfig.ready()."""
    records.register(
        Asked,
        owned_by("user"),
        "id course lesson_key step_key user by text voice asked_at answer answer_voice answered_by "
        "answered_at is_shared",
    )
    records.register(
        Asset,
        owned_by("uploaded_by"),
        "id kind state original_name goes_to upload_length upload_offset progress error variants "
        "uploaded_by created_at is_public",
    )
    records.register(
        Attempt,
        owned_by("user"),
        "id user by version lesson_key step_key number started_at deadline_at questions recorded_at "
        "finished_at told_at score passed results waits_for_grade",
    )
    records.register(
        Answer,
        owned_by("attempt__user"),
        "id attempt question_key response given_at device sequence recorded_at counts",
    )
    records.register(Attendance, owned_by("user"), "id live_class user how by attended_at")
    records.register(CalendarFeed, owned_by("user"), "id user made_at")
    records.register(
        ContestEntry,
        owned_by("user"),
        "id round user branch number started_at due_at answers prediction submitted_at is_sealed",
    )
    records.register(Course.authors.through, owned_by("user"), "id course user")
    records.register(
        Credential,
        owned_by("user"),
        "id code enrolment user statement name branch_name issued_at status_list status_index "
        "shows_name shows_results shows_branch revoked_at revoke_reason revoke_note revoked_by",
    )
    records.register(DeviceKey, owned_by("user"), "id user device made_at")
    records.register(
        DeviceRecord,
        owned_by("user"),
        "id user by device sequence kind data device_at clock_offset_ms happened_at recorded_at state reason",
    )
    records.register(Disqualification, owned_by("user"), "id round user reason by made_at")
    records.register(Enrolment, owned_by("user"), "id user version started_at finished_at")
    records.register(EssayGrade, owned_by("answer__attempt__user"), "id answer share remark by graded_at")
    records.register(
        HandIn,
        owned_by("enrolment__user"),
        "id enrolment lesson_key step_key kind by text link started_at ended_at handed_in_at state "
        "reviewed_by reviewed_at review",
    )
    records.register(HandIn.photos.through, owned_by("handin__enrolment__user"), "id handin asset")
    records.register(
        LiveClass,
        owned_by("trainer"),
        "id uid title about course branch trainer room link starts_at ends_at places created_at "
        "changed_at revision cancelled_at cancel_reason",
    )
    records.register(LiveSheet, run_by("product__producer__"), "product own by on_behalf_of changed_at")
    records.register(
        Meeting, owned_by("led_by"), "id branch version lesson_key led_by started_at ended_at shown note"
    )
    records.register(MeetingPresence, owned_by("user"), "id meeting user at")
    records.register(
        RoundResult,
        owned_by("user"),
        "id round position rank entry user branch right distance elapsed_ms submitted_at prize",
    )
    records.register(
        SignUp, owned_by("user"), "id live_class user by state queued_at reminded_day_at reminded_hours_at"
    )
    records.register(
        StepDone, owned_by("enrolment__user"), "id enrolment lesson_key step_key done_at recorded_at"
    )
    records.register(
        TakenPack, owned_by("taken_by"), "id version manifest_sha256 number_there taken_at taken_by"
    )
    records.register(
        TaskState,
        owned_by("enrolment__user"),
        "id enrolment lesson_key step_key done_at subjects reopened_at",
    )
    records.register(
        XapiStatement, owned_by("user"), "id user body voids state attempts made_at next_at sent_at error"
    )
