"""GET /epcis/events by attributes of master data: of our places and lots, never of another owner's."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest

from tests.api import client_of
from tests.traceability.epcis_samples import CONTEXT, element, shipping
from traceability.capture import capture_events
from traceability.events.actions import LotPart, record_event
from traceability.lots.actions.lots import open_lot

FOREIGN = {"epcClass": "https://id.gs1.org/01/04012345123456/10/X1", "quantity": 3, "uom": "KGM"}


@pytest.fixture
def recorded_lot(world):
    """A harvest of the diary in Mộc Châu, and a partner's event at a foreign place."""
    lot = open_lot(
        actor=world.as_.lan, product=world.product, quantity=100, unit="kg", expiry_date=dt.date(2026, 12, 1)
    )
    record_event(
        actor=world.as_.lan,
        kind="harvesting",
        event_time=lot.created_at,
        lots=[LotPart(lot, quantity=20, unit="kg")],
    )
    away = shipping(lot, quantityList=[element(lot, 2), FOREIGN])
    job = capture_events(actor=world.as_.lan, events=[away], context=CONTEXT).job
    assert job.success, job.errors
    return lot


def found(user, *parameters: tuple[str, str]) -> set[str]:
    answer = client_of(user).get("/epcis/events?" + urlencode(parameters))
    assert answer.status_code == 200, answer.json()
    return {
        event["bizStep"] for event in answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    }


HARVEST, AWAY, BOTH, NONE = {"commissioning"}, {"shipping"}, {"commissioning", "shipping"}, set()


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("HASATTR_readPoint", "cbvmda:name", HARVEST),
        ("HASATTR_readPoint", "urn:epcglobal:cbv:mda:name", HARVEST),
        ("HASATTR_readPoint", "cbvmda:latitude", NONE),
        ("EQATTR_readPoint_cbvmda:name", "Phường Mộc Châu", HARVEST),
        ("EQATTR_readPoint_cbvmda:name", "Xã Quỳnh Nhai", NONE),
        ("EQATTR_readPoint_cbvmda:state", "Tỉnh Sơn La", HARVEST),
        ("EQATTR_readPoint_cbvmda:countryCode", "VN", HARVEST),
        ("HASATTR_bizLocation", "cbvmda:city", HARVEST),
        ("EQATTR_bizLocation_cbvmda:name", "Vườn nhà Lan", HARVEST),
        ("EQATTR_bizLocation_cbvmda:name", "Bếp nhà Hoa", NONE),
        ("HASATTR_epcClass", "cbvmda:descriptionShort", BOTH),
        ("HASATTR_epcClass", "cbvmda:netContentDescription", NONE),
        ("HASATTR_epcClass", "gs1:productionDate", NONE),
        ("HASATTR_epcClass", "cbvmda:itemExpirationDate", BOTH),
        ("EQATTR_epcClass_cbvmda:descriptionShort", "Mận hậu Mộc Châu", BOTH),
        ("EQATTR_epcClass_cbvmda:descriptionShort", "Cá sông Đà", NONE),
        ("EQATTR_epcClass_cbvmda:lotNumber", "X1", NONE),
        ("EQATTR_epcClass_cbvmda:itemExpirationDate", "2026-12-01", BOTH),
        ("EQATTR_epcClass_cbvmda:itemExpirationDate", "2026-12-02", NONE),
        ("EQATTR_epcClass_cbvmda:itemExpirationDate", "soon", NONE),
    ],
)
def test_events_are_found_by_attributes_of_their_places_and_lots(world, recorded_lot, name, value, wanted):
    assert found(world.lan, (name, value)) == wanted


def test_alternatives_conditions_and_rights_hold_for_attributes_too(world, recorded_lot):
    either = ("HASATTR_readPoint", "cbvmda:latitude"), ("HASATTR_readPoint", "cbvmda:name")
    assert found(world.lan, *either) == HARVEST
    lot = ("EQATTR_epcClass_cbvmda:lotNumber", recorded_lot.code)
    assert found(world.lan, lot) == BOTH
    assert found(world.lan, lot, *either) == HARVEST
    assert found(world.lan, lot, ("EQ_bizStep", "shipping")) == AWAY
    assert found(world.hoa, lot) == NONE
