"""What a phone downloads to keep a handbook: pages without personal data, each with a mark of what it says.

The record has the shape of a course's pack (service_worker_packs.js), so the service worker serves and refreshes both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.law.situations.presenters import cited_by
from backend.law.situations.stock import Situation

# Stored bytes of a kept page without its own words, measured over the shipped situations.
PAGE_BYTES = 16_000


def manifest_of(situations: Sequence[Situation], branch: int | None) -> dict[str, Any]:
    """Return the manifest: the handbook's own page and one for each situation. Five queries."""
    cited = cited_by(situations)
    query = f"?xa={branch}" if branch else ""
    pages = [
        {
            "page": reverse("law:situation", args=[each.slug]),
            "source": reverse("law:kept_situation", args=[each.slug]),
            "mark": _mark(
                each.sha256, each.read_date, [(one.citation, one.mark) for one in cited[each.slug].values()]
            ),
        }
        for each in situations
    ]
    own = {
        "page": reverse("law:handbook"),
        "source": reverse("law:kept_handbook") + query,
        "mark": _mark([each.slug for each in situations]),
    }
    return {
        "course": "luat",
        "title": _("Tình huống của xã"),
        "version": 1,
        "files": [],
        "pages": [own, *pages],
        "bytes": pack_bytes(situations),
    }


def pack_bytes(situations: Sequence[Situation]) -> int:
    """Return about how many bytes a phone stores."""
    words = sum(len(text.encode()) for each in situations for text in each.reading)
    return PAGE_BYTES * (len(situations) + 1) + 2 * words


def _mark(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]
