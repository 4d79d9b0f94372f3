"""Every viewset of training, a file a noun."""

from rest_framework.routers import BaseRouter

from courses.api import contests


def register(router: BaseRouter) -> None:
    contests.register(router)
