from rest_framework.routers import BaseRouter

from members.branches.api.branches import BranchViewSet, UnitViewSet
from members.branches.api.memberships import MembershipViewSet
from members.notices.api import NoticeViewSet
from members.own_data.api import ConsentViewSet, OwnDataViewSet


def register(router: BaseRouter) -> None:
    router.register("units", UnitViewSet, basename="units")
    router.register("branches", BranchViewSet, basename="branches")
    router.register("memberships", MembershipViewSet, basename="memberships")
    router.register("consents", ConsentViewSet, basename="consents")
    router.register("own-data", OwnDataViewSet, basename="own-data")
    router.register("notices", NoticeViewSet, basename="notices")
