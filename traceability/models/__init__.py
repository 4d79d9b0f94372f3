"""Tables of lots and their labels, of events, of genealogy, of recalls, of copied labels, of links, of printed hosts, of passports; a file a noun, all to be had
from here."""

from traceability.models.copies import LabelFlag
from traceability.models.epcis import (
    CaptureJob,
    CompanyPrefix,
    Container,
    ContainerLot,
    EpcisEvent,
    EpcisGrant,
    EpcisQuery,
    EpcisThing,
    ProductYield,
)
from traceability.models.events import Event, EventCheck, EventDetail, EventLot
from traceability.models.genealogy import LotEdge
from traceability.models.hosts import PrintedHost
from traceability.models.inquiries import Inquiry
from traceability.models.inspection import Inspection, InspectionLook
from traceability.models.labels import LabelPrint, LabelRun, LabelVoid, ProductCode
from traceability.models.legal import ELabel, ELabelKept, Passport
from traceability.models.links import CodeLink, LotAlias
from traceability.models.lots import Lot
from traceability.models.origin import OriginVersion
from traceability.models.recalls import Recall, RecallPin, RecallReach
from traceability.models.scans import DaySalt, LabelTally, Scan

__all__ = [
    "CodeLink",
    "CaptureJob",
    "CompanyPrefix",
    "Container",
    "ContainerLot",
    "DaySalt",
    "ELabel",
    "ELabelKept",
    "EpcisEvent",
    "EpcisGrant",
    "EpcisQuery",
    "EpcisThing",
    "Event",
    "EventCheck",
    "EventDetail",
    "EventLot",
    "Inquiry",
    "Inspection",
    "InspectionLook",
    "LabelFlag",
    "LabelPrint",
    "LabelRun",
    "LabelTally",
    "LabelVoid",
    "Lot",
    "LotAlias",
    "LotEdge",
    "OriginVersion",
    "Passport",
    "PrintedHost",
    "ProductCode",
    "ProductYield",
    "Recall",
    "RecallPin",
    "RecallReach",
    "Scan",
]
