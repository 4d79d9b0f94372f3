"""Models by noun. Import them from here: `from courses.models import Course`."""

from courses.models.assets import Asset
from courses.models.classes import (
    Attendance,
    CalendarFeed,
    ClassMaterial,
    LiveClass,
    SignUp,
)
from courses.models.contests import (
    Contest,
    ContestEntry,
    ContestRound,
    Disqualification,
    PaperWithdrawal,
    RoundPaper,
    RoundResult,
)
from courses.models.courses import Course, CourseVersion, Lesson, Module, Step, StepText
from courses.models.credentials import Credential
from courses.models.law import LawProvision
from courses.models.learning import Asked, Enrolment, StepDone
from courses.models.live import LiveSheet
from courses.models.meetings import Meeting, MeetingHands, MeetingPresence
from courses.models.offline import DeviceKey, DeviceRecord
from courses.models.packs import CourseOrigin, TakenPack
from courses.models.quizzes import Answer, Attempt, EssayGrade, Question, QuestionBank, Quiz
from courses.models.removed import Removed
from courses.models.tasks import HandIn, TaskState
from courses.models.xapi import XapiStatement

__all__ = [
    "Answer",
    "Asked",
    "Asset",
    "Attempt",
    "Attendance",
    "CalendarFeed",
    "ClassMaterial",
    "Contest",
    "ContestEntry",
    "ContestRound",
    "Course",
    "CourseOrigin",
    "CourseVersion",
    "Credential",
    "DeviceKey",
    "DeviceRecord",
    "Disqualification",
    "Enrolment",
    "EssayGrade",
    "HandIn",
    "LawProvision",
    "Lesson",
    "LiveClass",
    "LiveSheet",
    "Meeting",
    "MeetingHands",
    "MeetingPresence",
    "Module",
    "Question",
    "QuestionBank",
    "Quiz",
    "Removed",
    "PaperWithdrawal",
    "RoundPaper",
    "RoundResult",
    "SignUp",
    "Step",
    "StepDone",
    "StepText",
    "TakenPack",
    "TaskState",
    "XapiStatement",
]
