"""Models by noun. Import them from here: `from courses.models import Course`."""

from courses.models.assets import Asset
from courses.models.courses import Course, CourseVersion, Lesson, Module, Step, StepText
from courses.models.law import LawProvision
from courses.models.learning import Asked, Enrolment, StepDone

__all__ = [
    "Asked",
    "Asset",
    "Course",
    "CourseVersion",
    "Enrolment",
    "LawProvision",
    "Lesson",
    "Module",
    "Step",
    "StepDone",
    "StepText",
]
