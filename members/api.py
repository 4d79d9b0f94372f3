from rest_framework.routers import BaseRouter

from members.branches.api import branches, memberships
from members.notices import api as notices
from members.own_data import api as own_data
from members.signing_in import api as signing_in


def register(router: BaseRouter) -> None:
    branches.register(router)
    memberships.register(router)
    own_data.register(router)
    notices.register(router)
    signing_in.register(router)
