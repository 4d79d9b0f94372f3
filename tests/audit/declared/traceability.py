"""The models of traceability."""

from __future__ import annotations

from tests.audit.declared import SALT, STATES, Table

ID = "a number alone: if it changes, the row no longer matches its entry, which is named"
COUNT = "a counter or the state of work in the background; no entry states it"
SCANS = "what scans count: no entry states it, and it goes after a term"


def free(columns: str, reason: str) -> Table:
    """Return the declaration of a model without comparisons."""
    return Table(free=dict.fromkeys(columns.split(), reason), gone=reason)


TABLES: dict[str, Table] = {
    "traceability.Lot": Table(("lots", "what was used and packed"), free={"page_version": COUNT}),
    "traceability.LotEdge": Table(("genealogy",), free={"id": ID}),
    "traceability.LotAlias": Table(("former codes",), free={"id": ID}),
    "traceability.Event": Table(("events",)),
    "traceability.EventLot": Table(
        ("events", "what was used and packed"),
        free={"position": "the order of an event's lots, which nothing shows"},
    ),
    "traceability.EventDetail": Table(("event details",), free={"id": ID}),
    "traceability.EventCheck": Table(("officers' checks",), free={"id": ID}),
    "traceability.EpcisEvent": Table(("events",)),
    "traceability.EpcisThing": Table(("events",), free={"id": ID}),
    "traceability.EpcisGrant": Table(("partners' grants",)),
    "traceability.CaptureJob": Table(
        ("partners' sendings",),
        free={
            "id": ID,
            "finished_at": "when the answer was ready; only that it was not before it began is compared",
        },
        gone="refused jobs are deleted after a term, a sender's with the account; its events stay compared",
    ),
    "traceability.EpcisQuery": free("id user name query created_at", "a partner's own bookmark, in no entry"),
    "traceability.CompanyPrefix": Table(
        ("prefixes and yields",),
        free={"id": ID, "next_serial": "above every number that was given; one further on only leaves a gap"},
    ),
    "traceability.ProductYield": Table(("prefixes and yields",), free={"id": ID}),
    "traceability.Container": Table(("cartons and pallets",), free={"id": ID}),
    "traceability.ContainerLot": Table(("cartons and pallets", "what was used and packed"), free={"id": ID}),
    "traceability.ProductCode": Table(("label runs", "events", "former codes"), free={"id": ID}),
    "traceability.LabelRun": Table(
        ("label runs", "prints and voids"),
        free=dict.fromkeys(
            ("done_count", "attempts", "claim", "heartbeat_at", "error", "pdf_made_at"), COUNT
        ),
    ),
    "traceability.LabelPrint": Table(("prints and voids",)),
    "traceability.LabelVoid": Table(("prints and voids",)),
    "traceability.LabelFlag": Table(("labels looked into",), free={"id": ID}),
    "traceability.OriginVersion": Table(("origin pages",), free={"id": ID}),
    "traceability.Passport": Table(("passports",), free={"id": ID}),
    "traceability.ELabel": Table(("e-labels",), free={"id": ID}),
    "traceability.ELabelKept": free("lot page_version facts_version", COUNT),
    "traceability.Recall": Table(("recalls", "recalls' reach")),
    "traceability.RecallPin": Table(("recalls",), free={"id": ID}),
    "traceability.RecallReach": Table(("recalls' reach",), free={"id": ID}),
    "traceability.CodeLink": Table(("links of codes",)),
    "traceability.Inspection": Table(("inspections", *STATES), derived=SALT),
    "traceability.InspectionLook": Table(("inspections",), free={"id": ID}),
    "traceability.PrintedHost": Table(("printed hosts", *STATES), derived=SALT),
    "traceability.Inquiry": Table(
        ("buyers' messages", *STATES),
        derived=SALT,
    ),
    "traceability.LabelTally": free(
        "serial_key lot count days devices_today busiest_day_devices busiest_day_communes communes first_scanned_at last_scanned_at",
        SCANS,
    ),
    "traceability.Scan": free(
        "month id serial_key lot device network is_repeat verdict place scanned_at", SCANS
    ),
    "traceability.DaySalt": free("day salt", "the key of one day's scans, deleted after it"),
}
