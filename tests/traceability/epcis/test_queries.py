"""GET /epcis/events: the standard's parameters, complete pages, and only events that the caller may read."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

import pytest

from tests.api import client_of
from tests.shared_rows import begins_with, made
from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import (
    aggregation,
    class_of,
    document,
    element,
    shipping,
    transformation,
)
from traceability.capture import capture_events
from traceability.epcis.hashing import event_hash
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisEvent, EpcisGrant, EpcisQuery

pytestmark = pytest.mark.databases


def make_book() -> SimpleNamespace:
    """Five events of Lan's lots: shipped twice, processed, boxed, and one shipment declared wrong."""
    world = make_world()
    first, second = lots = [
        open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(2)
    ]
    wrong = shipping(first, eventTime="2026-11-19T08:30:00.000+07:00", readPoint={"id": "geo:21.3,103.9"})
    events = [
        shipping(first),
        wrong,
        transformation([element(first, 10)], [element(second, 5)]),
        aggregation(
            "urn:x:carton:1", [element(second, 5)], childEPCs=["urn:epc:id:sgtin:4012345.011111.9876"]
        ),
        wrong
        | {"errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "did_not_occur"}},
    ]
    report = capture_events(
        actor=world.as_.lan,
        events=document(*events)["epcisBody"]["eventList"],
        context=document()["@context"],
    )
    assert report.job.errors == []
    return SimpleNamespace(world=world, lots=lots, events=events)


@begins_with(make_book)
@pytest.fixture
def book(db) -> SimpleNamespace:
    return made(make_book)


@pytest.fixture
def world(book):
    return book.world


@pytest.fixture
def lots(book):
    return book.lots


@pytest.fixture
def stored_events(book):
    return book.events


def found(client, query: str = "", status: int = 200):
    response = client.get(f"/epcis/events{query}")
    assert response.status_code == status, response.content
    if status != 200:
        return response.json()["type"]
    return [
        event["type"] for event in response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("eventType=ObjectEvent", 3),
        ("eventType=ObjectEvent,TransformationEvent", 4),
        ("GE_eventTime=2026-11-20T00:00:00%2B07:00&LT_eventTime=2026-11-21T00:00:00%2B07:00", 1),
        # An offset that RFC 3339 allows and PostgreSQL doesn't read: 20/11, 00:00 in Vietnam.
        ("GE_eventTime=2026-11-20T15:59:00%2B22:59&LT_eventTime=2026-11-21T00:00:00%2B07:00", 1),
        ("GE_eventTime=0001-01-01T00:00:00%2B22:59&LT_eventTime=9999-12-31T23:59:59-22:59", 5),
        ("EQ_bizStep=shipping", 3),
        ("EQ_bizStep=https://ref.gs1.org/cbv/BizStep-shipping", 3),
        ("EQ_disposition=in_transit&EQ_action=OBSERVE", 3),
        ("EQ_readPoint=geo:21.3,103.9", 2),
        ("EXISTS_errorDeclaration=true", 1),
        ("MATCH_epc=https://example.org/01/14012345111115/21/9876", 0),
        ("MATCH_epc=urn:epc:id:sgtin:4012345.011111.9876", 1),
        ("MATCH_anyEPC=urn:epc:idpat:sgtin:4012345.011111.*", 1),
        ("MATCH_anyEPC=urn:x:carton:1", 1),
        ("MATCH_epc=urn:x:carton:1", 0),
        ("MATCH_epc=HTTPS://EXAMPLE.ORG/01/04012345111118/21/%39876", 1),
        ("MATCH_anyEPC=urn:epc:idpat:sgtin:4012345.*.*", 1),
        ("MATCH_anyEPC=urn:epc:idpat:sgtin:4012346.*.*", 0),
        ("MATCH_anyEPC=/01/04012345111118/*", 1),
        ("MATCH_anyEPC=https://id.gs1.org/01/*", 1),
        ("MATCH_parentID=/00/*", 0),
        ("EQ_readPoint=HTTPS://example.org/414/4012345000115", 1),
        ("WD_readPoint=urn:epc:id:sgln:4012345.00011.0", 1),
        ("EQ_bizStep=cbv:BizStep-shipping", 3),
        ("eventType=epcis:ObjectEvent", 3),
        ("eventCountLimit=2", 2),
    ],
)
def test_parameters_find_the_expected_number_of_events(world, stored_events, query, count):
    assert len(found(client_of(world.lan), "?" + query)) == count


