"""The models of courses."""

from __future__ import annotations

from tests.audit.declared import SALT, STATES, Table

ID = "a number alone: if it changes, the row no longer matches its entry, which is named"
DRAFT = "a draft: members read the frozen version, contestants the committed paper"
REPEAT = "recognises a repeated request, or the state of work in the background"
FILE = "a file; what shows it names its hash: a version's content, a hand-in's pin"
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
    "courses.Enrolment": Table(STATES),
    "courses.StepDone": Table(STATES),
    "courses.TaskState": Table(STATES),
    "courses.Asked": Table(STATES, derived=SALT),
    "courses.Asset": Table(
        ("course versions",),
        free=dict.fromkeys(
            "id kind state original_name upload_name goes_to upload_length upload_offset progress error variants "
            "uploaded_by created_at".split(),
            FILE,
        ),
        gone=FILE,
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
    "courses.LiveClass": Table(STATES, derived=SALT),
    "courses.SignUp": Table(
        STATES, free=dict.fromkeys(("reminded_day_at", "reminded_hours_at"), "when a reminder was sent once")
    ),
    "courses.Attendance": Table(STATES),
    "courses.ClassMaterial": Table(STATES, derived=SALT),
    "courses.Meeting": Table(STATES, derived=SALT),
    "courses.MeetingPresence": Table(STATES),
    "courses.MeetingHands": Table(STATES),
    "courses.CalendarFeed": free("id user token made_at", "a secret address of a person's own calendar"),
    "courses.LiveSheet": Table(STATES, derived=SALT),
    "courses.DeviceRecord": free(
        "id user by device sequence kind data device_at clock_offset_ms happened_at recorded_at state reason",
        REPEAT,
    ),
    "courses.DeviceKey": free("id user device sealed made_at", "a phone's own key, sealed"),
    "courses.CourseOrigin": Table(STATES),
    "courses.TakenPack": Table(STATES),
    "courses.XapiStatement": free(
        "id user body voids state attempts made_at next_at sent_at error", "a copy for another server"
    ),
}
