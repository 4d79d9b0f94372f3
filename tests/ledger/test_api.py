"""The public log as JSON: its answers verify, and nothing is published that no checkpoint covers."""

from __future__ import annotations

import base64
import json

import pytest

from backend.ledger.checkpoints import extend_log
from backend.ledger.models import Leaf
from backend.ledger.verifying.merkle_proofs import leaf_hash, verify_consistency, verify_inclusion
from backend.ledger.verifying.notes import parse_checkpoint

pytestmark = pytest.mark.django_db
API = "/api/v1/log"


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def test_nothing_is_there_before_the_log_signed(client, log):
    log(1)
    for path in ("checkpoint/", "entries/0/", "entries/0/proof/", "consistency/?first=0"):
        answer = client.get(f"{API}/{path}")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")


def test_checkpoint_is_the_signed_one(client, log):
    log(3)
    extend_log()
    data = client.get(f"{API}/checkpoint/").json()
    note = parse_checkpoint(data["note"])
    assert (data["origin"], data["size"], raw(data["root"])) == (note.origin, 3, note.root)
    assert data["witnesses"] == [] and data["signed_at"]
    assert data["note"] == client.get("/log/checkpoint").content.decode()


def test_entries_and_their_proofs_verify(client, log):
    log(5)
    log(1, kind="consent.given")
    extend_log()
    root = raw(client.get(f"{API}/checkpoint/").json()["root"])
    for index in range(6):
        entry = client.get(f"{API}/entries/{index}/").json()
        proof = client.get(f"{API}/entries/{index}/proof/").json()
        hashed = leaf_hash(entry["leaf"].encode())
        assert (raw(entry["leaf_hash"]), entry["sealed"]) == (hashed, index == 5)
        assert (proof["index"], proof["size"], raw(proof["root"])) == (index, 6, root)
        assert verify_inclusion(index, 6, hashed, [raw(each) for each in proof["path"]], root)
    assert list(json.loads(client.get(f"{API}/entries/5/").json()["leaf"])) == ["sealed"]
    earlier = client.get(f"{API}/entries/1/proof/?size=2").json()
    assert verify_inclusion(1, 2, leaf_hash(client.get(f"{API}/entries/1/").json()["leaf"].encode()),
                            [raw(each) for each in earlier["path"]], raw(earlier["root"]))  # fmt: skip


def test_one_tree_continues_another(client, log):
    log(3)
    old = bytes(extend_log().root)
    log(4)
    new = bytes(extend_log().root)
    data = client.get(f"{API}/consistency/?first=3").json()
    assert (data["first"], data["second"]) == (3, 7)
    assert verify_consistency(3, 7, [raw(each) for each in data["path"]], old, new)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("entries/2/", 404), ("entries/2/proof/", 404), ("entries/99999999999999999999/", 404), ("entries/x/", 404),
        ("entries/1/proof/?size=1", 404), ("entries/0/proof/?size=3", 404), ("entries/0/proof/?size=0", 400),
        ("entries/0/proof/?size=x", 400), ("consistency/", 400), ("consistency/?first=x", 400),
        ("consistency/?first=3", 404), ("consistency/?first=1&second=3", 404), ("consistency/?first=2&second=1", 404),
    ],
)  # fmt: skip
def test_entry_beyond_the_last_checkpoint_is_not_served(client, log, path, status):
    log(2)
    extend_log()
    entry = log(1)[0]
    Leaf.objects.create(index=2, entry=entry, hash=entry.leaf_hash)
    assert client.get(f"{API}/{path}").status_code == status
