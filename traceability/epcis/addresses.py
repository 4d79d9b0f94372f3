"""Find addresses of the site that its own events name, but that the settings don't.

A wrong PUBLIC_ORIGIN changes how every identifier is read, so it would accuse every event. The ledger's own
documents show the address under which they were written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.models import Q

from backend.ledger.auditing import Finding
from traceability.epcis import sites
from traceability.models import EpcisEvent

CHUNK = 1000
# A commune, a lot, a carton or a producer in a document that this site wrote.
_ADDRESS = re.compile(r'"(https?://[^/"?#]+)/(?:xa/\d+"|P/[^"]+/10/|thung/|noi/[0-9a-f-]{36}")')


def addresses_in(body: str) -> set[str]:
    """Return the origins of the site's own identifiers in a stored document, each as "scheme://host:port"."""
    return set(_ADDRESS.findall(body))


def unknown_addresses() -> Counter[str]:
    """Return how many of the site's own events name each address that is in no setting and on no label."""
    rows = EpcisEvent.objects.filter(pin="").order_by()
    rows = rows.filter(Q(body__contains="/xa/") | Q(body__contains="/P/") | Q(body__contains="/thung/"))
    for origin in (settings.PUBLIC_ORIGIN, *settings.EARLIER_ORIGINS):
        rows = rows.exclude(body__contains=f'"{origin}/')
    found: Counter[str] = Counter()
    for body in rows.values_list("body", flat=True).iterator(CHUNK):
        found.update(origin for origin in addresses_in(str(body)) if not sites.is_ours(origin))
    return found


@contextmanager
def under_recorded_addresses() -> Iterator[list[Finding]]:
    """Count the addresses of recorded events as the site's own in the block.

    Gives one finding for each address that the settings lack.
    """
    unknown = unknown_addresses()
    with sites.also_ours(unknown):
        yield [
            Finding(
                "log",
                f"địa chỉ của trang: {count} sự kiện ghi {origin}, mà PUBLIC_ORIGIN là {settings.PUBLIC_ORIGIN};"
                f" sửa PUBLIC_ORIGIN, hoặc thêm {origin} vào EARLIER_ORIGINS"
                f" / {count} events were recorded under {origin}: correct PUBLIC_ORIGIN or add it to EARLIER_ORIGINS",
            )
            for origin, count in sorted(unknown.items())
        ]
