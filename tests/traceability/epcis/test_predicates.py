"""GET /epcis/events by the content of events: parties, master data, extensions, sensors, declarations."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.api import client_of
from tests.traceability.epcis_samples import CONTEXT, element, shipping
from traceability.capture import capture_events
from traceability.epcis import queries
from traceability.events.actions import LotPart, record_event
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisEvent

GLN = "https://id.gs1.org/414/4012345000115"


@pytest.fixture
def named_events(world, settings):
    """A rich event of a partner's, a plain one, its declaration, and a harvest of the diary: name -> event."""
    lot = open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")
    rich = shipping(
        lot,
        action="ADD",
        quantityList=[element(lot, 12.5)],
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:po:7"}, {"bizTransaction": "urn:x:po:8"}],
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:sgln:4012345.00011.0"}],
        destinationList=[{"type": "location", "destination": GLN}],
        persistentDisposition={"set": ["damaged"]},
        ilmd={"ex:grade": "A", "ex:sugar": 12},
        sensorElementList=[
            {
                "sensorMetadata": {
                    "deviceID": "urn:x:kho-1",
                    "startTime": "2026-11-20T01:00:00Z",
                    "ex:door": "N",
                },
                "sensorReport": [
                    {"type": "Temperature", "value": 4.5, "uom": "CEL", "percRank": 50, "ex:probe": 2}
                ],
                "ex:round": "night",
            }
        ],
        **{
            "ex:until": "2026-12-01T00:00:00Z",
            "ex:box": {"ex:seal": [{"ex:colour": "red"}]},
            "@context": [CONTEXT, {"ex": "https://example.org/ns#"}],
        },
    )
    declared = rich | {
        "errorDeclaration": {
            "declarationTime": "2026-11-24T08:00:00+07:00",
            "reason": "did_not_occur",
            "correctiveEventIDs": ["urn:x:right"],
            "ex:by": "scale",
        }
    }
    job = capture_events(actor=world.as_.lan, events=[rich, declared, shipping(lot)], context=CONTEXT).job
    assert job.success, job.errors
    record_event(
        actor=world.as_.lan,
        kind="harvesting",
        event_time=lot.created_at,
        lots=[LotPart(lot, quantity=20, unit="kg")],
    )
    names = dict(
        zip(EpcisEvent.objects.order_by("entry_id").values_list("entry_id", flat=True), "rich plain wrong harvest".split(), strict=False)
    )  # fmt: skip
    order = EpcisEvent.objects.order_by("entry_id").values_list("uri", "is_error", "entry_id")
    return {"lot": lot, "by": {(uri, is_error): names[entry] for uri, is_error, entry in order}}


def found(world, named_events, *query: tuple[str, str]) -> set[str]:
    answer = client_of(world.lan).get(f"/epcis/events?{urlencode(query)}")
    assert answer.status_code == 200, answer.content
    rows = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return {named_events["by"][row["eventID"], "errorDeclaration" in row] for row in rows}


BOTH = {"rich", "wrong"}


