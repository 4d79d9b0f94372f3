"""Write classes as iCalendar (RFC 5545), for the calendar of a phone or computer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.urls import reverse

from courses.models import LiveClass

TYPE = "text/calendar; charset=utf-8"


def write_calendar(
    rows: Iterable[tuple[LiveClass, bool, bool]], *, name: str = "", is_feed: bool = False
) -> bytes:
    """Return an iCalendar file with times in UTC.

    rows: (class, whether the link is included, whether the member is on the waiting list).
    A class always has one UID and a growing SEQUENCE. So a calendar moves it instead of showing it twice.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Piêu//Lớp học//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    if is_feed:
        calendar.add("x-published-ttl", "PT1H")
    for live_class, tells_link, is_waiting in rows:
        calendar.add_component(_event(live_class, tells_link=tells_link, is_waiting=is_waiting))
    return calendar.to_ical()


def _event(live_class: LiveClass, *, tells_link: bool, is_waiting: bool) -> icalendar.Event:
    event = icalendar.Event()
    host = urlsplit(settings.PUBLIC_ORIGIN).hostname or "pieu"
    event.add("uid", f"{live_class.uid}@{host}")
    event.add("dtstamp", live_class.changed_at.astimezone(UTC))
    event.add("last-modified", live_class.changed_at.astimezone(UTC))
    event.add("sequence", live_class.revision)
    event.add("dtstart", live_class.starts_at.astimezone(UTC))
    event.add("dtend", live_class.ends_at.astimezone(UTC))
    event.add("summary", live_class.title)
    words = [live_class.about]
    if tells_link and live_class.link:
        words.append(live_class.link)
    event.add("description", "\n\n".join(word for word in words if word))
    if live_class.room:
        event.add("location", live_class.room)
    event.add("url", f"{settings.PUBLIC_ORIGIN}{reverse('courses:class', args=[live_class.pk])}")
    if live_class.cancelled_at is not None:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "TENTATIVE" if is_waiting else "CONFIRMED")
    return event
