"""Django's admin for lots and labels, in which the Union's technical staff look things up.

Changes go through the pages, whose actions write the ledger. Events and scans have composite keys, which
the admin can't show.
"""

from traceability.containers import admin as containers
from traceability.hosts import admin as hosts
from traceability.inquiries import admin as inquiries
from traceability.inspection import admin as inspection
from traceability.labels import admin as labels
from traceability.legal import admin as legal
from traceability.lots import admin as lots
from traceability.recalls import admin as recalls
from traceability.resolver import admin as resolver
from traceability.scans import admin as scans

__all__ = [
    "containers",
    "hosts",
    "inquiries",
    "inspection",
    "labels",
    "legal",
    "lots",
    "recalls",
    "resolver",
    "scans",
]
