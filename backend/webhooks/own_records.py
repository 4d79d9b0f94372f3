"""Register the columns of webhooks' tables that go into a person's export (members.own_data.records)."""

from __future__ import annotations

from backend.webhooks.models import Delivery, Endpoint, Message
from members.own_data import records
from products.own_data.records import run_by


def register() -> None:
    """Register the columns. Called once, from AppConfig.ready()."""
    records.register(
        Endpoint,
        run_by("producer__"),
        "id producer url kinds old_until is_on off_reason off_at heard_at created_by created_at",
    )
    records.register(Message, run_by("producer__"), "id uid kind producer body created_at")
    records.register(
        Delivery,
        run_by("endpoint__producer__"),
        "id message endpoint state attempts started_at next_at tried_at status answer error",
    )
