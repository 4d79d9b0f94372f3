"""System checks of settings for production (`./run check --deploy`), and of the database before `migrate`."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.utils import timezone

from backend.common.migration_records import half_way_words, missing_replaced, recorded_migrations
from backend.common.working_days import days_off


@register(Tags.database)
def check_migration_records(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Report a database that stopped half-way through squashed migrations as an error.

    Runs before `migrate`.
    """
    found: list[CheckMessage] = []
    for alias in databases or ():
        if missing := missing_replaced(recorded_migrations(connections[alias])):
            vietnamese, english = half_way_words(missing)
            found.append(Error(vietnamese, hint=english, id="pieu.E001"))
    return found


@register(deploy=True)
def check_origin(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a PUBLIC_ORIGIN that only this machine or network can reach: printed labels contain it."""
    parts = urlsplit(settings.PUBLIC_ORIGIN)
    host = parts.hostname or ""
    try:
        is_address = bool(ipaddress.ip_address(host))
    except ValueError:
        is_address = False
    if (
        not is_address
        and "." in host
        and not host.endswith((".localhost", ".local", ".internal", ".lan", ".test", ".invalid"))
    ):
        return []
    return [
        Warning(
            f"PUBLIC_ORIGIN is {settings.PUBLIC_ORIGIN}: a label printed with it opens nothing on a buyer's phone.",
            hint="Give the host name that the Union owns; it is printed and can't be changed afterwards (docs/operate.md).",
            id="pieu.W001",
        )
    ]


@register(deploy=True)
def check_messages(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    is_http = settings.SMS_BACKEND == "http"
    if is_http and settings.SMS_HTTP_URL:
        return []
    missing = "SMS_HTTP_URL is empty" if is_http else f"SMS_BACKEND is {settings.SMS_BACKEND}"
    return [
        Warning(
            f"{missing}: codes for signing up and for a new PIN reach nobody.",
            hint="Set SMS_BACKEND=http, and SMS_HTTP_URL and SMS_HTTP_TOKEN to those of your gateway.",
            id="pieu.W002",
        )
    ]


@register(deploy=True)
def check_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.PIEU_DEMO:
        return []
    return [
        Warning(
            "The demo is on: every page says that nothing is real, and the demo's accounts have PINs that everybody knows.",
            hint="Leave PIEU_DEMO out where real people are members, and begin with an empty database.",
            id="pieu.W003",
        )
    ]


@register(deploy=True)
def check_days_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn in November if the file of days off lacks the next year: terms in working days would count its holidays."""
    soon = timezone.localdate() + timedelta(days=62)
    if soon.year in days_off().years:
        return []
    return [
        Warning(
            f"backend/common/data/days_off.toml has no holidays of {soon.year}: terms in working days count them as worked.",
            hint="Upgrade Piêu, or add the year when the Government has announced it.",
            id="pieu.W004",
        )
    ]
