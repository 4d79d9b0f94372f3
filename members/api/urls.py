from rest_framework.routers import BaseRouter

from members.api.memberships import MembershipViewSet
from members.api.viewsets import BranchViewSet, NoticeViewSet, UnitViewSet


def register(router: BaseRouter) -> None:
    router.register("units", UnitViewSet, basename="units")
    router.register("branches", BranchViewSet, basename="branches")
    router.register("memberships", MembershipViewSet, basename="memberships")
    router.register("notices", NoticeViewSet, basename="notices")
