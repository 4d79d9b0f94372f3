"""Many at the same moment get no more places than there are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from courses.classes.actions.class_places import sign_up, step_back
from members.acting import Actor
from members.models import User
from tests.factories.classes import a_class
from tests.factories.courses import make_trainer
from tests.factories.members import UserFactory


def all_at_once(act: Callable[..., Any], users: list[User], live_class: Any) -> None:
    def one(user: User) -> None:
        try:
            act(actor=Actor.of(user), live_class=live_class)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, users))


@pytest.mark.crash
def test_no_more_get_places_at_once_than_there_are(real_db):
    live_class = a_class(make_trainer(), places=3)
    all_at_once(sign_up, [UserFactory() for _n in range(12)], live_class)
    going = list(live_class.sign_ups.filter(state="going").select_related("user"))
    assert (len(going), live_class.sign_ups.filter(state="waiting").count()) == (3, 9)
    all_at_once(step_back, [row.user for row in going[:2]], live_class)
    states = list(live_class.sign_ups.values_list("state", flat=True))
    assert [states.count(state) for state in ("going", "waiting", "off")] == [3, 7, 2]
