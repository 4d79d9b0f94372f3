from rest_framework.routers import BaseRouter

from traceability.api.viewsets import EventViewSet, LabelRunViewSet, LotViewSet


def register(router: BaseRouter) -> None:
    router.register("lots", LotViewSet, basename="lots")
    router.register("events", EventViewSet, basename="events")
    router.register("label-runs", LabelRunViewSet, basename="label-runs")
