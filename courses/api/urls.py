"""Every viewset of training, a file a noun."""

from rest_framework.routers import BaseRouter

from courses.api import (
    audits,
    authoring,
    classes,
    contest_desk,
    contests,
    courses,
    credentials,
    grading,
    hand_ins,
    live,
    meetings,
    packs,
    question_banks,
    quizzes,
    reports,
    uploads,
)


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
