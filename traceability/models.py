"""All models of traceability, collected from the modules of its trades."""

from traceability.containers.models import CompanyPrefix, Container, ContainerLot
from traceability.epcis.models import CaptureJob, EpcisEvent, EpcisQuery, EpcisThing
from traceability.events.models import Event, EventCheck, EventDetail, EventLot
from traceability.genealogy.models import LotEdge, ProductYield
from traceability.hosts.models import PrintedHost
from traceability.inquiries.models import Inquiry
from traceability.inspection.models import Inspection, InspectionLook
from traceability.labels.models import LabelPrint, LabelRun, LabelVoid, ProductCode
from traceability.legal.models import ELabel, ELabelKept, Passport
from traceability.lots.models import Lot, LotAlias
from traceability.partners.models import EpcisGrant
from traceability.recalls.models import Recall, RecallPin, RecallReach
from traceability.resolver.models import CodeLink
from traceability.scans.models.copies import LabelFlag
from traceability.scans.models.origin import OriginVersion
from traceability.scans.models.scans import DaySalt, LabelTally, Scan

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
