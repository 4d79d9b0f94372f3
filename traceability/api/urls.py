from rest_framework.routers import BaseRouter

from traceability.api.viewsets.containers import ContainerViewSet
from traceability.api.viewsets.e_labels import ELabelViewSet
from traceability.api.viewsets.events import EventViewSet
from traceability.api.viewsets.flags import LabelFlagViewSet
from traceability.api.viewsets.hosts import PrintedHostViewSet
from traceability.api.viewsets.inquiries import InquiryViewSet
from traceability.api.viewsets.inspections import InspectionViewSet
from traceability.api.viewsets.label_runs import LabelRunViewSet
from traceability.api.viewsets.links import CodeLinkViewSet
from traceability.api.viewsets.lot_facts import ExportProfileViewSet
from traceability.api.viewsets.lots import LotViewSet
from traceability.api.viewsets.partners import PartnerGrantViewSet
from traceability.api.viewsets.recalls import RecallViewSet


def register(router: BaseRouter) -> None:
    router.register("lots", LotViewSet, basename="lots")
    router.register("events", EventViewSet, basename="events")
    router.register("label-runs", LabelRunViewSet, basename="label-runs")
    router.register("recalls", RecallViewSet, basename="recalls")
    router.register("label-flags", LabelFlagViewSet, basename="label-flags")
    router.register("inquiries", InquiryViewSet, basename="inquiries")
    router.register("inspections", InspectionViewSet, basename="inspections")
    router.register("code-links", CodeLinkViewSet, basename="code-links")
    router.register("e-labels", ELabelViewSet, basename="e-labels")
    router.register("export-profiles", ExportProfileViewSet, basename="export-profiles")
    router.register("containers", ContainerViewSet, basename="containers")
    router.register("partner-grants", PartnerGrantViewSet, basename="partner-grants")
    router.register("printed-hosts", PrintedHostViewSet, basename="printed-hosts")
