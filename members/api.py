from rest_framework.routers import BaseRouter

from members.branches.api import branches, memberships
from members.notices import api as notices
from members.own_data import api as own_data


def register(router: BaseRouter) -> None:
    branches.register(router)
    memberships.register(router)
    own_data.register(router)
    notices.register(router)
