"""Which lot is meant by what somebody typed after a command."""

from __future__ import annotations

from django.core.management.base import CommandError

from traceability.models import Lot


def lot_meant(text: str) -> Lot:
    """The lot of a code, also one of before, or "id:5". Raises CommandError with what to type instead where several have it."""
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