def test_classes_are_found_by_their_role_in_the_event(world, stored_events, lots):
    client = client_of(world.lan)
    first, second = (quote(class_of(lot), safe="") for lot in lots)
    assert found(client, f"?MATCH_epcClass={second}") == ["AggregationEvent"]
    assert found(client, f"?MATCH_inputEPCClass={first}") == ["TransformationEvent"]
    assert found(client, f"?MATCH_outputEPCClass={first}") == []
    assert len(found(client, f"?MATCH_anyEPCClass={first}")) == 4
    assert len(found(client, f"?EQ_eventID={stored_events[1]['eventID']}")) == 2
    response = client.get(f"/epcis/epcs/{second}/events")
    assert len(response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 2


def test_star_in_a_serial_is_matched_literally(world, lots):
    serials = ["9*8", "9*", "918", "9**"]
    events = [shipping(lots[0], epcList=[f"urn:epc:id:sgtin:4012345.011111.{serial}"]) for serial in serials]
    capture_events(actor=world.as_.lan, events=events, context=document()["@context"])
    client = client_of(world.lan)
    for serial in serials:
        query = f"/epcis/events?MATCH_anyEPC={quote(f'urn:epc:id:sgtin:4012345.011111.{serial}')}"
        stored_events = client.get(query).json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        assert [event["epcList"][0].rpartition(".")[2] for event in stored_events] == [serial]
    assert len(found(client, "?MATCH_anyEPC=urn:epc:idpat:sgtin:4012345.011111.*")) == 5
    assert len(found(client, "?MATCH_anyEPC=/01/04012345111118/21/9*")) == 5
    assert len(found(client, "?MATCH_anyEPC=https://id.gs1.org/01/04012345111118/21/9*8")) == 1


def test_an_event_that_names_a_star_has_the_hash_of_its_address(world, lots):
    event = shipping(lots[0], epcList=["urn:epc:id:sgtin:4012345.011111.9*8"])
    del event["eventID"]
    right = event_hash(
        event | {"epcList": ["https://id.gs1.org/01/04012345111118/21/9%2A8"]}, document()["@context"]
    )

    def capture(*events) -> EpcisEvent:
        report = capture_events(actor=world.as_.lan, events=list(events), context=document()["@context"])
        assert report.job.errors == []
        return EpcisEvent.objects.latest("entry_id")

    stored = capture(event | {"eventID": right})
    assert stored.hash_id == right
    again = capture(event, event | {"eventID": right})
    assert (again.entry_id, again.hash_id) == (stored.entry_id, right)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("EQ_colour=red", 400),
        ("GE_eventTime=2026-02-30T00:00:00Z", 400),
        ("perPage=0", 400),
        ("perPage=x", 400),
        ("nextPageToken=rubbish", 400),
        ("orderBy=colour", 400),
        ("EQ_bizStep=dancing", 400),
        ("EQ_bizStep=cbv:BizStep-dancing", 400),
        ("EQ_disposition=shipping", 400),
        ("EQ_action=LOOK", 400),
        ("eventType=DancingEvent", 400),
        ("EQ_errorReason=boredom", 400),
        ("EQ_type=Feeling", 400),
        ("EQ_source_somebody=urn:x:y", 400),
        ("eventCountLimit=1&maxEventCount=1", 400),
        ("MATCH_epc=urn:epc:idpat:sgtin:*.*.*", 400),
        ("maxEventCount=2", 413),
    ],
)
def test_unsupported_parameter_is_refused_with_the_standards_exception(world, stored_events, query, status):
    kind = "QueryTooLargeException" if status == 413 else "QueryParameterException"
    assert found(client_of(world.lan), "?" + query, status) == f"epcisException:{kind}"


def test_a_page_too_large_is_refused_with_the_maximum(world):
    client = client_of(world.lan)
    for resource, most in (("events", "999.999.999"), ("bizSteps", "99.999")):
        assert (
            f"perPage là số từ 1 đến {most}."
            in client.get(f"/epcis/{resource}?perPage={'9' * 20}").json()["detail"]
        )


