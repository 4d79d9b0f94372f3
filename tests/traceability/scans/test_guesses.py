"""Every address that accepts a label's letters: wrong ones are slowed, and only the label's own page reveals a real serial."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings as project

from backend.common.codes import LETTERS
from backend.common.limits import SharedLimit
from tests.api import token_of
from tests.traceability.epcis_samples import document, shipping
from traceability.inquiries import actions
from traceability.inquiries import views as pages
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.labels.runs.serials import serial_of
from traceability.lots.actions.lots import open_lot
from traceability.models import CaptureJob, Inquiry, LabelRun, Lot
from traceability.scans.origin import guesses
from traceability.scans.origin.lookup import codec
from traceability.serials import with_check_letter

HTML = {"HTTP_ACCEPT": "text/html"}
LIMIT = 3


@pytest.fixture(autouse=True)
def own_limits(monkeypatch) -> None:
    """Other tests send from the same network."""
    monkeypatch.setattr(guesses, "guesses_a_minute", SharedLimit(f"guesses {uuid4()}", LIMIT, seconds=10**9))
    for module in (pages, actions):
        monkeypatch.setattr(
            module, "inquiries_an_hour", SharedLimit(f"inquiries {uuid4()}", 100, seconds=10**9, step=1)
        )


def a_run(world, lot: Lot | None = None) -> LabelRun:
    lot = lot or open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    return LabelRun.objects.create(
        lot=lot, code=code_for(lot.product), count=9, layout="a4-65", key_version=codec().current, origin=project.PUBLIC_ORIGIN,
        state=RunState.READY,
    )  # fmt: skip


@pytest.fixture
def run(world) -> LabelRun:
    return a_run(world)


def forged(number: int = 0) -> str:
    """17 well-formed letters that were never printed."""
    return with_check_letter("A" * 15 + LETTERS[number])


def path_of(run: LabelRun, letters: str) -> str:
    return f"/P/{run.code.value}/10/{run.lot.code}/{letters[:16]}"


# Genuine labels open here even over the limit: a market, or a carrier's customers, may share one address.
OPEN = {
    "page": lambda client, run, letters: client.get(path_of(run, letters), **HTML),
    "head": lambda client, run, letters: client.head(path_of(run, letters), **HTML),
    "program": lambda client, run, letters: client.get(path_of(run, letters), HTTP_ACCEPT="application/json"),
    "linkset": lambda client, run, letters: client.get(path_of(run, letters), {"linkType": "linkset"}),
    "shown": lambda client, run, letters: client.get("/xem" + path_of(run, letters), **HTML),
    "scan": lambda client, run, letters: client.post(path_of(run, letters)),
    "typed": lambda client, run, letters: client.get("/tim-tem/", {"serial": letters}, follow=True, **HTML),
}


@pytest.mark.parametrize("door", OPEN)
def test_many_forged_serials_are_limited_and_genuine_labels_are_not(client, run, door):
    def ask(letters: str):
        return OPEN[door](client, run, letters)

    assert [ask(forged(n)).status_code for n in range(LIMIT + 2)] == [404] * LIMIT + [429, 429]
    assert ask(forged())["Retry-After"] == "60"
    assert ask(serial_of(run, 1)).status_code in (200, 307)


def report(client, run, letters, method="get", **more):
    data = {"tem": letters, "text": "Tem lạ"}
    return getattr(client, method)(f"/lo/{run.lot_id}/nhan/", data, **more)


def api_report(client, run, letters):
    sent = {"kind": "problem", "text": "Tem lạ", "lot": run.lot_id, "serial_text": letters}
    return client.post(
        "/api/v1/inquiries/", sent, content_type="application/json", headers={"Idempotency-Key": str(uuid4())}
    )


def seller_form(page: str):
    def ask(client, run, letters):
        client.force_login(run.lot.product.producer.people.get().user)
        return client.post(
            page.format(run.pk), {"which": "serials", "first_serial": letters, "reason": "lost"}
        )

    return ask


def visible_answer(door: str, response, letters: str) -> object:
    """Return the part of an answer to `letters` that its sender can read, without the sender's own text."""
    if door == "report sent":
        return response.status_code, Inquiry.objects.latest("pk").serial_text == letters
    if door in ("report", "report opened by the page"):
        return response.status_code, f'value="{letters}"' in response.text
    if door == "API":
        return response.status_code, response.json() if response.status_code != 201 else ""
    return response.status_code, [
        str(each) for each in response.context["form"].errors.values()
    ] if response.context else ""


# Here everybody over the limit gets one answer, whatever the letters are.
CLOSED = {
    "report": lambda client, run, letters: report(client, run, letters),
    "report opened by the page": lambda client, run, letters: client.get(
        f"/lo/{run.lot_id}/nhan/", HTTP_REFERER=f"http://testserver{path_of(run, letters)}"
    ),
    "report sent": lambda client, run, letters: report(client, run, letters, "post"),
    "API": api_report,
    "void form": seller_form("/tem/{}/huy/"),
    "print form": seller_form("/tem/{}/in/"),
    "recall form": seller_form("/tem/{}/thu-hoi/"),
}


