"""Every viewset of training, one file per trade."""

from rest_framework.routers import BaseRouter

from courses.authoring.api import audits, authoring, uploads
from courses.classes import api as classes
from courses.contests.api import contest_desk, contests
from courses.credentials import api as credentials
from courses.learning import api as courses
from courses.live import api as live
from courses.meetings import api as meetings
from courses.packs import api as packs
from courses.practice import api as hand_ins
from courses.question_banks import api as question_banks
from courses.quizzes.api import grading, quizzes
from courses.reports import api as reports


def register(router: BaseRouter) -> None:
    courses.register(router)
    authoring.register(router)
    uploads.register(router)
    audits.register(router)
    contests.register(router)
    contest_desk.register(router)
    quizzes.register(router)
    grading.register(router)
    question_banks.register(router)
    credentials.register(router)
    reports.register(router)
    live.register(router)
    classes.register(router)
    meetings.register(router)
    packs.register(router)
    hand_ins.register(router)
