"""Tables of lots and their labels, of events, of genealogy; a file a noun, all to be had from here."""

from traceability.models.genealogy import LotEdge
from traceability.models.lots import (
    DaySalt,
    Event,
    EventCheck,
    EventDetail,
    EventLot,
    Inquiry,
    LabelPrint,
    LabelRun,
    LabelTally,
    LabelVoid,
    Lot,
    OriginVersion,
    ProductCode,
    Recall,
    Scan,
    this_month,
)

__all__ = [
    "DaySalt",
    "Event",
    "EventCheck",
    "EventDetail",
    "EventLot",
    "Inquiry",
    "LabelPrint",
    "LabelRun",
    "LabelTally",
    "LabelVoid",
    "Lot",
    "LotEdge",
    "OriginVersion",
    "ProductCode",
    "Recall",
    "Scan",
    "this_month",
]