@pytest.mark.slow
@pytest.mark.parametrize("door", CLOSED)
def test_limited_guesser_cannot_tell_genuine_from_forged_serials(client, run, door):
    def ask(letters: str) -> object:
        return visible_answer(door, CLOSED[door](client, run, letters), letters)

    wrong = ask(forged())
    assert ask(serial_of(run, 1)) != wrong
    for n in range(LIMIT):
        ask(forged(n))
    over = ask(forged())
    assert ask(serial_of(run, 2)) == over
    # All addresses share one count: the others reveal nothing either.
    assert OPEN["page"](client, run, forged()).status_code == 429


@pytest.mark.parametrize("door", CLOSED)
def test_serials_tried_at_one_door_count_at_every_other(client, run, door):
    for n in range(LIMIT + 1):
        OPEN["page"](client, run, forged(n))
    right, wrong = (
        visible_answer(door, CLOSED[door](client, run, letters), letters)
        for letters in (serial_of(run, 1), forged())
    )
    assert right == wrong


@pytest.mark.slow
def test_report_of_a_limited_guesser_is_stored_without_its_serial(client, run):
    for n in range(LIMIT + 1):
        report(client, run, forged(n))
    assert report(client, run, serial_of(run, 1), "post").status_code == 302
    assert [each.serial_text for each in Inquiry.objects.all()] == [""]


def test_the_api_refuses_too_many_and_stores_nothing(client, run):
    answers = [api_report(client, run, forged(n)) for n in range(LIMIT + 1)]
    assert [each.status_code for each in answers] == [400] * LIMIT + [429]
    assert answers[-1].json()["errors"][0]["code"] == "too_many_guesses"
    refused = api_report(client, run, serial_of(run, 1))
    assert (refused.status_code, Inquiry.objects.count()) == (429, 0)


@pytest.mark.slow
def test_a_slip_of_the_hand_is_no_guess(client, run):
    slipped = serial_of(run, 1)[:-1] + ("A" if serial_of(run, 1)[-1] != "A" else "B")
    for _n in range(LIMIT + 2):
        assert api_report(client, run, slipped).json()["errors"][0]["code"] == "serial_mistyped"
    assert api_report(client, run, serial_of(run, 1)).status_code == 201


# These addresses never reveal anything: to a stranger, and to another producer.
def search(client, run, letters):
    return client.get("/san-pham/", {"q": letters}, **HTML)


def report_without_lot(client, run, letters):
    return client.post(f"/bao-tem/?ma={letters}", {"text": "Tem lạ"})


def capture(client, run, letters):
    token = token_of(client.hoa)
    event = shipping(run.lot, epcList=[project.PUBLIC_ORIGIN + path_of(run, letters)])
    del event["quantityList"]
    response = client.post(
        "/epcis/capture",
        document(event),
        content_type="application/ld+json",
        headers={"Authorization": f"Token {token}"},
    )
    return (
        [error["code"] for error in CaptureJob.objects.latest("pk").errors]
        if response.status_code == 202
        else response
    )


def query(client, run, letters):
    token = token_of(client.hoa)
    return client.get(
        "/epcis/events",
        {"MATCH_anyEPC": project.PUBLIC_ORIGIN + path_of(run, letters)},
        headers={"Authorization": f"Token {token}"},
    )


def other_producers_form(client, run, letters):
    client.force_login(client.hoa)
    return client.post(
        f"/tem/{client.hoas_run.pk}/huy/", {"which": "serials", "first_serial": letters, "reason": "lost"}
    )


def other_producers_report(client, run, letters):
    return api_report(client, client.hoas_run, letters)


SILENT = {
    each.__name__: each
    for each in (search, report_without_lot, capture, query, other_producers_form, other_producers_report)
}


def plainly(answer, letters: str) -> object:
    """Return an answer without the letters, which it may repeat, and without parts that change each time."""
    if isinstance(answer, list):
        return answer
    if answer.status_code == 302:
        return 302
    if answer.context and "form" in answer.context:
        return answer.status_code, dict(answer.context["form"].errors)
    if "json" in answer["Content-Type"]:
        body = answer.json()
        return answer.status_code, body.get("errors") or body["epcisBody"]["queryResults"]["resultsBody"]
    return answer.status_code, len(answer.text.replace(letters, ""))


@pytest.mark.parametrize("door", SILENT)
def test_an_address_without_serial_reveals_none(client, world, run, door):
    client.hoa = world.hoa
    client.hoas_run = a_run(
        world, open_lot(actor=world.as_.hoa, product=world.other_product, quantity=5, unit="kg")
    )
    real, wrong = serial_of(run, 1), forged()
    assert plainly(SILENT[door](client, run, real), real) == plainly(SILENT[door](client, run, wrong), wrong)


def test_an_own_label_of_another_run_is_named(client, world, run):
    other = a_run(world, run.lot)
    client.force_login(world.lan)
    response = client.post(
        f"/tem/{run.pk}/huy/", {"which": "serials", "first_serial": serial_of(other, 1), "reason": "lost"}
    )
    assert "Con tem này thuộc đợt tem khác." in response.text
