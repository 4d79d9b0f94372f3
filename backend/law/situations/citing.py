"""The situations as places that cite law."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace
from backend.law.situations.stock import stock


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
