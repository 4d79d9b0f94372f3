"""A class the day after tomorrow in Lan's branch, and a meeting there.

trainer = make_trainer();  live_class = a_class(trainer, places=2)
with at(live_class.starts_at): ...        now is then, for the code under test
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from courses.classes.actions.classes import create_class
from courses.models import LiveClass
from members.acting import Actor
from members.models import User
from tests.factories.members import chapter


def a_class(trainer: User, **fields: Any) -> LiveClass:
    starts_at = fields.pop("starts_at", timezone.now() + timedelta(days=2))
    given = {
        "branch": chapter(),
        "title": "Chụp ảnh mận",
        "about": "Mang theo điện thoại.",
        "room": "Nhà văn hoá bản Áng",
        "places": 2,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
    }
    return create_class(actor=Actor.of(trainer), **given | fields)


def at(moment: datetime) -> Any:
    """Freeze the time at `moment`."""
    return time_machine.travel(moment, tick=False)
