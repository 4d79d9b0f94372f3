"""The duties of a platform, the terms of its page, and the claims of tax law, as places that cite law."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace, place_of
from orders.duties.gaps import DUTIES
from orders.duties.statements import STATEMENTS
from orders.figures.thresholds import claims


def citing_duties() -> Iterator[CitingPlace]:
    url = reverse("orders:platform")
    for duty in DUTIES:
        yield place_of(duty.source, key="duty", kind=_("Nghĩa vụ của sàn"), name=duty.words, url=url)


def citing_statements() -> Iterator[CitingPlace]:
    """Yield the sentences of the platform's page that rest on law."""
    url = reverse("orders:platform")
    for each in STATEMENTS:
        if each.source.cites:
            yield place_of(
                each.source, key="statement", kind=_("Điều khoản của sàn"), name=each.words, url=url
            )


def citing_tax_claims() -> Iterator[CitingPlace]:
    """Yield the claims that hold today or later; one whose time is over cites what was in force then."""
    for claim in claims():
        if claim.valid_to is None:
            yield place_of(claim.source, key="tax", kind=_("Ngưỡng thuế"), name=claim.words)
