"""docs/epcis-openapi.yaml against /epcis/: generated requests find no server error and no undocumented answer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.conf import settings as project
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings

from tests.api import token_of
from tests.test_api import CHECKS, whole_answers
from tests.traceability.epcis_samples import CONTEXT, aggregation, class_of, element, shipping, transformation
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.capture import capture_events
from traceability.containers.actions.cartons import pack_cartons
from traceability.epcis.actions import keep_query
from traceability.models import Container, EpcisEvent

pytestmark = pytest.mark.django_db
FILE = Path(project.BASE_DIR) / "docs" / "epcis-openapi.yaml"


@pytest.fixture
def spec(world):
    # A real handler closes connections between requests; here one transaction spans them, as with Django's own client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    found = schemathesis.openapi.from_dict(yaml.safe_load(FILE.read_text("utf-8")))
    found.app = whole_answers
    yield found
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def known(world):
    """Return existing names for the path parameters, and correct events as a basis for changes."""
    first, second = make_lots(world, 2)
    (carton,) = pack_cartons(actor=world.as_.lan, lot=first, quantity=5)
    event = shipping(first)
    job = capture_events(actor=world.as_.lan, events=[event], context=CONTEXT).job
    keep_query(actor=world.as_.lan, name="gan-day", query={"perPage": 2})
    pallet = Container.objects.create(producer=world.producer, uri=carton.uri + "P")
    return {
        "path": {
            "captureID": str(job.pk),
            "eventID": event["eventID"],
            "queryName": "gan-day",
            "name": "shipping",
        },
        "body": [
            shipping(first),
            transformation([element(first, 1)], [element(second, 1)]),
            aggregation(carton.address, [element(first, 1)]),
            aggregation(carton.address, [], "DELETE"),
            aggregation(pallet.address, [], childEPCs=[carton.address]),
            event | {"errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00"}},
        ],
        "query": {"MATCH_anyEPCClass": class_of(first), "EQ_bizStep": "shipping", "maxEventCount": 1},
    }


def mix(case, known, turn: int) -> None:
    """Every second request is about something that exists; most generated events start from a correct one."""
    if turn % 2:
        case.path_parameters |= {
            name: known["path"][name] for name in case.path_parameters if name in known["path"]
        }
    body, bones = case.body, known["body"]
    if isinstance(body, dict) and isinstance(body.get("epcisBody"), dict):
        for place, event in enumerate(body["epcisBody"].get("eventList") or ()):
            if isinstance(event, dict) and (turn + place) % 3:
                overlay(event, bones[(turn + place) % len(bones)], turn + place)
    elif isinstance(body, dict) and "eventTime" in body and turn % 3:
        # One is unchanged and correct: generated events differ with every change of the project's code.
        overlay(body, bones[turn % len(bones)], 0 if turn == 1 else turn)
    if turn % 5 == 0:
        for name, value in known["query"].items():
            if name in (case.query or {}):
                case.query[name] = value


def overlay(event: dict, bones: dict, turn: int) -> None:
    """Return `bones` with one to three of the generated events, each in its turn."""
    generated = sorted(event)
    stored = (
        {generated[(turn * 7 + n) % len(generated)] for n in range(turn % 3)} - {"type"}
        if generated
        else set()
    )
    for name in [name for name in event if name not in stored]:
        del event[name]
    for name, value in bones.items():
        event.setdefault(name, value)
    event.setdefault("@context", CONTEXT)


def probe(operation, headers, known, times: int) -> Counter[int]:
    sent: Counter[int] = Counter()

    @settings(
        max_examples=times, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def call(case):
        mix(case, known, sent.total())
        # The effects of one call must not be visible to the next.
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        sent[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    call()
    return sent


@pytest.mark.load
@pytest.mark.parametrize("times", [10, pytest.param(60, marks=pytest.mark.everything)])
def test_generated_requests_find_no_error_and_no_undocumented_answer(spec, known, world, times):
    answers: Counter[tuple[str, int]] = Counter()
    for user in (world.lan, None):
        headers = {"Authorization": f"Token {token_of(user)}"} if user else {}
        for found in spec.get_all_operations():
            operation = found.ok()
            for status, count in probe(operation, headers, known, times).items():
                answers[f"{operation.method} {operation.path}".lower(), status] += count
    statuses = {status for _where, status in answers}
    assert {200, 201, 202, 204, 400, 401, 404} <= statuses and 429 not in statuses, answers
    assert EpcisEvent.objects.count() == 2
