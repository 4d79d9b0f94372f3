"""Register the staff's page of printed hosts, and the clock's job that adds the present one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from traceability.hosts.actions import remember_printed_hosts
from traceability.hosts.rules import may_change_hosts


def register() -> None:
    """Register the slots and jobs; called once, from AppConfig.ready()."""
    every(hours=1, name="printed_hosts.record")(remember_printed_hosts)
    slots.register(
        "officer.links",
        "hosts",
        template="traceability/hosts/slots/desk_hosts.html",
        context=desk_hosts,
        order=90,
    )
    acts.declare(
        Act("host", public=True),
        Act("host.added", words=_("Ghi một địa chỉ in trên tem")),
        Act("host.removed", words=_("Bỏ một địa chỉ in trên tem")),
    )


def desk_hosts(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if may_change_hosts(request.actor.by) else None
