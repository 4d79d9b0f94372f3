"""Tables of lots and their labels, of events, of genealogy, of recalls, of copied labels; a file a noun, all to be had from here."""

from traceability.models.copies import LabelFlag
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
    Scan,
    this_month,
)
from traceability.models.recalls import Recall, RecallReach

__all__ = [
    "DaySalt",
    "Event",
    "EventCheck",
    "EventDetail",
    "EventLot",
    "Inquiry",
    "LabelFlag",
    "LabelPrint",
    "LabelRun",
    "LabelTally",
    "LabelVoid",
    "Lot",
    "LotEdge",
    "OriginVersion",
    "ProductCode",
    "Recall",
    "RecallReach",
    "Scan",
    "this_month",
]