@pytest.mark.slow
def test_parameters_on_event_contents_find_the_expected_events(world, named_events, settings):
    lot = named_events["lot"]
    for name, value, wanted in (
        ("EQ_bizTransaction_po", "urn:x:po:7", BOTH),
        ("EQ_bizTransaction_po", "urn:x:po:8", set()),
        ("EQ_bizTransaction_https://ref.gs1.org/cbv/BTT-po", "urn:x:po:7", BOTH),
        ("EQ_source_owning_party", GLN, BOTH),
        ("EQ_destination_location", "urn:epc:id:sgln:4012345.00011.0", BOTH),
        ("EQ_destination_owning_party", GLN, set()),
        ("EQ_persistentDisposition_set", "damaged", BOTH),
        ("EQ_persistentDisposition_unset", "damaged", set()),
        ("EQ_errorReason", "did_not_occur", {"wrong"}),
        ("EQ_correctiveEventID", "urn:x:right", {"wrong"}),
        ("GE_errorDeclarationTime", "2026-11-24T01:00:00Z", {"wrong"}),
        ("LT_errorDeclarationTime", "2026-11-24T01:00:00Z", set()),
        ("EQ_quantity", "12.50", BOTH),
        ("GT_quantity", "12.5", {"harvest"}),
        ("EQ_type", "Temperature", BOTH),
        ("EQ_type", "https://gs1.org/voc/Temperature", BOTH),
        ("EQ_deviceID", "urn:x:kho-1", BOTH),
        ("LT_value_CEL", "5", BOTH),
        ("LT_value_KEL", "5", set()),
        ("EQ_ILMD_ex:grade", "A", BOTH),
        ("EQ_ILMD_https://example.org/ns#grade", "A", BOTH),
        ("EQ_ILMD_ex:grade", "B", set()),
        ("GE_ILMD_ex:sugar", "12", BOTH),
        ("EXISTS_ILMD_ex:sugar", "", BOTH),
        ("EQ_ILMD_cbvmda:lotNumber", lot.code, {"harvest"}),
        ("EQ_ILMD_urn:epcglobal:cbv:mda:lotNumber", lot.code, {"harvest"}),
        ("LT_ex:until", "2026-12-02T00:00:00Z", BOTH),
        ("EXISTS_ex:until", "", BOTH),
        ("GE_percRank", "50", BOTH),
        ("GT_percRank", "50", set()),
        ("GE_startTime", "2026-11-20T08:00:00+07:00", BOTH),
        ("LT_startTime", "2026-11-20T08:00:00+07:00", set()),
        ("LT_endTime", "2026-12-20T08:00:00+07:00", set()),
        ("EQ_SENSORELEMENT_ex:round", "night", BOTH),
        ("EQ_SENSORMETADATA_ex:door", "N", BOTH),
        ("GE_SENSORREPORT_ex:probe", "2", BOTH),
        ("EXISTS_SENSORREPORT_ex:door", "", set()),
        ("EQ_ERROR_DECLARATION_ex:by", "scale", {"wrong"}),
        ("EXISTS_INNER_ex:seal", "", BOTH),
        ("EQ_INNER_ex:colour", "red", BOTH),
        ("EQ_INNER_https://example.org/ns#colour", "blue", set()),
        # A field of the event itself is not an inner field, nor the other way round.
        ("EXISTS_INNER_ex:until", "", set()),
        ("EXISTS_ex:colour", "", set()),
        ("EXISTS_INNER_ILMD_ex:colour", "", set()),
        ("WD_readPoint", f"{settings.PUBLIC_ORIGIN}/xa/{world.province.pk}", {"harvest"}),
        ("WD_readPoint", GLN, BOTH | {"plain"}),
        ("WD_bizLocation", f"{settings.PUBLIC_ORIGIN}/noi/{world.producer.ref}", {"harvest"}),
    ):
        assert found(world, named_events, (name, value)) == wanted, (name, value)
    # Alternatives of one parameter, and several parameters together.
    either = ("EQ_ILMD_ex:grade", "A"), ("EQ_ILMD_ex:grade", "B")
    assert found(world, named_events, *either) == BOTH
    assert found(world, named_events, *either, ("EQ_errorReason", "did_not_occur")) == {"wrong"}


# Fields with numbers or times; `EQ_quantity=NaN` found nothing once.
NO_NUMBERS = [
    *(("quantity", value) for value in ("NaN", "Infinity", "-Infinity", "inf", "1e999", "", "2026-11-24T01:00:00Z", "٣")),
    ("value_CEL", "NaN"), ("maxValue_CEL", "Infinity"), ("sDev_CEL", "viel"), ("percRank", "NaN"),
    ("errorDeclarationTime", "5"), ("startTime", "NaN"),
]  # fmt: skip


@pytest.mark.slow
def test_invalid_or_too_complex_predicate_is_refused(world, named_events, monkeypatch):
    client = client_of(world.lan)
    for query, status in (
        ("GT_quantity=viel", 400),
        *((f"{how}_{field}={value}", 400) for how in ("EQ", "GE") for field, value in NO_NUMBERS),
        ("GE_quantity=1e-2", 200),
        ("GE_errorDeclarationTime=2026-02-30T00:00:00Z", 400),
        ("EQ_colour=red", 400),
        ("EQ_ILMD_grade=A", 400),
        ("EQ_INNER_grade=A", 400),
        ("GE_startTime=2026-02-30T00:00:00Z", 400),
        ("HASATTR_bizStep=urn:x:a", 400),
        ("EQATTR_readPoint=urn:x:a", 400),
        ("HASATTR_readPoint=urn:x:a", 200),
        ("EXISTS_ILMD_ex:sugar=&maxEventCount=1", 413),
        ("EXISTS_ILMD_ex:sugar=&maxEventCount=2", 200),
    ):
        assert client.get(f"/epcis/events?{query}").status_code == status, query
    monkeypatch.setattr(queries, "MOST_LOOKED_INTO", 3)
    refused = client.get("/epcis/events?EQ_ILMD_ex:grade=C")
    assert (refused.status_code, refused.json()["type"]) == (413, "epcisException:QueryTooComplexException")


def test_pages_of_such_a_query_give_each_event_once(world, named_events):
    client, url, collected = client_of(world.lan), "/epcis/events?EXISTS_ILMD_ex:sugar=&perPage=1", []
    while url:
        answer = client.get(url)
        rows = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        collected += ["errorDeclaration" in row for row in rows]
        url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert sorted(collected) == [False, True]
