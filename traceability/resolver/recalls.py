"""Links that mark a recall of the code's object."""

from __future__ import annotations

from django.utils.translation import gettext as _

from traceability.gs1.digital_link import Code
from traceability.resolver.targets import Link, page_url
from traceability.scans.origin.lookup import Found

RECALL_STATUS = "recallStatus"


def recall_links(code: Code, found: Found) -> tuple[Link, ...]:
    """Return the gs1:recallStatus links of `found`.

    They are of its lot if `code` names one or a label of it, else of each recalled lot of the product.
    Everything comes from `found`, so there is no query (origin/lookup.py).
    """
    if not found.is_recalled:
        return ()
    if found.recalled_lots:
        lots = [(lot, Code(gtin=code.gtin, own_code=code.own_code, lot=lot)) for lot in found.recalled_lots]
        words = _("Có hàng của lô %(lot)s đang bị thu hồi")
    else:
        lots = [(found.lot_code, code)]
        words = _("Lô %(lot)s đang bị thu hồi")
        if found.labels_recall_id is not None:
            words = (
                _("Gói hàng này của lô %(lot)s đang bị thu hồi")
                if code.serial
                else _("Có gói của lô %(lot)s đang bị thu hồi")
            )
    return tuple(
        Link(RECALL_STATUS, page_url(each), words % {"lot": lot}, media_type="text/html", languages=("vi",))
        for lot, each in lots
    )
