"""Every viewset of the Union's work, one file per trade."""

from rest_framework.routers import BaseRouter

from union.questions import api as questions


def register(router: BaseRouter) -> None:
    questions.register(router)
