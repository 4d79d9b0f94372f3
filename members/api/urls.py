from rest_framework.routers import BaseRouter

from members.api.her import ConsentViewSet, OwnDataViewSet
from members.api.memberships import MembershipViewSet
from members.api.viewsets import BranchViewSet, NoticeViewSet, UnitViewSet


def register(router: BaseRouter) -> None:
    router.register("units", UnitViewSet, basename="units")
    router.register("branches", BranchViewSet, basename="branches")
    router.register("memberships", MembershipViewSet, basename="memberships")
    router.register("consents", ConsentViewSet, basename="consents")
    router.register("own-data", OwnDataViewSet, basename="own-data")
    router.register("notices", NoticeViewSet, basename="notices")
