"""Where staff find the printed hosts, and the clock that puts today's down."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from members import deeds
from members.acting import ActorRequest
from traceability.hosts.actions import remember_printed_hosts
from traceability.hosts.rules import may_change_hosts


def register() -> None:
    """Called once, from AppConfig.ready()."""
    every(hours=1, name="printed_hosts.record")(remember_printed_hosts)
    slots.register(
        "officer.links", "hosts", template="traceability/slots/desk_hosts.html", context=desk_hosts, order=90
    )
    deeds.register("host.added", _("Ghi một địa chỉ in trên tem"))
    deeds.register("host.removed", _("Bỏ một địa chỉ in trên tem"))


def desk_hosts(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if may_change_hosts(request.actor.by) else None
