"""Witnesses over HTTP: a signed note handed in, and the page for staff."""

from __future__ import annotations

import base64
import datetime as dt
import logging

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.common.limits import SharedLimit
from backend.ledger import checkpoints, views
from backend.ledger.checkpoints import extend_log, note_of, text_of
from backend.ledger.keys import log_keys, signers
from backend.ledger.models import CheckpointSignature
from backend.ledger.verifying.formats import COSIGNATURE
from backend.ledger.verifying.notes import cosigned, make_key
from tests.factories.products import make_user
from tests.people import LAN

pytestmark = pytest.mark.django_db
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = make_key("witness.example/w1", COSIGNATURE, WITNESS.public_key().public_bytes_raw())
AT = 1_790_000_000
DOOR = "/log/add-cosignature"


def line_for(text: str, *, key=WITNESS_KEY, private=WITNESS) -> str:
    signature = AT.to_bytes(8, "big") + private.sign(cosigned(text, AT))
    return checkpoints.line_of(key, signature)


@pytest.fixture
def signed(log, settings):
    settings.LOG_WITNESSES = [WITNESS_KEY.text]
    log(2)
    return extend_log()


def signature_count() -> int:
    return CheckpointSignature.objects.filter(key=WITNESS_KEY.text).count()


def send(client, note: str | bytes):
    return client.post(DOOR, note, content_type="text/plain; charset=utf-8")


def test_witness_hands_in_the_note_with_its_line(client, signed, log):
    line = line_for(text_of(signed))
    note = f"{note_of(signed)}{line}\n"
    for _again in range(2):
        answer = send(client, note)
        assert (answer.status_code, answer.content.decode()) == (200, f"{line}\n")
    assert signature_count() == 1
    assert answer["Content-Type"].startswith("text/plain") and answer["Cache-Control"] == "no-store"
    assert client.get("/log/checkpoint").content.decode().endswith(f"{line}\n")
    # The log has grown meanwhile: an earlier checkpoint may still be cosigned.
    log(1)
    extend_log()
    assert send(client, f"{text_of(signed)}\n{line}\n").status_code == 200


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("no note", 400), ("not text", 400), ("no line", 400), ("own lines only", 403), ("stranger", 403), ("wrong", 403),
        ("size", 404), ("origin", 404), ("root", 409), ("long", 413),
    ],
)  # fmt: skip
def test_invalid_cosignature_is_refused_and_not_stored(client, signed, what, status):
    text = text_of(signed)
    note: str | bytes = f"{text}\n{line_for(text)}\n"
    if what == "no note":
        note = "hello"
    elif what == "not text":
        note = b"\xff\xfe"
    elif what == "no line":
        note = f"{text}\n"
    elif what == "own lines only":
        note = note_of(signed)
    elif what == "stranger":
        other = make_key("stranger.example", COSIGNATURE, WITNESS_KEY.public)
        note = f"{text}\n{line_for(text, key=other)}\n"
    elif what == "wrong":
        note = f"{text}\n{line_for(text, private=Ed25519PrivateKey.generate())}\n"
    elif what == "size":
        note = note.replace("\n2\n", "\n3\n")
    elif what == "origin":
        note = f"other.example/log\n{note.partition(chr(10))[2]}"
    elif what == "root":
        forged = text.replace(
            base64.b64encode(bytes(signed.root)).decode(), base64.b64encode(b"r" * 32).decode()
        )
        note = f"{forged}\n{line_for(forged)}\n"
    else:
        note = "x" * 40_000
    answer = send(client, note)
    assert (answer.status_code, signature_count()) == (status, 0)


def test_forked_checkpoint_with_the_logs_signature_is_reported_to_the_operator(client, signed, caplog):
    """Another tree of that size has our signature: the worst possible case."""
    (key, private), *_rest = signers()
    forged = f"{signed.origin}\n2\n{base64.b64encode(b'r' * 32).decode()}\n"
    own = checkpoints.line_of(key, private.sign(forged.encode()))
    with caplog.at_level(logging.ERROR):
        assert send(client, f"{forged}\n{own}\n{line_for(forged)}\n").status_code == 409
        assert send(client, f"{forged}\n{line_for(forged)}\n").status_code == 409
    assert [record.getMessage() for record in caplog.records] == [
        f"Log {signed.origin}: another checkpoint of 2 entries bears its signature."
    ]
    assert key in log_keys()


def test_cosignatures_are_limited_by_the_minute(client, signed, monkeypatch):
    monkeypatch.setattr(views, "cosignatures_a_minute", SharedLimit("cosignatures", 2, seconds=10**9))
    assert [send(client, "x").status_code for _try in range(4)] == [400, 400, 429, 429]


def test_only_a_post_is_taken(client, signed):
    assert client.get(DOOR).status_code == 405


def test_page_is_for_staff_and_keeps_what_came_by_mail(client, signed):
    assert client.get("/log/nhan-chung/").status_code == 302
    client.force_login(make_user(LAN.full_name))
    assert client.get("/log/nhan-chung/").status_code == 404
    client.force_login(make_user("Hà Thị Kỹ", is_staff=True))
    page = client.get("/log/nhan-chung/").content.decode()
    assert "witness.example/w1" in page and "Chưa ký lần nào" in page
    text = text_of(signed)
    forged = {"note": f"{text}\n{line_for(text, private=Ed25519PrivateKey.generate())}\n"}
    assert client.post("/log/nhan-chung/", forged).status_code == 400
    assert signature_count() == 0
    # As a browser sends pasted text.
    pasted = {"note": f"{text}\n{line_for(text)}\n\n".replace("\n", "\r\n")}
    assert client.post("/log/nhan-chung/", pasted).status_code == 302
    assert CheckpointSignature.objects.get(key=WITNESS_KEY.text).signed_at == dt.datetime.fromtimestamp(
        AT, dt.UTC
    )
    assert "Ký gần nhất: 2 mục" in client.get("/log/nhan-chung/").content.decode()
