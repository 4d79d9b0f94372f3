"""Register the columns of traceability's tables in members' data exports (members.own_data.records)."""

from __future__ import annotations

from members.own_data import records
from members.own_data.records import owned_by
from products.own_data.records import run_by
from traceability.models import (
    CaptureJob,
    CodeLink,
    CompanyPrefix,
    Container,
    ContainerLot,
    ELabel,
    EpcisGrant,
    EpcisQuery,
    EpcisThing,
    EventCheck,
    Inquiry,
    Inspection,
    InspectionLook,
    LabelFlag,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    LotAlias,
    LotEdge,
    OriginVersion,
    Passport,
    ProductCode,
    ProductYield,
    Recall,
    RecallPin,
    RecallReach,
)


def register() -> None:
    """Register the tables; called once, from AppConfig.ready()."""
    records.register(
        CaptureJob,
        owned_by("user"),
        "id user created_at finished_at behaviour success event_count captured_count repeated_count errors error_count",
    )
    records.register(
        CodeLink,
        run_by("product__producer__"),
        "id product lot link_type url title language media_type country from_date until_date previous "
        "pin added_at added_by on_behalf_of ended_at ended_by ended_how ended_reason",
    )
    records.register(CompanyPrefix, run_by("producer__"), "id producer prefix gln next_serial")
    records.register(Container, run_by("producer__"), "id producer uri is_pallet parent created_at")
    records.register(ContainerLot, run_by("container__producer__"), "id container lot quantity")
    records.register(ELabel, run_by("product__producer__"), "id product since until by")
    records.register(
        EpcisGrant,
        run_by("producer__"),
        "id producer partner product may_capture may_query by granted_at ended_at",
        part="given",
    )
    records.register(
        EpcisGrant,
        owned_by("partner"),
        "id producer partner product may_capture may_query by granted_at ended_at",
        part="had",
    )
    records.register(EpcisQuery, owned_by("user"), "id user name query created_at")
    records.register(EpcisThing, run_by("lot__product__producer__"), "id event_id is_error field value lot")
    records.register(EventCheck, owned_by("by"), "id event_id claim branch by checked_at")
    records.register(
        Inquiry,
        run_by("producer__"),
        "id ref kind state producer lot serial_text text answer answered_by on_behalf_of answered_at "
        "created_at",
    )
    records.register(
        Inspection,
        run_by("producer__"),
        "id inspector producer reason granted_by granted_at until ended_at",
        part="producer",
    )
    records.register(
        Inspection,
        owned_by("inspector"),
        "id inspector producer reason granted_by granted_at until ended_at",
        part="inspector",
    )
    records.register(
        InspectionLook, owned_by("inspection__inspector"), "id inspection lot part took_bundle looked_at"
    )
    records.register(
        LabelFlag,
        run_by("lot__product__producer__"),
        "id run number lot sign flagged_at looked_at looked_by finding known",
    )
    records.register(
        LabelPrint,
        run_by("run__lot__product__producer__"),
        "id run kind first last reason by on_behalf_of printed_at",
    )
    records.register(
        LabelRun,
        run_by("lot__product__producer__"),
        "id lot code count layout key_version origin content offset_x offset_y state done_count "
        "attempts heartbeat_at error pdf pdf_sha256 pdf_made_at verified_count requested_by "
        "on_behalf_of requested_at ready_at",
    )
    records.register(
        LabelVoid,
        run_by("run__lot__product__producer__"),
        "id run first last reason by on_behalf_of voided_at",
    )
    records.register(
        Lot,
        run_by("product__producer__"),
        "id product code state quantity unit harvested_date produced_date expiry_date sold_until place "
        "created_by on_behalf_of created_at page_version used packed",
    )
    records.register(
        LotAlias, run_by("lot__product__producer__"), "id lot product code by on_behalf_of since"
    )
    records.register(
        LotEdge,
        run_by("source__product__producer__"),
        "id source target input_event output_event",
        part="source",
    )
    records.register(
        OriginVersion, run_by("lot__product__producer__"), "id lot number facts pin published_at erased_at"
    )
    records.register(
        Passport, run_by("lot__product__producer__"), "id lot number facts pin published_at by erased_at"
    )
    records.register(ProductCode, run_by("product__producer__"), "id product kind value since")
    records.register(ProductYield, run_by("product__producer__"), "id product percent reason")
    records.register(
        Recall,
        run_by("lot__product__producer__"),
        "id lot run first last reason advice contact started_at until_date ended_at end_reason by ended_by",
    )
    records.register(
        RecallPin, run_by("recall__lot__product__producer__"), "id recall what pin goes_when_over erased_at"
    )
    records.register(
        RecallReach, run_by("lot__product__producer__"), "id recall lot run first last since ended_at"
    )
