from rest_framework.routers import BaseRouter

from traceability.api.viewsets.events import EventViewSet
from traceability.api.viewsets.flags import LabelFlagViewSet
from traceability.api.viewsets.inquiries import InquiryViewSet
from traceability.api.viewsets.label_runs import LabelRunViewSet
from traceability.api.viewsets.links import CodeLinkViewSet
from traceability.api.viewsets.lots import LotViewSet
from traceability.api.viewsets.recalls import RecallViewSet


def register(router: BaseRouter) -> None:
    router.register("lots", LotViewSet, basename="lots")
    router.register("events", EventViewSet, basename="events")
    router.register("label-runs", LabelRunViewSet, basename="label-runs")
    router.register("recalls", RecallViewSet, basename="recalls")
    router.register("label-flags", LabelFlagViewSet, basename="label-flags")
    router.register("inquiries", InquiryViewSet, basename="inquiries")
    router.register("code-links", CodeLinkViewSet, basename="code-links")
