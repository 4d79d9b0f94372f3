from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from members.models import GuessLimit
from members.signing_in.actions.guesses import (
    TooManyGuesses,
    prove_secret,
    prune_guesses,
    remember_device,
    wait_after,
    wait_for,
)
from members.signing_in.devices import cookie_name
from tests.factories.members import PIN, LanFactory, MinhFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
DEVICE = "0123456789abcdef" * 2


def sign_in(login: str, secret: str, device: str = ""):
    request = RequestFactory().post("/")
    if device:
        request.COOKIES[cookie_name()] = device
    return authenticate(request, username=login, password=secret)


def test_member_signs_in_by_phone_and_by_card():
    lan = LanFactory()
    assert sign_in("0912 345 671", PIN) == lan
    assert sign_in("84912345671", PIN) == lan
    assert sign_in("1000 0008", PIN) == lan
    assert sign_in("10000008", "407194") is None


def test_right_pin_is_refused_while_locked():
    lan = LanFactory()
    for _ in range(5):
        assert sign_in(lan.card_number, "999111") is None
    assert sign_in(lan.card_number, PIN) is None
    assert sign_in("0912345671", PIN) is None  # the lock is the account's, not the card's
    with time_machine.travel(timedelta(seconds=61) + timezone.now()):
        assert sign_in(lan.card_number, PIN) == lan
    assert not GuessLimit.objects.filter(key=f"pin:user:{lan.pk}").exists()


def test_lock_of_before_the_clock_was_set_back_begins_again():
    lan, now = LanFactory(), timezone.now()
    with time_machine.travel(now + timedelta(days=1)):
        for _ in range(5):
            assert sign_in(lan.card_number, "999111") is None
    with time_machine.travel(now):
        assert sign_in(lan.card_number, PIN) is None
    with time_machine.travel(now + timedelta(seconds=70)):
        assert sign_in(lan.card_number, PIN) == lan


def test_lock_grows_to_a_day_and_allows_fifteen_guesses_in_the_first_day():
    lan = LanFactory()
    guesses, moment = 0, timezone.now()
    end = moment + timedelta(days=1)
    while moment < end:
        with time_machine.travel(moment, tick=False):
            wait = wait_for(f"pin:user:{lan.pk}")
            if wait is None:
                sign_in(lan.card_number, "999111")
                guesses += 1
            else:
                moment += wait
    assert guesses == 15
    assert wait_after(40) == timedelta(days=1)


def test_guesses_on_nobodys_card_are_locked_alike():
    for _ in range(5):
        sign_in("99999990", "999111")
    key = GuessLimit.objects.get(key__startswith="pin:nobody:").pk
    assert wait_for(key) is not None
    assert "99999990" not in key


def test_wrong_guesses_elsewhere_do_not_lock_a_known_device():
    lan = LanFactory()
    remember_device(user=lan, device=DEVICE)
    for _ in range(9):
        sign_in(lan.card_number, "999111")
    assert sign_in(lan.card_number, PIN) is None
    assert sign_in(lan.card_number, PIN, device=DEVICE) == lan


def test_known_device_is_locked_by_its_own_wrong_guesses():
    lan = LanFactory()
    remember_device(user=lan, device=DEVICE)
    for _ in range(5):
        sign_in(lan.card_number, "999111", device=DEVICE)
    assert sign_in(lan.card_number, PIN, device=DEVICE) is None
    assert sign_in(lan.card_number, PIN) == lan


def test_one_pin_tried_on_many_cards_closes_the_door_to_strange_browsers(settings):
    settings.LOGIN_FAILURES_PER_HOUR = 6
    lan, minh = LanFactory(), MinhFactory()
    remember_device(user=minh, device=DEVICE)
    for n in range(6):
        sign_in(f"9876543{n}", "258369")  # not even card numbers: what is typed counts
    assert sign_in(lan.card_number, PIN) is None
    assert sign_in(minh.card_number, PIN, device=DEVICE) == minh
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert sign_in(lan.card_number, PIN) == lan


def test_inactive_account_is_answered_like_a_wrong_pin():
    lan = LanFactory(is_active=False)
    assert sign_in(lan.card_number, PIN) is None
    assert GuessLimit.objects.get(key=f"pin:user:{lan.pk}").failures == 1


def test_secret_asked_once_more_counts_with_the_others():
    lan = LanFactory()
    for _ in range(5):
        with pytest.raises(Exception, match="Mã PIN chưa đúng"):
            prove_secret(user=lan, secret="999111")
    with pytest.raises(TooManyGuesses, match="1 phút"):
        prove_secret(user=lan, secret=PIN)


def test_old_failures_are_forgotten():
    lan = LanFactory()
    sign_in(lan.card_number, "999111")
    assert prune_guesses() == 0
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        assert prune_guesses() >= 1
    assert not GuessLimit.objects.exists()


def test_password_is_the_same_however_the_keyboard_spells_it():
    lan = LanFactory()
    lan.set_password("mùa mận hậu")
    lan.save()
    assert sign_in(lan.card_number, unicodedata.normalize("NFD", "mùa mận hậu")) == lan
