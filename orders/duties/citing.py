"""The duties of a platform, and the claims of tax law, as places that cite law."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace
from orders.duties.gaps import DUTIES
from orders.figures.thresholds import claims

# The day on which a claim was compared with the text of its document. The texts of the duties were not at hand.
COMPARED_ON = {"141/2026/NĐ-CP": dt.date(2026, 12, 1)}
GONE_THROUGH_ON = dt.date(2026, 11, 24)
_NUMBER = re.compile(r"\d+/\d{4}/\S+")
_ARTICLE = re.compile(r"Điều (\w+)(?: khoản (\w+))?")


def citing_duties() -> Iterator[CitingPlace]:
    for duty in DUTIES:
        yield CitingPlace(
            key=f"duty:{duty.id}",
            kind=_("Nghĩa vụ của sàn"),
            name=duty.words,
            cites=duty.cites,
            checked=GONE_THROUGH_ON,
            url=reverse("orders:platform"),
        )


def citing_tax_claims() -> Iterator[CitingPlace]:
    """Yield the claims that hold today or later; one whose time is over cites what was in force then."""
    for claim in claims():
        number = _NUMBER.search(claim.document)
        if number and claim.valid_to is None:
            article = _ARTICLE.search(claim.article)
            clause = f"({article[2]})" if article and article[2] else ""
            yield CitingPlace(
                key=f"tax:{claim.id}",
                kind=_("Ngưỡng thuế"),
                name=claim.words,
                cites=(f"{number[0]} {article[1] + clause if article else ''}".strip(),),
                checked=COMPARED_ON.get(number[0], GONE_THROUGH_ON),
            )
