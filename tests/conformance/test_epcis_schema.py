"""epcis/: our checks against the standard's JSON schema and examples. We refuse what it refuses and accept what it accepts."""

from __future__ import annotations

import copy
import random

import pytest
from jsonschema import Draft7Validator, FormatChecker
from jsonschema_rs import Draft7Validator as QuickValidator

from tests.traceability.epcis.test_moments import is_date_time
from traceability.epcis import vocabulary
from traceability.epcis.schema import EVENTS, URI, check_document, check_event, check_rules

EXAMPLES = [
    "ErrorDeclarationAndCorrectiveEvent",
    "Example_9.6.1-ObjectEvent-with-error-declaration",
    "Example_9.6.1-ObjectEvent",
    "Example_9.6.1-ObjectEventWithDigitalLink",
    "Example_9.6.2-ObjectEventWithDigitalLink",
    "Example_9.6.3-AggregationEvent",
    "Example_9.6.3-AggregationEventWithDigitalLink",
    "Example_9.6.4-TransformationEvent",
]


@pytest.fixture(scope="module")
def schema(conformance_json):
    return conformance_json("epcis", "EPCIS-JSON-Schema.json")


def faults(document) -> list:
    found = check_document(document)
    return found or [fault for event in document["epcisBody"]["eventList"] for fault in check_event(event)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_standard_are_accepted(name, conformance_json):
    document = conformance_json("epcis", "examples", f"{name}.jsonld")
    assert faults(document) == []
    assert [fault for event in document["epcisBody"]["eventList"] for fault in check_rules(event)] == []


def test_words_are_those_of_the_schema(schema):
    definitions = schema["definitions"]
    for ours, name in (
        (vocabulary.BIZ_STEPS, "bizStep"),
        (vocabulary.DISPOSITIONS, "disposition"),
        (vocabulary.TRANSACTION_TYPES, "bizTransaction-type"),
        (vocabulary.PARTY_TYPES, "source-dest-type"),
        (vocabulary.ERROR_REASONS, "error-reason"),
        (vocabulary.ALERTS, "sensorAlertType"),
        (vocabulary.COMPONENTS, "component"),
        (vocabulary.MEASUREMENTS, "measurementType"),
    ):
        assert ours == set(definitions[name]["anyOf"][1]["enum"]), name
    assert {name for name in EVENTS if name in definitions} == set(EVENTS)


def test_validator_agrees_with_the_schema_on_randomly_broken_documents(schema, conformance_json):
    """Thousands of broken examples: a field is dropped, renamed, emptied, doubled, or gets another value."""
    checker = FormatChecker(formats=())
    checker.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    checker.checks("uri")(lambda value: not isinstance(value, str) or URI.fullmatch(value) is not None)
    slow = Draft7Validator(schema, format_checker=checker)
    quick = QuickValidator(schema)
    chance = random.Random(20)
    documents = [conformance_json("epcis", "examples", f"{name}.jsonld") for name in EXAMPLES]
    documents.append(rich_document())
    assert faults(documents[-1]) == []
    refused = accepted = 0
    for turn in range(3_000):
        document = copy.deepcopy(chance.choice(documents))
        spoil(document, chance)
        schema_refuses = not quick.is_valid(document)
        if turn % 20 == 0:
            schema_refuses = schema_refuses or not slow.is_valid(document)
        if schema_refuses:
            refused += 1
            assert faults(document), document
        elif not (ours := faults(document)):
            accepted += 1
        elif slow.is_valid(document):
            # The schema doesn't check a context's content; without it no term has a meaning.
            assert {fault.code for fault in ours} <= {
                "context",
                "context_standard",
                "context_foreign",
                "context_term",
            }, document
    assert (refused > 1_000, accepted > 500) == (True, True)


ODD = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "shipping",
    "ADD",
    [],
    {},
    [1],
    ["a", "a"],
    {"id": "x"},
    "urn:x:1",
    "+07:00",
    "2026-02-30T00:00:00Z",
]


