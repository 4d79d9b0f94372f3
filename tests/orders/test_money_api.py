"""Bank feeds, cards, received money and claims of tax law over the API: who may see them, and that no secret is returned."""

from __future__ import annotations

import pytest

from members.models import User
from orders.bank.actions.feeds import open_feed
from orders.bank.next_steps import STEPS
from orders.bank.signing import unseal
from orders.models import BankFeed, TaxConfirmation, Transfer
from orders.payments.ways.card.accounts import key_of
from orders.payments.ways.card.models import CardAccount
from tests.api import client_of, everything, problems, send_twice
from tests.orders.bank.test_feed import SECRET, bank_message, feed, prepaid, send  # noqa: F401
from tests.orders.figures.test_book import FIRST_PASSED, REPORTED

pytestmark = pytest.mark.databases

API = "/api/v1"
OTHER_SECRET = "another-key-of-sepay-2026"
KEYS = {"key": "sk_test_" + "a" * 30, "signing": "whsec_" + "b" * 30}


def test_bank_feed_is_opened_keyed_moved_and_closed_by_the_producers_people(shop):
    lan, url = client_of(shop.lan), f"{API}/bank-feeds/{shop.producer.pk}/"
    assert lan.get(url).json() == {
        "producer": shop.producer.pk, "address": "", "form": "hmac", "is_connected": False, "heard_at": None, "refused_at": None,
    }  # fmt: skip
    opened = send_twice(lan, "post", f"{url}open/")
    row = BankFeed.objects.get()
    assert (opened["address"].endswith(f"/webhooks/bank/{row.ref}/"), opened["is_connected"]) == (True, False)
    stored = send_twice(lan, "put", f"{url}secret/", {"form": "api_key", "secret": SECRET})
    row.refresh_from_db()
    assert (stored["is_connected"], stored["form"], unseal(row.sealed_secret)) == (True, "api_key", SECRET)
    assert SECRET not in str(stored) and SECRET not in lan.get(url).content.decode()
    assert send_twice(lan, "put", f"{url}secret/", {"form": "hmac", "secret": OTHER_SECRET})["form"] == "hmac"
    row.refresh_from_db()
    assert unseal(row.sealed_secret) == OTHER_SECRET
    assert send_twice(lan, "post", f"{url}change-address/")["address"] != opened["address"]
    assert send_twice(lan, "post", f"{url}close/")["is_connected"] is False
    row.refresh_from_db()
    assert row.sealed_secret == ""


def test_a_wrong_key_of_a_bank_feed_is_refused_at_its_field_and_the_old_one_stays(shop, feed):  # noqa: F811
    lan, url, before = client_of(shop.lan), f"{API}/bank-feeds/{shop.producer.pk}/secret/", feed.sealed_secret
    for secret, code in (("ngắn", "secret_letters"), ("short", "secret_length")):
        answer = lan.put(url, {"form": "hmac", "secret": secret})
        assert (answer.status_code, problems(answer)) == (400, [(code, "secret")])
    feed.refresh_from_db()
    assert feed.sealed_secret == before


@pytest.mark.parametrize("noun", ["bank-feeds", "card-accounts"])
def test_others_cannot_see_or_change_a_bank_feed_or_card_account(shop, noun):
    open_feed(actor=shop.as_.lan, producer=shop.producer)
    before = everything([BankFeed, CardAccount])
    url = f"{API}/{noun}/{shop.producer.pk}/"
    body = {"form": "hmac", "secret": SECRET, **KEYS}
    for user in (shop.hoa, shop.thu):
        client = client_of(user)
        assert client.get(url).status_code == 404
        assert {client.post(f"{url}{what}/").status_code for what in ("open", "close")} == {404}
        assert client.put(f"{url}{'secret' if noun == 'bank-feeds' else 'keys'}/", body).status_code == 404
    assert client_of().get(url).status_code == 401
    assert everything([BankFeed, CardAccount]) == before


