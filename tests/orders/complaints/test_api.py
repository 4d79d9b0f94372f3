"""Complaints, take-downs, the ranking, consents and personal data over the API."""

from __future__ import annotations

import json

import pytest

from backend.api import KEYLESS, router
from members.models import Consent
from orders.models import Complaint
from products.search.product_query import SORTS
from tests.api import client_of, problems, send_twice
from tests.orders.conftest import order_of

pytestmark = pytest.mark.databases

URL = "/api/v1/complaints/"


@pytest.mark.slow
def test_anybody_complains_once_and_reads_the_answer_at_its_ref(shop):
    order = order_of(shop)
    body = {"order": str(order.ref), "text": "Nhận thiếu 2 kg", "contact_phone": "0912345678"}
    sent = send_twice(client_of(), "post", URL, body, status=201)
    assert (sent["order_number"], sent["state"]) == (order.number, "open") and Complaint.objects.count() == 1
    [listed] = client_of(shop.lan).get(URL).json()["results"]
    assert "0912345678" not in json.dumps(listed) and "ref" not in listed
    assert client_of(shop.hoa).get(f"{URL}{listed['id']}/").status_code == 404
    assert client_of().get(URL).status_code == 401
    send_twice(client_of(shop.lan), "post", f"{URL}{listed['id']}/answer/", {"answer": "Em gửi thêm"})
    again = client_of(shop.lan).post(f"{URL}{listed['id']}/answer/", {"answer": "x"})
    assert (again.status_code, problems(again)[0][0]) == (409, "complaint_over")
    assert client_of().get(f"{URL}by-ref/{sent['ref']}/").json()["answer"] == "Em gửi thêm"


def test_a_complaint_without_a_key_is_refused_as_every_write_of_selling(shop):
    answer = client_of().post(
        URL, {"producer": shop.producer.pk, "text": "Nhận thiếu"}, HTTP_IDEMPOTENCY_KEY=""
    )
    assert (answer.status_code, problems(answer)[0][0]) == (400, "idempotency_key_missing")
    assert not Complaint.objects.exists()
    free = set()
    for _prefix, viewset, _basename in router.registry:
        if viewset.__module__.startswith("orders.") and not getattr(viewset, "requires_key", False):
            extra = [each.mapping["post"] for each in viewset.get_extra_actions() if "post" in each.mapping]
            free |= {f"{viewset.__name__}.{name}" for name in ("create", *extra) if hasattr(viewset, name)}
    assert free <= KEYLESS.keys()


@pytest.mark.slow
def test_take_down_is_requested_decided_and_objected_to_over_the_api(shop):
    body = {"kind": "take_down", "product": shop.product.pk, "text": "Hàng giả", "authority": "QLTT, 12/CV"}
    send_twice(client_of(), "post", URL, body, status=201)
    at = f"{URL}{Complaint.objects.get().pk}/"
    decided = {"takes_down": True, "reason": "Nhãn hiệu của người khác"}
    assert client_of(shop.lan).post(f"{at}decide/", decided).status_code == 403
    assert send_twice(client_of(shop.thu), "post", f"{at}decide/", decided)["state"] == "taken_down"
    send_twice(client_of(shop.lan), "post", f"{at}object/", {"words": "Nhãn của tôi"})
    assert (
        send_twice(client_of(shop.thu), "post", f"{at}reply/", {"words": "Chị gửi giấy"})["reply"]
        == "Chị gửi giấy"
    )
    shop.product.refresh_from_db()
    assert shop.product.state == "retired"


@pytest.mark.parametrize("about", [{}, {"product": 1, "producer": 1}, {"product": 999_999}, {"order": "x"}])
def test_a_complaint_about_nothing_or_two_things_is_refused(shop, about):
    response = client_of().post(URL, {"text": "x", **about})
    assert response.status_code == 400 and not Complaint.objects.exists()


def test_ranking_is_described_as_the_search_orders(db):
    data = client_of().get("/api/v1/ranking/").json()
    assert [each["key"] for each in data] == list(SORTS) and all(each["criteria"] for each in data)


@pytest.mark.slow
def test_consents_and_own_data_are_readable_only_by_the_member(shop):
    assert client_of().get("/api/v1/consents/").status_code == 401
    given = send_twice(client_of(shop.lan), "post", "/api/v1/consents/sms_news/give/")
    assert given["given_at"] and Consent.objects.filter(user=shop.lan, withdrawn_at=None).count() == 1
    taken = send_twice(client_of(shop.lan), "post", "/api/v1/consents/sms_news/withdraw/")
    assert taken["given_at"] is None and not Consent.objects.filter(withdrawn_at=None).exists()
    assert client_of(shop.lan).post("/api/v1/consents/khong-co/give/").status_code in (400, 404)
    data = json.loads(client_of(shop.lan).get("/api/v1/own-data/").getvalue())
    assert data["about"] == str(shop.lan.ref) and data["records"]["members.Consent"]
