"""When what an origin page says is published: once it says what the law wants a consumer to see, or once a label of its lot is out.

A lot whose page lacks something gets no label and no code to hang up (traceability/labels/actions), so nothing that was printed opens
such a page unless something went missing since. Somebody who types its address reads it all the same, with what it lacks and where the
law says so; but the book keeps no version of it, for nobody published it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.legal.rule import Rule, Surface
from products.listing.requirements import missing_of
from traceability.labels.enums import RunState
from traceability.legal.gaps import lot_gaps
from traceability.models import Lot, OriginVersion
from traceability.scans.origin.facts import publish
from traceability.scans.origin.listed import Shown

# As the page names them, without telling a buyer what to do.
_NAMES: dict[str, StrOrPromise] = {
    "name": _("Tên sản phẩm"),
    "photos": _("Hình ảnh"),
    "producer": _("Nơi sản xuất"),
    "address": _("Địa chỉ"),
    "origin": _("Xuất xứ"),
    "lot": _("Số lô"),
    "expiry": _("Hạn sử dụng (HSD)"),
}


def lacks_of(lot: Lot, said: Shown) -> list[Rule]:
    """What the page of `lot`, whose product is said as in `said`, lacks today of Art. 23(7); no query where the producer is selected."""
    product = lot.product
    as_said = SimpleNamespace(
        **{
            **said.words,
            "producer": product.producer,
            "ocop_set": product.ocop_set,
            "is_packed": product.is_packed,
        }
    )
    of_product = missing_of(as_said, photos=int(said.photo is not None), surface=Surface.PAGE)
    if said.taken_down_on:  # its photo is not missing: it was taken off
        of_product = [each for each in of_product if each.rule.field != "photos"]
    return [*(each.rule for each in of_product), *(gap.rule for gap in lot_gaps(lot, Surface.PAGE))]


def named(lacks: list[Rule]) -> list[tuple[StrOrPromise, str]]:
    """Each as (what is missing, where the law wants it), in the reader's language."""
    return [(_NAMES.get(rule.field, rule.message), rule.clause) for rule in lacks]


def publish_if_whole(lot: Lot, facts: dict[str, Any], lacks: list[Rule]) -> OriginVersion | None:
    """The version that is shown: a new one where `facts` are, None where the page lacks something and nothing of the lot is out yet.

    What was published once, or has labels, goes on being kept with every change, also with what it lacks.
    """
    if lacks and not is_out(lot):
        return None
    return publish(lot, facts)


def is_out(lot: Lot) -> bool:
    """Whether a version of its page was published, or a label of it may be on a pack."""
    return lot.origin_versions.exists() or lot.label_runs.exclude(state=RunState.CANCELLED).exists()
