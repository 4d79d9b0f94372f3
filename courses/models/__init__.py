"""Models by noun. Import them from here: `from courses.models import Course`."""

from courses.models.assets import Asset
from courses.models.contests import (
    Contest,
    ContestEntry,
    ContestRound,
    Disqualification,
    RoundPaper,
    RoundResult,
)
from courses.models.courses import Course, CourseVersion, Lesson, Module, Step, StepText
from courses.models.law import LawProvision
from courses.models.learning import Asked, Enrolment, StepDone
from courses.models.offline import DeviceKey, DeviceRecord
from courses.models.quizzes import Answer, Attempt, Question, QuestionBank, Quiz
from courses.models.removed import Removed
from courses.models.tasks import HandIn, TaskState

__all__ = [
    "Answer",
    "Asked",
    "Asset",
    "Attempt",
    "Contest",
    "ContestEntry",
    "ContestRound",
    "Course",
    "CourseVersion",
    "DeviceKey",
    "DeviceRecord",
    "Disqualification",
    "Enrolment",
    "HandIn",
    "LawProvision",
    "Lesson",
    "Module",
    "Question",
    "QuestionBank",
    "Quiz",
    "Removed",
    "RoundPaper",
    "RoundResult",
    "Step",
    "StepDone",
    "StepText",
    "TaskState",
]
