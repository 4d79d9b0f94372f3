"""The key of a member's data on a phone: the server stores it and gives it only to that member."""

from __future__ import annotations

import base64
import re

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import DeviceKey
from courses.offline.actions.profiles import MAX_DEVICES, DeviceKeyError, device_key
from courses.offline.escrow import seal
from members.acting import Actor
from members.models import GuessLimit
from members.own_data import erasing
from members.signing_in.actions.guesses import FREE_TRIES
from tests.factories.members import HoaFactory, LanFactory, MinhFactory
from tests.layout import without_layout

pytestmark = pytest.mark.django_db
PHONE = "0123456789abcdef"


def ask(client, device: str = PHONE):
    return client.post(reverse("courses:device_key"), {"device": device}, content_type="application/json")


def test_a_phone_gets_the_same_key_again_and_another_person_another(client):
    lan, minh = LanFactory(), MinhFactory()
    client.force_login(lan)
    first = ask(client).json()
    assert (first["owner"], len(base64.b64decode(first["key"]))) == (str(lan.ref), 32)
    assert ask(client).json() == first
    assert ask(client, "another-phone").json()["key"] != first["key"]
    client.force_login(minh)
    assert ask(client).json()["key"] != first["key"]


def ask_with(client, secret: str):
    body = {"device": PHONE, "secret": secret}
    return client.post(reverse("courses:device_key"), body, content_type="application/json")


def test_only_the_pin_of_log_in_gets_the_key_that_a_pin_is_asked_for(client):
    lan = LanFactory(password="246810")
    client.force_login(lan)
    wrong = ask_with(client, "135790")
    assert (wrong.status_code, wrong.json()) == (400, {"detail": "Mã PIN chưa đúng."})
    assert not DeviceKey.objects.exists()
    assert ask_with(client, "246810").json() == ask(client).json()
    assert not GuessLimit.objects.filter(pk__startswith="pin:")


def test_wrong_pins_on_the_phone_count_as_wrong_log_ins(client):
    lan = LanFactory(password="246810")
    client.force_login(lan)
    for _try in range(FREE_TRIES):
        ask_with(client, "135790")
    locked = ask_with(client, "246810")
    assert (locked.status_code, "Đã thử sai nhiều lần" in locked.json()["detail"]) == (429, True)
    login = {"login": lan.card_number, "password": "246810"}
    assert "Đã thử sai nhiều lần" in Client().post(reverse("account_login"), login).text
    assert not DeviceKey.objects.exists()


@pytest.mark.parametrize("page", ["phone_pin", "on_phone"])
def test_no_pin_is_sent_by_the_form_itself_before_its_script_is_there(client, page):
    client.force_login(LanFactory())
    html = without_layout(client.get(reverse(f"courses:{page}")).text)
    form = re.search(r"<form[^>]* data-set-pin.*?</form>", html, re.DOTALL)[0]
    assert re.findall(r'<button[^>]* type="submit"([^>]*)>', form) == [" disabled"]


def test_the_table_alone_opens_nothing(settings):
    lan = LanFactory()
    key = device_key(actor=Actor.of(lan), device=PHONE)
    row = DeviceKey.objects.get()
    assert base64.b64encode(key).decode() not in row.sealed
    # The server's own secret changes and the old one still opens the data; without it the phone starts again.
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    settings.SECRET_KEY_FALLBACKS = [old]
    assert device_key(actor=Actor.of(lan), device=PHONE) == key
    settings.SECRET_KEY_FALLBACKS = []
    assert device_key(actor=Actor.of(lan), device=PHONE) != key


def test_visitor_gets_no_device_key(client):
    assert ask(client).status_code == 401
    assert not DeviceKey.objects.exists()


@pytest.mark.parametrize("device", ["", "short", "a" * 65, "phone with spaces", "máy-của-tôi"])
def test_an_invalid_name_is_refused(client, device):
    client.force_login(LanFactory())
    answer = ask(client, device)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Tên máy không hợp lệ.")
    assert not DeviceKey.objects.exists()


def test_too_many_phones_are_refused():
    lan = LanFactory()
    DeviceKey.objects.bulk_create(
        DeviceKey(user=lan, device=f"phone-{n:04}", sealed=seal(b"k" * 32)) for n in range(MAX_DEVICES)
    )
    with pytest.raises(DeviceKeyError):
        device_key(actor=Actor.of(lan), device=PHONE)
    assert DeviceKey.objects.count() == MAX_DEVICES


def test_erasure_deletes_only_the_members_device_keys():
    lan, hoa = LanFactory(), HoaFactory()
    for one in (lan, hoa):
        device_key(actor=Actor.of(one), device=PHONE)
    erasing.erase_everywhere(lan)
    assert list(DeviceKey.objects.values_list("user", flat=True)) == [hoa.pk]


def test_a_log_in_on_a_shared_phone_ends_with_the_browser(client):
    client.force_login(LanFactory())

    def max_age(body: dict) -> str | int:
        answer = client.post(
            reverse("courses:device_key"), {"device": PHONE} | body, content_type="application/json"
        )
        return answer.cookies["sessionid"]["max-age"] if "sessionid" in answer.cookies else "unchanged"

    assert max_age({}) == max_age({"shared": False}) == max_age({"shared": "yes"}) == "unchanged"
    assert (max_age({"shared": True}), max_age({"shared": True})) == ("", "")
    assert max_age({"shared": False}) == 60 * 24 * 3600