def spoil(document, chance: random.Random) -> None:
    places = []

    def walk(node) -> None:
        if isinstance(node, dict | list) and node:
            places.append(node)
            for child in node.values() if isinstance(node, dict) else node:
                walk(child)

    walk(document)
    for _time in range(chance.choice([1, 1, 2])):
        node = chance.choice(places)
        if not node:
            continue
        key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        match chance.randrange(5):
            case 0:
                del node[key]
            case 1 if isinstance(node, dict):
                node[chance.choice(["strange", "foo:bar", "epcList", "ilmd", "action", "type"])] = node[key]
            case 2 if isinstance(node, list):
                node.append(copy.deepcopy(node[key]))
            case _:
                node[key] = copy.deepcopy(chance.choice(ODD))


def rich_document():
    """Each kind of event with every field it may have."""
    step = {
        "eventTime": "2026-11-24T08:30:00.000+07:00", "eventTimeZoneOffset": "+07:00", "recordTime": "2026-11-24T08:30:00Z",
        "eventID": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "certificationInfo": ["https://example.org/c"],
        "bizStep": "packing", "disposition": "in_progress",
        "readPoint": {"id": "https://id.gs1.org/414/4012345000115"}, "bizLocation": {"id": "geo:21.3,103.9"},
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:x:po:1"}],
        "sourceList": [{"type": "location", "source": "urn:x:1"}],
        "destinationList": [{"type": "location", "destination": "urn:x:2"}],
        "sensorElementList": [
            {
                "sensorMetadata": {"time": "2026-11-24T08:30:00Z", "deviceID": "urn:x:d", "ex:more": 1},
                "sensorReport": [
                    {"type": "Temperature", "value": 4.5, "uom": "CEL", "exception": "ALARM_CONDITION", "component": "x",
                     "booleanValue": True, "hexBinaryValue": "f0", "uriValue": "urn:x:v", "time": "2026-11-24T08:30:00Z"}
                ],
            }
        ],
        "errorDeclaration": {
            "declarationTime": "2026-11-24T09:30:00Z", "reason": "did_not_occur", "correctiveEventIDs": ["urn:x:3"],
        },
    }  # fmt: skip
    quantities = [{"epcClass": "https://id.gs1.org/01/04012345123456/10/A", "quantity": 2.5, "uom": "KGM"}]
    epcs = ["https://id.gs1.org/01/04012345123456/21/1", "urn:epc:id:sgtin:4012345.011111.9876"]
    both = {"epcList": epcs, "quantityList": quantities}
    children = {
        "parentID": "urn:epc:id:sscc:4012345.0000000333",
        "childEPCs": epcs,
        "childQuantityList": quantities,
    }
    last = {"persistentDisposition": {"set": ["damaged"], "unset": ["active"]}, "ilmd": {"ex:lot": "A"}}
    events = [
        {"type": "ObjectEvent", "action": "ADD", **both, **last, **step},
        {"type": "AggregationEvent", "action": "ADD", **children, **step},
        {"type": "AssociationEvent", "action": "DELETE", **children, **step},
        {"type": "TransactionEvent", "action": "ADD", **both, "parentID": "urn:x:p", **step},
        {
            "type": "TransformationEvent", "inputEPCList": epcs, "outputEPCList": epcs, "inputQuantityList": quantities,
            "outputQuantityList": quantities, "transformationID": "urn:x:t", **last, **step,
        },
        {"type": "ex:OtherEvent", "eventTime": "2026-11-24T08:30:00Z", "eventTimeZoneOffset": "+07:00"},
    ]  # fmt: skip
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ex": "https://example.org/"}],
        "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-11-24T08:30:00Z", "sender": "a", "receiver": "b",
        "instanceIdentifier": "1", "id": "urn:x:doc", "epcisHeader": {"epcisMasterData": {"vocabularyList": [
            {"type": "urn:epcglobal:epcis:vtype:Location",
             "vocabularyElementList": [{"id": "urn:x:l", "attributes": [{"id": "urn:x:a", "attribute": "x"}]}]}
        ]}},
        "epcisBody": {"eventList": events},
    }  # fmt: skip
