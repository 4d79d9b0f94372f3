from rest_framework.routers import BaseRouter

from traceability.containers.api import ContainerViewSet
from traceability.events.api import EventViewSet
from traceability.hosts.api import PrintedHostViewSet
from traceability.inquiries.api import InquiryViewSet
from traceability.inspection.api import InspectionViewSet
from traceability.labels.api.label_runs import LabelRunViewSet
from traceability.labels.api.posters import PosterActions
from traceability.legal.api import ELabelViewSet
from traceability.lots.api import lots
from traceability.lots.api.lot_facts import ExportProfileViewSet
from traceability.partners.api import PartnerGrantViewSet
from traceability.recalls.api import RecallViewSet
from traceability.resolver.api import CodeLinkViewSet
from traceability.scans.api import LabelFlagViewSet


class LotViewSet(lots.LotViewSet, PosterActions):
    # The trade of lots doesn't know the labels' API. Without a docstring here, the description is the base's.
    pass


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
