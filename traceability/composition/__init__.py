"""What traceability puts into the slots, tabs, clock, ports and registries of the house, a file a noun."""

from traceability import own_records
from traceability.composition import (
    containers,
    flags,
    hosts,
    inspections,
    labels,
    legal,
    links,
    log,
    lots,
    partners,
    scans,
    typed_codes,
)


def register() -> None:
    """Called once, from AppConfig.ready()."""
    for part in (
        lots,
        containers,
        labels,
        links,
        scans,
        flags,
        legal,
        inspections,
        partners,
        hosts,
        log,
        typed_codes,
    ):
        part.register()
    own_records.register()
