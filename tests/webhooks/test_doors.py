"""Pages and API of endpoints: Lan may, Minh, Hoa and an officer may not; a secret is displayed once."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from backend.webhooks import own_data
from backend.webhooks.actions.endpoints import add_endpoint, turn_off
from backend.webhooks.enums import MOST_ENDPOINTS, SENT_AGAIN
from backend.webhooks.models import Delivery, Endpoint
from backend.webhooks.sending import try_delivery
from members.models import User
from members.own_data import exporting
from members.rules import NotAllowed
from products.models import Producer
from tests.api import client_of, everything, problems, send_twice
from tests.orders.conftest import order_of

pytestmark = pytest.mark.django_db
URL = "https://phan-mem.example.vn/pieu"
API = "/api/v1/webhooks/"


@pytest.fixture
def endpoint(shop) -> Endpoint:
    return add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=URL, kinds=["order.placed"])[0]


def test_a_form_sent_again_gives_the_same_endpoint_another_secret(shop, endpoint):
    again, secret = add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=URL, kinds=["order.placed"])
    assert again == endpoint and again.sealed_secret != endpoint.sealed_secret and secret.startswith("whsec_")
    add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=URL, kinds=["order.paid"])
    Endpoint.objects.filter(pk=endpoint.pk).update(heard_at=endpoint.created_at)
    assert (
        add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=URL, kinds=["order.placed"])[0]
        != endpoint
    )
    assert Endpoint.objects.count() == 3


@pytest.mark.databases
@pytest.mark.slow
def test_producer_adds_an_endpoint_sees_its_secret_once_tests_it_and_resends(shop, listener, client):
    client.force_login(shop.lan)
    assert "Báo cho phần mềm khác" in client.get(reverse("products:producer", args=[shop.producer.pk])).text
    page = reverse("webhooks:endpoints", args=[shop.producer.pk])
    assert "Chưa có nơi nhận nào" in client.get(page).text
    wrong = client.post(page, {"url": "ftp://x", "kinds": []})
    assert wrong.status_code == 400 and "Chị chọn ít nhất một việc." in wrong.text
    made = client.post(page, {"url": listener.url, "kinds": ["order.placed", "lot.recalled"]})
    assert made.text.count("whsec_") == 1
    endpoint = Endpoint.objects.get()
    own = reverse("webhooks:endpoint", args=[endpoint.pk])
    assert "whsec_" not in client.get(page).text + client.get(own).text
    client.post(reverse("webhooks:handle", args=[endpoint.pk, "thu"]))
    try_delivery(Delivery.objects.get().pk)
    assert "webhook.test" in client.get(own).text
    listener.status = 500
    order_of(shop)
    row = Delivery.objects.latest("pk")
    try_delivery(row.pk)
    text = client.get(reverse("webhooks:delivery", args=[endpoint.pk, row.pk])).text
    assert "order.placed" in text and "500" in text and "Thử tiếp lúc" in text
    listener.status = 204
    client.post(reverse("webhooks:replay", args=[endpoint.pk, row.pk]))
    try_delivery(row.pk)
    row.refresh_from_db()
    assert (row.state, row.status) == ("sent", 204)
    assert client.post(reverse("webhooks:handle", args=[endpoint.pk, "khoa"])).text.count("whsec_") == 1
    for what, is_on in (("tat", False), ("bat", True)):
        client.post(reverse("webhooks:handle", args=[endpoint.pk, what]))
        assert Endpoint.objects.get().is_on is is_on
    client.post(
        reverse("webhooks:change", args=[endpoint.pk]), {"url": listener.url, "kinds": ["order.paid"]}
    )
    assert Endpoint.objects.get().kinds == ["order.paid"]
    client.post(reverse("webhooks:handle", args=[endpoint.pk, "bo"]))
    assert not Endpoint.objects.exists()
    kinds = Entry.objects.filter(kind__startswith="webhook.").order_by("pk").values_list("kind", flat=True)
    assert [kind.removeprefix("webhook.") for kind in kinds] == [
        "added",
        "secret",
        "off",
        "on",
        "changed",
        "removed",
    ]
    assert listener.url not in "".join(Entry.objects.values_list("body", flat=True))


def secret_on(answer) -> str:
    [found] = re.findall(r'value="(whsec_[^"]+)"', answer.text) or [""]
    return found


@pytest.mark.databases
@pytest.mark.slow
def test_a_double_tap_makes_one_secret_and_reads_it_twice(shop, client, time_machine):
    """Two renewals would end the secret that the other side still uses."""
    client.force_login(shop.lan)
    page = reverse("webhooks:endpoints", args=[shop.producer.pk])
    fields = {"url": URL, "kinds": ["order.placed"], "idempotency_key": uuid4().hex}
    first, again = client.post(page, fields), client.post(page, fields)
    assert secret_on(first) == secret_on(again) != ""
    endpoint = Endpoint.objects.get()
    renew, tap = reverse("webhooks:handle", args=[endpoint.pk, "khoa"]), {"idempotency_key": uuid4().hex}
    taps = [client.post(renew, tap) for _n in range(2)]
    assert secret_on(taps[0]) == secret_on(taps[1]) not in ("", secret_on(first))
    row = Endpoint.objects.get()
    assert row.sealed_old == endpoint.sealed_secret
    assert Entry.objects.filter(kind="webhook.secret").count() == 1
    # The row of the key does not contain the secret; the same request returns it, for a limited time.
    assert "whsec_" not in "".join(str(each.body) for each in IdempotencyKey.objects.all())
    other = {"idempotency_key": uuid4().hex}
    assert secret_on(client.post(renew, other)) != ""
    assert secret_on(client.post(renew, tap)) == ""
    assert client.post(renew, other | {"x": "1"}).status_code == 422
    time_machine.move_to(timezone.now() + SENT_AGAIN + dt.timedelta(seconds=1))
    assert secret_on(client.post(renew, other)) == ""
    assert Entry.objects.filter(kind="webhook.secret").count() == 2


@pytest.mark.databases
def test_a_test_that_is_tapped_twice_is_sent_once(shop, endpoint, client):
    client.force_login(shop.lan)
    tap = {"idempotency_key": uuid4().hex}
    for what in ("thu", "bo"):
        to = {client.post(reverse("webhooks:handle", args=[endpoint.pk, what]), tap).url for _n in range(2)}
        assert len(to) == 1
        tap = {"idempotency_key": uuid4().hex}
        assert what == "bo" or Delivery.objects.count() == 1
    assert not Endpoint.objects.exists()


@pytest.mark.slow
def test_pages_are_not_for_others(shop, endpoint, client):
    pages = [
        reverse("webhooks:endpoints", args=[shop.producer.pk]),
        reverse("webhooks:endpoint", args=[endpoint.pk]),
        reverse("webhooks:endpoints-of-all"),
    ]
    for user in (shop.minh, shop.hoa, shop.thu):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages] == [404] * 3
        assert client.post(reverse("webhooks:handle", args=[endpoint.pk, "tat"])).status_code == 404
    client.force_login(shop.thu)
    client.post(reverse("members:start_helping", args=[shop.lan.pk]))
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert Endpoint.objects.get().is_on
    for actor in (shop.as_.minh, shop.as_.hoa, shop.as_.thu, shop.thu_for_lan):
        with pytest.raises(NotAllowed):
            turn_off(actor=actor, endpoint=endpoint)
        with pytest.raises(NotAllowed):
            add_endpoint(actor=actor, producer=shop.producer, url=URL, kinds=["order.placed"])
    with pytest.raises(NotAllowed):
        add_endpoint(actor=shop.as_.lan, producer=None, url=URL, kinds=["order.placed"])


@pytest.mark.databases
@pytest.mark.slow
def test_api_does_what_the_pages_do(shop, listener):
    lan = client_of(shop.lan)
    body = {"producer": shop.producer.pk, "url": listener.url, "kinds": ["order.placed"]}
    made = lan.post(API, body, format="json").json()
    assert made["secret"].startswith("whsec_")
    own = f"{API}{made['id']}/"
    assert "secret" not in lan.get(own).json() and [row["id"] for row in lan.get(API).json()["results"]] == [
        made["id"]
    ]
    assert {"kind": "order.placed", "title": "Đặt đơn hàng"} in lan.get(f"{API}types/").json()
    changed = lan.patch(own, {"kinds": ["order.placed", "lot.recalled"]}, format="json").json()
    assert changed["kinds"] == ["lot.recalled", "order.placed"] or set(changed["kinds"]) == {
        "lot.recalled",
        "order.placed",
    }
    sent = send_twice(lan, "post", f"{own}test/", status=201)
    try_delivery(sent["id"])
    [row] = lan.get(f"{own}deliveries/").json()["results"]
    assert (row["state"], row["status"], row["answer"], row["message"]) == (
        "sent",
        200,
        "ok",
        sent["message"],
    )
    again = send_twice(lan, "post", f"{own}deliveries/{sent['id']}/replay/")
    assert (again["state"], again["attempts"]) == ("waiting", 0)
    Delivery.objects.filter(pk=sent["id"]).update(state="failed", attempts=9)
    assert send_twice(lan, "post", f"{own}replay-failed/") == {"count": 1}
    assert Delivery.objects.values_list("state", "attempts").get(pk=sent["id"]) == ("waiting", 0)
    assert lan.post(f"{own}secret/").json()["secret"] != made["secret"]
    assert send_twice(lan, "post", f"{own}off/")["off_reason"] == "hand"
    assert problems(lan.post(f"{own}test/")) == [("webhook_off", None)]
    assert send_twice(lan, "post", f"{own}on/")["is_on"] is True
    assert lan.delete(own).status_code == 204 and not Endpoint.objects.exists()


@pytest.mark.databases
def test_api_refuses_and_nothing_changes(shop, endpoint):
    before = everything([Endpoint, Delivery])
    lan = client_of(shop.lan)
    good = {"producer": shop.producer.pk, "url": URL, "kinds": ["order.placed"]}
    for changed, problem in (
        ({"url": "http://a.vn/"}, ("url_scheme", "url")),
        ({"url": "https://127.0.0.1/"}, ("url_inner", "url")),
        ({"kinds": []}, ("webhook_kinds", "kinds")),
        ({"kinds": ["order.eaten"]}, ("webhook_kind_unknown", "kinds")),
        ({"producer": 10**6}, ("invalid", "producer")),
    ):
        assert problems(lan.post(API, good | changed, format="json")) == [problem]
    assert lan.post(API, {"url": URL, "kinds": ["order.placed"]}, format="json").status_code == 403
    for user, status in ((shop.minh, 404), (shop.hoa, 404), (shop.thu, 404), (None, 401)):
        other = client_of(user)
        own = f"{API}{endpoint.pk}/"
        assert other.get(own).status_code == other.delete(own).status_code == status
        for what in ("off", "test", "secret", "deliveries/1/replay", "replay-failed"):
            assert other.post(f"{own}{what}/").status_code == status
    assert everything([Endpoint, Delivery]) == before


def test_no_more_than_ten_for_a_producer(shop, endpoint):
    for number in range(MOST_ENDPOINTS - 1):
        url = f"{URL}/{number}"
        add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=url, kinds=["order.placed"])
    answer = client_of(shop.lan).post(
        API,
        {"producer": shop.producer.pk, "url": f"{URL}/one-more", "kinds": ["order.placed"]},
        format="json",
    )
    assert problems(answer) == [("webhook_most", None)] and Endpoint.objects.count() == MOST_ENDPOINTS


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_at_1_and_3_rows(shop, count, django_assert_num_queries):
    for number in range(count):
        url = f"{URL}/{number}"
        add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=url, kinds=["order.placed"])
    lan = client_of(shop.lan)
    with django_assert_num_queries(2):
        assert len(lan.get(API).json()["results"]) == count


@pytest.mark.slow
def test_endpoints_are_exported_and_erased_with_the_member(shop, endpoint):
    assert [row["url"] for row in exporting.collect(shop.lan)["webhooks"]] == [URL]
    assert exporting.collect(shop.hoa)["webhooks"] == []
    own_data.erase(User.objects.get(pk=shop.lan.pk))
    assert Endpoint.objects.get().created_by is None
    Producer.objects.filter(pk=shop.producer.pk).update(is_active=False)
    own_data.erase(shop.lan)
    assert not Endpoint.objects.exists()
