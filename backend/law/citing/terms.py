"""Retention periods (backend/common/retention.py) as places that cite law: the tools below know no library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backend.common.retention import TERMS
from backend.law.citing.registry import CitingPlace

# The day on which a period was compared with the text of its document, or was gone through without it.
COMPARED_ON = {"37/2026/NĐ-CP": dt.date(2026, 12, 1)}
GONE_THROUGH_ON = dt.date(2026, 11, 24)


def citing_terms() -> Iterator[CitingPlace]:
    for term in TERMS:
        with override("vi"):
            article = str(term.article).removeprefix("Điều ")
        yield CitingPlace(
            key=f"term:{term.record}",
            kind=_("Thời hạn giữ hồ sơ"),
            name=str(term.words),
            cites=tuple(f"{number} {article}".strip() for number in term.document.split(", ")),
            checked=COMPARED_ON.get(term.document, GONE_THROUGH_ON),
        )
