"""Every primary key of GS1 with every chain of its qualifiers, requested from the server: never an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.traceability.gs1.gs1_values import AIS, LEGAL, values_of
from tests.traceability.gs1.test_uris import QUICK
from traceability.gs1.escaping import escape_path
from traceability.resolver.targets import PAGE_PREFIX

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/8006/095214100020460102/22/1A",
        "/8006/095214100020460102/22/1A/10/L",
        "/8006/095214100020460102/22/1A/10/L/21/S",
    ],
)
def test_a_piece_of_a_trade_item_with_a_variant_is_not_ours(client, path):
    for kind in ("text/html", "application/json"):
        assert client.get(path, RAW_URI=path, HTTP_ACCEPT=kind).status_code == 404
    assert client.head(path, RAW_URI=path).status_code == 404
    answer = client.options(path, RAW_URI=path)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


@pytest.mark.slow
@settings(QUICK, max_examples=2)
@given(data=st.data())
def test_every_key_with_every_chain_of_qualifiers_is_answered_without_a_fault(client, data):
    for names in LEGAL:
        path = "".join(f"/{name}/{escape_path(data.draw(values_of(AIS[name])))}" for name in names)
        for method, target, kind in (
            ("get", path, "text/html"), ("get", f"{path}?linkType=linkset", "*/*"), ("head", path, "application/linkset+json"),
            ("options", path, "*/*"), ("get", PAGE_PREFIX + path, "text/html"),
        ):  # fmt: skip
            answer = getattr(client, method)(target, RAW_URI=target, HTTP_ACCEPT=kind)
            assert answer.status_code < 500, (method, target)
