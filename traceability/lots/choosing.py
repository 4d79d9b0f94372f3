"""Find the lot that an argument of a command names."""

from __future__ import annotations

from django.core.management.base import CommandError

from traceability.models import Lot


def lot_meant(text: str) -> Lot:
    """Return the lot with the present or former code `text`, or with the id in "id:5".

    Raises CommandError if no lot matches, or several. The message then lists what to type instead.
    """
    rows = list(
        Lot.objects.called(text).select_related(
            "place", "product__producer__unit__parent", "product__producer__branch"
        )
    )
    if not rows:
        raise CommandError(f"Không có lô {text}. / No such lot.")
    if len(rows) > 1:
        names = ", ".join(f"id:{lot.pk} ({lot.product})" for lot in rows)
        raise CommandError(
            f"Nhiều lô có mã {text}, hãy gõ một trong: {names} / Several lots; name one by its id."
        )
    return rows[0]
