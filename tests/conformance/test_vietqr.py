"""vietqr.json: payloads that several implementations agree on, and invalid VietQR."""

import pytest

from orders.payments.ways.transfer.vietqr.building import build_vietqr
from orders.payments.ways.transfer.vietqr.errors import UnreadableVietQr
from orders.payments.ways.transfer.vietqr.fields import Service
from orders.payments.ways.transfer.vietqr.reading import parse_vietqr

BUILT = {"bin", "account", "service", "amount", "purpose", "reference_label", "point_of_initiation"}


def case_fields(read) -> dict:
    """Return the decoded payload in the format of the cases."""
    others = dict(read.others)
    return {
        "bin": read.bank,
        "account": read.account,
        "service": read.service.value,
        "amount": read.amount,
        "purpose": read.purpose or None,
        "reference_label": read.reference or None,
        "point_of_initiation": "11" if read.reusable else "12",
        "mcc": read.category or None,
        "merchant_name": read.payee or None,
        "merchant_city": read.city or None,
        "terminal_label": others.get("62.07"),
        "unreserved_80": others.get("80"),
    }


def built(inputs: dict) -> str:
    poi = inputs.get("point_of_initiation")
    return build_vietqr(
        bank=inputs["bin"],
        account=inputs["account"],
        to_card=inputs["service"] == Service.CARD,
        amount=inputs.get("amount"),
        purpose=inputs.get("purpose") or "",
        reference=inputs.get("reference_label") or "",
        reusable=None if poi is None else poi == "11",
    )


def is_buildable(case: dict) -> bool:
    """Return whether we can build it. Some public cases put the purpose under another tag, or have a terminal or no account."""
    decoded = case["check"].get("decoded", {"additional": {}})
    return case["inputs"].keys() <= BUILT and decoded["additional"].keys() <= {"05", "08"}


def test_payloads_are_built_letter_by_letter(conformance_json):
    cases = conformance_json("vietqr.json")
    ours = [case for case in [*cases["public"], *cases["cross"]] if is_buildable(case)]
    assert len(ours) > len(cases["cross"])
    for case in ours:
        assert built(case["inputs"]) == case["payload"]


def test_payloads_are_parsed_as_the_cases_expect(conformance_json):
    cases = conformance_json("vietqr.json")
    for case in cases["cross"]:
        read = case_fields(parse_vietqr(case["payload"]))
        assert {name: read[name] for name in case["inputs"]} == case["inputs"], case["payload"]
    assert cases["public"]
    for case in cases["public"]:
        read, decoded = parse_vietqr(case["payload"]), case["check"]["decoded"]
        assert case_fields(read) | {"purpose": None, "terminal_label": None, "unreserved_80": None} == {
            "bin": decoded["bin"],
            "account": decoded["account"],
            "service": decoded["service"],
            "amount": None if decoded["amount"] is None else int(decoded["amount"]),
            "purpose": None,
            "reference_label": decoded["additional"].get("05"),
            "point_of_initiation": decoded["point_of_initiation"],
            "mcc": decoded["mcc"],
            "merchant_name": decoded["merchant_name"],
            "merchant_city": decoded["merchant_city"],
            "terminal_label": None,
            "unreserved_80": None,
        }, case["payload"]
        additional = {tag[3:]: value for tag, value in read.others if tag.startswith("62.")}
        named = {"01": read.bill, "05": read.reference, "08": read.purpose}
        assert additional | {tag: text for tag, text in named.items() if text} == decoded["additional"]


def test_invalid_payloads_are_refused(conformance_json):
    cases = conformance_json("vietqr.json")["negative"]
    assert cases
    for case in cases:
        with pytest.raises(UnreadableVietQr):
            parse_vietqr(case["payload"])
