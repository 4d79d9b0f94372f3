"""A producer's GS1 company prefix and the GLN of the producer's place, as on the certificate by GS1."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require
from products.models import Producer
from traceability.containers.rules import may_set_prefix
from traceability.gs1.dictionary import AIS
from traceability.gs1.errors import Gs1Error
from traceability.gs1.prefixes import prefix_fault
from traceability.models import CompanyPrefix


class PrefixError(DomainError):
    """The prefix or GLN is invalid, or belongs to another producer; `field` names which of them."""


@transaction.atomic
def set_company_prefix(*, actor: Actor, producer: Producer, prefix: str, gln: str = "") -> CompanyPrefix:
    """Set the producer's prefix for SSCCs of new cartons and pallets; numbers that were given stay.

    The same values change nothing. `gln` is the number of the producer's place, or ""; events then name it as
    their bizLocation. Spaces, points and hyphens are ignored. Raises NotAllowed, and PrefixError for an
    invalid prefix or GLN, or one that another producer has. Prefixes may not overlap.
    """
    require(may_set_prefix(actor.member, producer))
    prefix, gln = (re.sub(r"[\s.\-]", "", digits) for digits in (prefix, gln))
    if fault := prefix_fault(prefix):
        raise PrefixError(_why(fault), field="prefix", code=f"prefix_{fault}")
    if gln:
        try:
            AIS["414"].check(gln)
        except Gs1Error as error:
            raise PrefixError(error.message, field="gln", code="gln_wrong") from None
    row = CompanyPrefix.objects.select_for_update(no_key=True).filter(producer=producer).first()
    others = CompanyPrefix.objects.exclude(producer=producer)
    if any(
        prefix.startswith(other) or other.startswith(prefix)
        for other in others.values_list("prefix", flat=True)
    ):
        raise _another()
    if gln and others.filter(gln=gln).exists():
        raise PrefixError(_("Mã địa điểm này của nơi sản xuất khác."), field="gln", code="gln_taken")
    if row is not None and (row.prefix, row.gln) == (prefix, gln):
        return row
    try:
        with transaction.atomic():
            row, _made = CompanyPrefix.objects.update_or_create(
                producer=producer, defaults={"prefix": prefix, "gln": gln}
            )
    except IntegrityError:
        raise _another() from None
    append_entry(
        kind="producer.gs1_prefix",
        subject=f"producer:{producer.ref}",
        payload={"prefix": prefix, "gln": gln},
        **actor.ledger_refs(),
    )
    return row


def _another() -> PrefixError:
    return PrefixError(
        _("Mã này trùng với mã của nơi sản xuất khác. Chị xem lại giấy của GS1."),
        field="prefix",
        code="prefix_taken",
    )


def _why(fault: str) -> str:
    return {
        "digits": _("Mã doanh nghiệp GS1 chỉ gồm chữ số."),
        "length": _("Mã doanh nghiệp GS1 có từ 4 đến 12 chữ số."),
        "vietnam": _("Mã do GS1 Việt Nam cấp bắt đầu bằng 893 và có 7, 8, 9 hoặc 10 chữ số, tính cả 893."),
        "reserved": _("Dãy số này GS1 không cấp cho doanh nghiệp nào. Chị xem lại giấy của GS1."),
    }[fault]
