"""The pack that stores a handbook on a phone: pages without personal data, each with a hash of its content.

The record has the shape of a course's pack (service_worker_packs.js), so the service worker serves and refreshes both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from backend.law.readings.presenters import LawyerMark, Played, readings_of_readables
from backend.law.situations.presenters import Cited, cited_by
from backend.law.situations.reading import key_of
from backend.law.situations.stock import Situation

# Of the pack's record on a phone. No course has it: a slug has no dot.
NAME = "law.handbook"
# Stored bytes of a kept page without its own words, measured over the shipped situations.
PAGE_BYTES = 16_000


def manifest_of(situations: Sequence[Situation], branch: int | None) -> dict[str, Any]:
    """Return the manifest: the handbook's own page and one for each situation. Six queries, and up to four more where a lawyer has read."""
    cited = cited_by(situations)
    readings = readings_of_readables({key_of(each): each.sha256 for each in situations})
    query = f"?xa={branch}" if branch else ""
    pages = [
        {
            "page": reverse("law:situation", args=[each.slug]),
            "source": reverse("law:kept_situation", args=[each.slug]),
            "mark": _mark(*_shown(each, cited[each.slug].values(), **readings[key_of(each)])),
        }
        for each in situations
    ]
    own = {
        "page": reverse("law:handbook"),
        "source": reverse("law:kept_handbook") + query,
        "mark": _mark([(each.slug, each.neutral) for each in situations]),
    }
    return {
        "course": NAME,
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


def _shown(
    situation: Situation,
    cited: Iterable[Cited],
    *,
    lawyers: Iterable[LawyerMark],
    recordings: Iterable[Played],
) -> Iterator[Any]:
    """Yield everything that a kept page shows and that can change: the law, its readers, and the help numbers."""
    yield from (situation.sha256, situation.read_date)
    yield [astuple(each) for each in cited]
    yield [astuple(each) for each in lawyers]
    yield [(each.url, each.is_old) for each in recordings]
    yield [place.is_confirmed for place in situation.places]


def _mark(*values: Any) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]
