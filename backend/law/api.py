"""Every viewset of the law, one file per trade. Law is public."""

from rest_framework.routers import BaseRouter

from backend.law.library import api as library
from backend.law.situations import api as situations


def register(router: BaseRouter) -> None:
    library.register(router)
    situations.register(router)
