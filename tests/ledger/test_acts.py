"""Acts: one declaration per kind, and its uses."""

from __future__ import annotations

import pytest

from backend.ledger import acts
from backend.ledger.acts import Act
from backend.ledger.kinds import is_public
from backend.webhooks import types


def test_a_kind_is_declared_in_one_place_only():
    declared = acts.find("lot.opened")
    assert declared is not None
    acts.declare(declared)
    with pytest.raises(RuntimeError):
        acts.declare(Act("lot.opened", words="Mở"))
    assert acts.find("lot.opened") is declared


@pytest.mark.parametrize(
    ("kind", "public"),
    [
        ("lot", True),
        ("lot.nobody.knows", True),
        ("lottery", False),
        ("contest.closed", True),
        ("contest.withdrawn", False),
        ("event.error", True),
    ],
)
def test_kind_is_public_as_its_family_declares(kind, public):
    assert is_public(kind) == public


def test_webhook_types_are_the_acts_with_a_payload():
    titles = dict(types.choices())
    assert str(titles["product.listed"]) == "Sản phẩm lên sàn"  # a title of its own
    assert titles["order.packed"] == acts.words_for("order.packed")
    assert types.get("order.packed") is acts.find("order.packed")
    assert types.get("product.drafted") is None  # declared, and sent to nobody
    assert types.get("nothing.known") is None
    assert all(titles.values())
