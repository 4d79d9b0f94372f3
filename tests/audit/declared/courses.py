"""The models of courses."""

from __future__ import annotations

from tests.audit.declared import Table

ID = "a number alone: if it changes, the row no longer matches its entry, which is named"
DRAFT = "a draft: members read the frozen version, contestants the committed paper"
REPEAT = "recognises a repeated request, or the state of work in the background"
LEARNING = "what was learnt: no entry states it; a certificate's statement is pinned when it is issued"
CLASSES = "classes and their places: entries state the acts, no comparison reads the rows yet"
WORDS = "free words between a learner and a trainer, in no entry; they go with the account"
CONTESTS = ("contests", "texts of contests")
COURSE = ("courses",)
RESULTS = ("quiz results shown",)


def free(columns: str, reason: str) -> Table:
    """Return the declaration of a model without comparisons."""
    return Table(free=dict.fromkeys(columns.split(), reason))


TABLES: dict[str, Table] = {
    "courses.Credential": Table(("course certificates",)),
    "courses.Contest": Table(CONTESTS),
    "courses.Contest_units": Table(CONTESTS, free={"id": ID}),
    "courses.ContestRound": Table(CONTESTS, free={"questions": DRAFT}),
    "courses.RoundPaper": Table(CONTESTS, free={"id": ID}),
    "courses.PaperWithdrawal": Table(CONTESTS, free={"id": ID}),
    "courses.ContestEntry": Table(CONTESTS, free={"request_key": REPEAT}),
    "courses.Disqualification": Table(CONTESTS, free={"id": ID}),
    "courses.RoundResult": Table(CONTESTS, free={"id": ID}),
    "courses.HandIn": Table(("hand-ins", "texts of hand-ins")),
    "courses.HandIn_photos": Table(("texts of hand-ins",), free={"id": ID}),
    "courses.Attempt": Table(RESULTS),
    "courses.Answer": Table(
        RESULTS, free={"id": ID, "recorded_at": "which answers count follows from it, and is pinned"}
    ),
    "courses.EssayGrade": Table(RESULTS, free={"id": ID}),
    "courses.Course": Table(
        COURSE,
        free={
            "cover": "a drawing; its file is named by its hash",
            "is_builtin": "whether a release may change the course; every change is pinned itself",
            "position": "the order of the list",
            "created_at": DRAFT,
            "changed_at": DRAFT,
        },
    ),
    "courses.Course_authors": Table(COURSE, free={"id": ID}),
    "courses.Course_prerequisites": Table(COURSE, free={"id": ID}),
    "courses.CourseVersion": Table(("course versions", "courses"), free={"id": ID}),
    "courses.Enrolment": free("id user version started_at finished_at", LEARNING),
    "courses.StepDone": free("id enrolment lesson_key step_key done_at recorded_at", LEARNING),
    "courses.TaskState": free("id enrolment lesson_key step_key done_at subjects reopened_at", LEARNING),
    "courses.Asked": free(
        "id course lesson_key step_key user by text voice asked_at answer answer_voice answered_by answered_at "
        "is_shared",
        WORDS,
    ),
    "courses.Asset": free(
        "id kind state original_name upload_name goes_to upload_length upload_offset progress error variants "
        "uploaded_by created_at is_public",
        "a file; what shows it names its hash: a version's content, a hand-in's pin",
    ),
    "courses.Module": free("id course key title translations position", DRAFT),
    "courses.Lesson": free("id module key title translations minutes position", DRAFT),
    "courses.Step": free("id lesson key kind picture media captions settings citations position", DRAFT),
    "courses.StepText": free(
        "id step language title text picture_alt audio audio_source audio_text_hash", DRAFT
    ),
    "courses.Removed": free("id course what title data removed_at removed_by", DRAFT),
    "courses.QuestionBank": free("id course key title created_at", DRAFT),
    "courses.Question": free("id bank key kind body citations position changed_at archived_at", DRAFT),
    "courses.Quiz": free(
        "id step bank title pass_percent attempts_allowed time_limit_seconds offline_grace_hours feedback shuffle "
        "draws",
        DRAFT,
    ),
    "courses.LiveClass": free(
        "id uid title about course branch trainer room link starts_at ends_at places created_at changed_at "
        "revision cancelled_at cancel_reason",
        CLASSES,
    ),
    "courses.SignUp": free(
        "id live_class user by state queued_at reminded_day_at reminded_hours_at", CLASSES
    ),
    "courses.Attendance": free("id live_class user how by attended_at", CLASSES),
    "courses.ClassMaterial": free("id live_class title asset link added_at", CLASSES),
    "courses.Meeting": free("id branch version lesson_key led_by started_at ended_at shown note", CLASSES),
    "courses.MeetingPresence": free("id meeting user at", CLASSES),
    "courses.MeetingHands": free("id meeting step_key question_key counts counted_at", CLASSES),
    "courses.CalendarFeed": free("id user token made_at", "a secret address of a person's own calendar"),
    "courses.LiveSheet": free(
        "product own by on_behalf_of changed_at", "a seller's own notes for a livestream"
    ),
    "courses.DeviceRecord": free(
        "id user by device sequence kind data device_at clock_offset_ms happened_at recorded_at state reason",
        REPEAT,
    ),
    "courses.DeviceKey": free("id user device sealed made_at", "a phone's own key, sealed"),
    "courses.CourseOrigin": free(
        "id course issuer signer slug", "the entry of each pack that was taken in has both"
    ),
    "courses.TakenPack": free(
        "id version manifest_sha256 number_there taken_at taken_by", "the entry of the pack has its hash"
    ),
    "courses.XapiStatement": free(
        "id user body voids state attempts made_at next_at sent_at error", "a copy for another server"
    ),
}
