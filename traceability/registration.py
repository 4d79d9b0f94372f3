"""What traceability registers in slots, clock, ports and registries of other apps, one file per trade."""

from traceability.auditing import registration as log
from traceability.containers import registration as containers
from traceability.diary import registration as diary
from traceability.hosts import registration as hosts
from traceability.inspection import registration as inspections
from traceability.labels import registration as labels
from traceability.legal import registration as legal
from traceability.lots import registration as lots
from traceability.own_data import registration as own_data
from traceability.partners import registration as partners
from traceability.resolver import registration as links
from traceability.scans import registration as scans


def register() -> None:
    """Register all parts of the app; called once, from AppConfig.ready()."""
    for part in (
        lots,
        diary,
        containers,
        labels,
        links,
        scans,
        legal,
        inspections,
        partners,
        hosts,
        log,
        own_data,
    ):
        part.register()
