from rest_framework.routers import BaseRouter

from traceability.containers import api as containers
from traceability.events import api as events
from traceability.hosts import api as hosts
from traceability.inquiries import api as inquiries
from traceability.inspection import api as inspection
from traceability.labels.api import label_runs
from traceability.labels.api.posters import PosterActions
from traceability.legal import api as legal
from traceability.lots.api import lot_facts, lots
from traceability.partners import api as partners
from traceability.recalls import api as recalls
from traceability.resolver import api as resolver
from traceability.scans import api as scans


class LotViewSet(lots.LotViewSet, PosterActions):
    # The trade of lots doesn't know the labels' API. Without a docstring here, the description is the base's.
    pass


def register(router: BaseRouter) -> None:
    router.register("lots", LotViewSet, basename="lots")
    events.register(router)
    label_runs.register(router)
    recalls.register(router)
    scans.register(router)
    inquiries.register(router)
    inspection.register(router)
    resolver.register(router)
    legal.register(router)
    lot_facts.register(router)
    containers.register(router)
    partners.register(router)
    hosts.register(router)
