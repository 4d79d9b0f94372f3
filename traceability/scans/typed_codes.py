"""A code off a label that somebody typed into the search of products: where it leads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from backend.common import slots
from backend.common.codes import LETTERS, normalise
from traceability.labels.serials import LENGTH, TYPED_LENGTH
from traceability.models import Lot
from traceability.scans.origin.addresses import origin_path

MOST_LOTS = 5


def register() -> None:
    """Called once, from AppConfig.ready()."""
    slots.register(
        "products.nothing_found", "codes", template="traceability/slots/typed_code.html", context=typed_code
    )


def looks_like_serial(text: str) -> bool:
    """16 or 17 letters of the labels' alphabet, digits among them: no words of a product read so."""
    letters = normalise(text)
    return len(letters) in (LENGTH, TYPED_LENGTH) and set(letters) <= set(LETTERS) and _has_digit(text)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def typed_code(request: HttpRequest, *, typed: str, **kw: Any) -> dict[str, Any] | None:
    """Of a label's letters the way to its page; of a lot's code the lots that bear it and whose pages answer to who asks.

    Those are public by their addresses already. A serial is not looked up here, whoever asks: its own page counts guesses.
    """
    text = " ".join(typed.split())
    if looks_like_serial(text):
        return {"serial": text}
    # Without a digit it is a word of products.
    if " " in text or not _has_digit(text):
        return None
    named = Lot.objects.visible_to(request.user).filter(code=text.upper()).select_related("product__producer")
    found = [(lot, origin_path(lot)) for lot in named.order_by("-pk")[:MOST_LOTS]]
    found = [(lot, path) for lot, path in found if path]
    return {"lots": found} if found else None
