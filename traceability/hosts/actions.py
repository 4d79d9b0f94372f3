"""Hosts under which codes are valid: added by staff, by a command, and by the clock.

The clock adds the host of labels printed today. A host is never removed while labels carry it. The operator
makes sure that the host resolves to this server and that the certificate covers it: docs/operate.md,
"Another address".
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows
from members.acting import Actor
from members.rules import require
from traceability.epcis.sites import forget_hosts
from traceability.hosts import rules
from traceability.labels.querysets import LabelRunQuerySet
from traceability.models import EpcisEvent, LabelRun, PrintedHost

MAX_NOTE = 200
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)


class HostError(DomainError):
    """The text is no host name; `field` names the argument."""


class HostInUse(HostError):
    """Labels carry the host, or it is the present one."""

    status_code = 409


def host_in(text: str) -> str:
    """Return the host of a typed URL or name as browsers send it: lower case, IDNA, no port.

    Raises HostError.

    >>> host_in(" https://Tem.Example.vn:8443/01/1 ")
    'tem.example.vn'
    """
    text = text.strip()
    try:
        host = (urlsplit(text if "//" in text else f"//{text}").hostname or "").rstrip(".")
        if ":" in host:
            return str(ipaddress.ip_address(host))
        host = host.encode("idna").decode("ascii").lower()
    except ValueError:  # UnicodeError is a subclass
        host = ""
    if not host or len(host) > 253 or not all(_LABEL.fullmatch(part) for part in host.split(".")):
        raise HostError(
            _("Chị ghi tên máy chủ như trên tem, ví dụ tem.example.vn."), field="host", code="host_name"
        )
    return host


@transaction.atomic
def add_host(*, actor: Actor | None, host: str, note: str = "") -> PrintedHost:
    """Make codes valid under `host` (a name or a URL). A repeated call changes nothing.

    `actor` is None for the operator's command and the clock. Raises HostError, NotAllowed.
    """
    if actor is not None:
        require(rules.may_change_hosts(actor.by))
    name, note = host_in(host), " ".join(note.split())
    if len(note) > MAX_NOTE:
        raise HostError(
            _("Dài quá, chị viết gọn trong %(max)d chữ.") % {"max": MAX_NOTE}, field="note", code="host_note"
        )
    row, is_new = PrintedHost.objects.get_or_create(
        host=name, defaults={"note": note, "by": actor.by if actor else None}
    )
    if is_new:
        forget_hosts()
        append_entry(
            kind="host.added",
            subject=f"host:{row.pk}",
            payload={"host": name},
            by=actor.by.ref if actor else None,
        )
        state_rows(row)
    return row


@transaction.atomic
def remove_host(*, actor: Actor | None, host: PrintedHost) -> None:
    """Remove a host that was added by mistake.

    Raises NotAllowed, and HostInUse if labels or events carry it or it is the present one.
    """
    if actor is not None:
        require(rules.may_change_hosts(actor.by))
    if host.host == current_host() or runs_with(host.host).exists():
        raise HostInUse(
            _("Đã có tem in địa chỉ này, nên nó phải trả lời mãi. Không bỏ được."), code="host_in_use"
        )
    if is_named_in_events(host.host):
        raise HostInUse(
            _(
                "Đã có sự kiện ghi địa chỉ này. Bỏ đi thì sổ không còn biết hàng, thùng và nơi nêu trong đó là của ai."
            ),
            code="host_in_use",
        )
    pk, name = host.pk, host.host
    state_rows(gone=[host])
    host.delete()
    forget_hosts()
    append_entry(
        kind="host.removed", subject=f"host:{pk}", payload={"host": name}, by=actor.by.ref if actor else None
    )


def remember_printed_hosts() -> int:
    """Add the hosts of present labels and posters, of earlier label runs, and EARLIER_ORIGINS.

    Return the number of new hosts. So nobody has to remember them when PUBLIC_ORIGIN changes. Run by the
    clock, safe to run twice.
    """
    printed = LabelRun.objects.order_by().values_list("origin", flat=True).distinct()
    wanted = {host_in(origin) for origin in (settings.PUBLIC_ORIGIN, *settings.EARLIER_ORIGINS, *printed)}
    new = wanted - set(PrintedHost.objects.filter(host__in=wanted).values_list("host", flat=True))
    for host in sorted(new):
        add_host(actor=None, host=host)
    return len(new)


def current_host() -> str:
    return host_in(settings.PUBLIC_ORIGIN)


def is_named_in_events(host: str) -> bool:
    """Return whether an event names goods, a carton or a place of ours under `host`.

    Reads every event: only for a rare action of staff.
    """
    pattern = re.escape(f"[{host}]" if ":" in host else host)
    return EpcisEvent.objects.filter(body__iregex=rf"://{pattern}(:[0-9]+)?/(P|thung|xa|noi)/").exists()


def runs_with(host: str) -> LabelRunQuerySet:
    """Return label runs that carry `host`, on any port."""
    begins = Q()
    for scheme in ("http", "https"):
        netloc = f"[{host}]" if ":" in host else host
        begins |= Q(origin__iexact=f"{scheme}://{netloc}") | Q(origin__istartswith=f"{scheme}://{netloc}:")
    return LabelRun.objects.filter(begins)