@pytest.mark.slow
def test_a_card_account_is_keyed_and_ended_and_its_keys_are_read_by_nobody(shop):
    lan, url = client_of(shop.lan), f"{API}/card-accounts/{shop.producer.pk}/"
    assert (lan.get(url).json()["address"], lan.get(url).json()["takes_cards"]) == ("", False)
    assert "/webhooks/stripe/" in send_twice(lan, "post", f"{url}open/")["address"]
    wrong = lan.put(f"{url}keys/", KEYS | {"signing": "x"})
    assert (wrong.status_code, problems(wrong)) == (400, [("signing_unknown", "signing")])
    stored = send_twice(lan, "put", f"{url}keys/", KEYS)
    account = CardAccount.objects.get()
    assert (stored["takes_cards"], key_of(account)) == (True, KEYS["key"])
    assert not any(secret in f"{stored} {lan.get(url).content.decode()}" for secret in KEYS.values())
    ended = send_twice(lan, "post", f"{url}close/")
    account.refresh_from_db()
    assert (ended["takes_cards"], bool(ended["closed_at"]), account.sealed_key) == (False, True, "")


@pytest.mark.slow
def test_a_transfer_lists_its_next_steps_and_a_recorded_return_is_undone(client, shop, feed):  # noqa: F811
    order = prepaid(shop)
    send(client, feed, bank_message(transferAmount=order.total + 1))
    row, lan = Transfer.objects.get(), client_of(shop.lan)
    url = f"{API}/transfers/{row.pk}/"
    data = lan.get(url).json()
    assert (data["next_steps"], data["to_return"], data["missing"]) == (
        ["link", "returned", "close"],
        order.total + 1,
        0,
    )
    assert (data["suggested"], data["several"]) == ([{"number": order.number, "total": order.total}], [])
    assert client_of(shop.hoa).post(f"{url}unreturned/").status_code == 404
    assert send_twice(lan, "post", f"{url}returned/")["state"] == "returned"
    assert lan.get(url).json()["next_steps"] == ["unreturned"]
    assert send_twice(lan, "post", f"{url}unreturned/")["returned"] == 0
    assert lan.post(f"{url}link/", {"number": order.number}).json()["state"] == "over"
    data = lan.get(url).json()
    assert (data["next_steps"], data["to_return"]) == (["returned", "close"], 1)
    assert lan.post(f"{url}close/").status_code == 200
    assert lan.get(url).json()["next_steps"] == ["reopen"]


def test_every_next_step_of_a_transfer_is_an_address(client, shop, feed):  # noqa: F811
    send(client, feed, bank_message(transferAmount=5))
    url = f"{API}/transfers/{Transfer.objects.get().pk}/"
    assert {client_of(shop.lan).get(f"{url}{step}/").status_code for step in STEPS} == {405}


def test_the_operator_confirms_a_claim_of_tax_law_and_others_find_none(shop):
    operator = User.objects.create_user(full_name="Hoàng Thị Vận", password="246810", is_staff=True)
    van, url = client_of(operator), f"{API}/tax-claims/"
    assert {row["confirmed_at"] for row in van.get(url).json()} == {None}
    empty = van.post(f"{url}{REPORTED}/confirm/", {"seen_in": " "})
    assert (empty.status_code, problems(empty)) == (400, [("blank", "seen_in")])
    for claim in (FIRST_PASSED, REPORTED):
        response = send_twice(van, "post", f"{url}{claim}/confirm/", {"seen_in": "Công báo số 1"})
        assert (response["id"], response["confirmed_in"], response["kind"]) == (
            claim,
            "Công báo số 1",
            "yearly-revenue",
        )
    assert [row["id"] for row in van.get(url).json() if row["confirmed_at"]] == [REPORTED]
    before = everything([TaxConfirmation])
    for user in (shop.lan, shop.thu):
        client = client_of(user)
        assert {client.get(url).status_code, client.post(f"{url}{REPORTED}/withdraw/").status_code} == {404}
    assert van.post(f"{url}khong-co/confirm/", {"seen_in": "x"}).status_code == 404
    assert everything([TaxConfirmation]) == before
    assert send_twice(van, "post", f"{url}{REPORTED}/withdraw/")["confirmed_at"] is None
    assert not TaxConfirmation.objects.exists()
