from rest_framework.routers import BaseRouter

from members.api.viewsets import BranchViewSet, NoticeViewSet, UnitViewSet


def register(router: BaseRouter) -> None:
    router.register("units", UnitViewSet, basename="units")
    router.register("branches", BranchViewSet, basename="branches")
    router.register("notices", NoticeViewSet, basename="notices")
