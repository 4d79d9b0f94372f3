"""The code at the door of a class: signed, short-lived, and replaced every half minute.

The trainer's screen shows it as a QR for people in the room. A photo sent to somebody at home soon expires.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.classes.errors import DoorClosed
from courses.models import LiveClass

SALT = "courses.class-door"
CHANGES_AFTER = 30  # seconds: how long the screen shows one code
OPENS = timedelta(minutes=3)  # how long a code opens the page
COUNTS = timedelta(minutes=10)  # time to log in and press the button after opening it
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)


def door_code(live_class: LiveClass) -> str:
    """Return a signed code for the class that carries the present time, in characters safe in an address."""
    return signing.dumps(live_class.pk, salt=SALT)


def check_code(code: str, live_class: LiveClass, *, age: timedelta) -> None:
    """Raise DoorClosed unless the code belongs to this class and is no older than `age`."""
    try:
        pk = signing.loads(code, salt=SALT, max_age=age)
    except signing.SignatureExpired:
        raise DoorClosed(
            _("Mã trên màn hình đã đổi. Chị quét lại mã đang hiện ở cửa lớp."), code="door_code_old"
        ) from None
    except signing.BadSignature:
        pk = None
    if pk != live_class.pk:
        raise DoorClosed(_("Mã này không phải của lớp. Chị quét lại mã ở cửa lớp."), code="door_code_invalid")


def check_window(live_class: LiveClass, now: datetime | None = None) -> None:
    """Raise DoorClosed outside the hours of attendance, and for a cancelled class.

    Attendance is open from an hour before the class begins until two hours after it ends.
    """
    now = now or timezone.now()
    if live_class.cancelled_at is not None:
        raise DoorClosed(_("Lớp này đã huỷ."), code="class_cancelled")
    if now < live_class.starts_at - BEFORE:
        raise DoorClosed(_("Chưa đến giờ điểm danh. Mở trước giờ học một tiếng."), code="door_early")
    if now > live_class.ends_at + AFTER:
        raise DoorClosed(_("Đã hết giờ điểm danh của lớp này."), code="door_late")


def is_open(live_class: LiveClass) -> bool:
    try:
        check_window(live_class)
    except DoorClosed:
        return False
    return True