@pytest.mark.parametrize("order", ["eventTime", "recordTime"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_give_every_event_once_in_order(world, stored_events, order, direction):
    client = client_of(world.lan)
    url, collected = f"/epcis/events?perPage=2&orderBy={order}&orderDirection={direction}", []
    while url:
        response = client.get(url)
        collected += [
            event["eventID"] + str("errorDeclaration" in event)
            for event in response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        ]
        link = response.headers.get("Link", "")
        url = link[1 : link.index(">")] if link else ""
    column = "event_time" if order == "eventTime" else "recorded_at"
    sign = "-" if direction == "DESC" else ""
    assert collected == [
        row.uri + str(row.is_error) for row in EpcisEvent.objects.order_by(sign + column, sign + "entry_id")
    ]


def test_strangers_find_events_only_with_a_grant(world, stored_events):
    for stranger in (world.minh, world.hoa):
        assert found(client_of(stranger)) == []
        response = client_of(stranger).get(f"/epcis/events/{stored_events[0]['eventID']}")
        assert response.status_code == 404
    assert client_of().get("/epcis/events").status_code == 401
    assert len(found(client_of(world.thu))) == 5  # the lots' officer
    grant = EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_query=True)
    assert len(found(client_of(world.hoa))) == 5
    EpcisGrant.objects.filter(pk=grant.pk).update(product=world.other_product)
    assert found(client_of(world.hoa)) == []
    EpcisGrant.objects.filter(pk=grant.pk).update(product=None, may_query=False, may_capture=True)
    assert found(client_of(world.hoa)) == []


def test_one_event_is_found_by_its_id_and_by_its_hash(world, stored_events):
    client = client_of(world.lan)
    row = EpcisEvent.objects.get(uri=stored_events[2]["eventID"])
    for name in (row.uri, quote(row.hash_id, safe="")):
        assert client.get(f"/epcis/events/{name}").json()["eventID"] == row.uri
    assert "errorDeclaration" in client.get(f"/epcis/events/{stored_events[1]['eventID']}").json()


def test_named_queries_are_stored_asked_and_deleted(world, stored_events):
    client, other = client_of(world.lan), client_of(world.hoa)
    body = {"name": "da-giao", "query": {"EQ_bizStep": ["shipping"], "perPage": 2}}
    assert client.post("/epcis/queries", body).status_code == 201
    assert client.post("/epcis/queries", body).status_code == 409
    bad = client.post("/epcis/queries", {"name": "xau", "query": {"EQ_colour": "red"}})
    assert (bad.status_code, bad.json()["type"]) == (400, "epcisException:QueryParameterException")
    response = client.get("/epcis/queries/da-giao/events")
    assert len(response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 2
    assert 'rel="next"' in response.headers["Link"]
    assert other.get("/epcis/queries/da-giao").status_code == 404
    assert client.delete("/epcis/queries/da-giao").status_code == 204
    assert not EpcisQuery.objects.exists()


def test_names_in_use_are_listed(world, stored_events):
    client = client_of(world.lan)
    assert client.get("/epcis/bizSteps").json()["member"] == ["commissioning", "packing", "shipping"]
    assert "ObjectEvent" in client.get("/epcis/eventTypes").json()["member"]
    assert (
        len(
            client.get("/epcis/eventTypes/ObjectEvent/events").json()["epcisBody"]["queryResults"][
                "resultsBody"
            ]["eventList"]
        )
        == 3
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_query_takes_as_many_statements_however_many_events(
    world, lots, stored_events, count, django_assert_num_queries
):
    capture_events(
        actor=world.as_.lan, events=[shipping(lots[0]) for _n in range(count)], context=document()["@context"]
    )
    client = client_of(world.lan)
    found(client)
    with django_assert_num_queries(3):
        assert len(found(client)) == len(stored_events) + count


def test_a_form_for_a_query_and_a_name_with_a_nul_are_refused(world):
    lan = client_of(world.lan)
    before = EpcisQuery.objects.count()
    assert lan.post("/epcis/queries", {"name": "x", "query": "{}"}, format="multipart").status_code == 415
    assert EpcisQuery.objects.count() == before
    assert lan.get("/epcis/events/%00").status_code == 404


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [
        ("events", "application/ld+json", 200, "application/ld+json"),
        ("events", "application/json, application/ld+json;q=0.5", 200, "application/json"),
        ("events", "*/*", 200, "application/json"),
        ("events", "text/html", 406, "application/problem+json"),
        ("events?format=xml", "*/*", 400, "application/problem+json"),
        ("events/", "*/*", 404, "application/problem+json"),
        ("nothing", "*/*", 404, "application/problem+json"),
        ("capture/x", "application/ld+json", 404, "application/problem+json"),
    ],
)
def test_every_answer_is_json_in_the_kind_that_was_asked_for(
    world, stored_events, path, accept, status, kind
):
    answer = client_of(world.lan).get(f"/epcis/{path}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, kind)
    if status >= 400:
        assert answer.json()["status"] == status


def test_names_come_in_pages_and_lead_to_their_events(world, stored_events):
    client = client_of(world.lan)
    url, collected, pages = "/epcis/bizSteps?perPage=2", [], 0
    while url:
        response = client.get(url)
        collected, pages = collected + response.json()["member"], pages + 1
        link = response.headers.get("Link", "")
        url = link[1 : link.index(">")] if link else ""
    assert (collected, pages) == (["commissioning", "packing", "shipping"], 2)
    assert client.get("/epcis/bizSteps/shipping").json()["member"] == ["events"]
    assert client.get("/epcis/eventTypes?perPage=1").json()["member"] == ["AggregationEvent"]
    assert client.get("/epcis/readPoints").json()["member"][0] == "geo:21.3,103.9"
    for path, status in (
        ("bizSteps/shipping/events", 200), ("eventTypes/ObjectEvent/events", 200), ("bizSteps/dancing/events", 404),
        ("eventTypes/Dancing", 404), ("bizSteps?perPage=0", 400), ("epcs?colour=red", 400),
    ):  # fmt: skip
        assert client.get(f"/epcis/{path}").status_code == status, path
    epc = quote("urn:epc:id:sgtin:4012345.011111.9876", safe="")
    assert client.get(f"/epcis/epcs/{epc}/events").status_code == 200


def test_a_named_query_holds_fractions(world, stored_events):
    EpcisQuery.objects.create(user=world.lan, name="heavy", query={"GE_quantity": 9.5})
    response = client_of(world.lan).get("/epcis/queries/heavy/events")
    kinds = [one["type"] for one in response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]]
    assert kinds == ["TransformationEvent"]


def test_root_lists_the_resources_below(world):
    listed = client_of(world.lan).get("/epcis/").json()
    assert listed["type"] == "Collection" and {"capture", "events", "queries", "bizSteps", "epcs"} <= set(
        listed["member"]
    )
    for name in listed["member"]:
        assert client_of(world.lan).get(f"/epcis/{name}").status_code == 200, name
    assert client_of().get("/epcis/").status_code == 401
    assert client_of(world.lan).get("/epcis/nichts").status_code == 404


@pytest.mark.parametrize("value", ["", " ", ","])
@pytest.mark.parametrize(
    "name",
    [
        "MATCH_epc", "MATCH_anyEPC", "MATCH_anyEPCClass", "MATCH_inputEPCClass", "EQ_bizStep", "EQ_action", "eventType",
        "EQ_transformationID", "EQ_readPoint", "WD_readPoint", "EQ_eventID", "GE_eventTime", "EQ_ex:colour", "orderBy",
    ],
)  # fmt: skip
def test_parameter_without_a_value_is_refused_and_never_everything(book, name, value):
    asked = client_of(book.world.lan).get("/epcis/events", {name: value})
    if value == "," and name in ("EQ_readPoint", "WD_readPoint", "EQ_eventID", "EQ_ex:colour"):
        # These aren't split at commas: a text that no event has.
        assert asked.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    else:
        assert asked.status_code == 400, asked.content.decode()


def test_named_query_without_a_value_is_refused(book):
    for query in ({"MATCH_epc": []}, {"EQ_bizStep": ""}, {"eventType": [" "]}):
        made = client_of(book.world.lan).post(
            "/epcis/queries", {"name": "tat-ca", "query": query}, format="json"
        )
        assert made.status_code == 400, made.content.decode()
    assert not EpcisQuery.objects.exists()
