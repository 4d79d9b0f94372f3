"""Models of all trades. Import them from here: `from courses.models import Course`."""

from courses.authoring.models.courses import Course, CourseVersion, Lesson, Module, Step, StepText
from courses.authoring.models.removals import Removed
from courses.classes.models import Attendance, CalendarFeed, ClassMaterial, LiveClass, SignUp
from courses.contests.models import (
    Contest,
    ContestEntry,
    ContestRound,
    Disqualification,
    PaperWithdrawal,
    RoundPaper,
    RoundResult,
)
from courses.credentials.models import Credential
from courses.learning.models import Asked, Enrolment, StepDone
from courses.live.models import LiveSheet
from courses.media.models import Asset
from courses.meetings.models import Meeting, MeetingHands, MeetingPresence
from courses.offline.models import DeviceKey, DeviceRecord
from courses.packs.models import CourseOrigin, TakenPack
from courses.practice.models import HandIn, TaskState
from courses.quizzes.models import Answer, Attempt, EssayGrade, Question, QuestionBank, Quiz
from courses.xapi.models import XapiStatement

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
