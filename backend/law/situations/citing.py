"""The situations, and the kinds of places where they send people, as places that cite law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace
from backend.law.situations.stock import stock

# The day on which places.toml was compared with the texts that it cites.
PLACES_COMPARED_ON = dt.date(2026, 12, 1)


def citing_situations() -> Iterator[CitingPlace]:
    for situation in stock().situations.values():
        if situation.cites:
            yield CitingPlace(
                key=f"situation:{situation.slug}",
                kind=_("Chuyện"),
                name=situation.title,
                cites=situation.cites,
                checked=situation.read_date,
                url=reverse("law:situation", args=[situation.slug]),
            )


def citing_places_of_help() -> Iterator[CitingPlace]:
    for place in stock().places.values():
        if place.cites:
            yield CitingPlace(
                key=f"place:{place.id}",
                kind=_("Nơi giúp"),
                name=place.name,
                cites=place.cites,
                checked=PLACES_COMPARED_ON,
            )
