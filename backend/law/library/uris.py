"""FRBR URIs of Akoma Ntoso: /akn/vn/act/2014/52-qh13, /akn/vn/act/nghi-dinh/2026/37-nd-cp.

A law of the National Assembly is an act without a subtype. The work's URI holds for ever; an expression adds the
language and a day, and "~" a provision: /akn/vn/act/2014/52-qh13/vie@2026-12-01/~art_81__cl_2.
"""

from __future__ import annotations

import datetime as dt
import re

from backend.common.text import slugify_vi
from backend.law.library.enums import DocumentKind

SUBTYPES = {
    DocumentKind.CONSTITUTION: "hien-phap",
    DocumentKind.CODE: "",
    DocumentKind.LAW: "",
    DocumentKind.ORDINANCE: "phap-lenh",
    DocumentKind.RESOLUTION: "nghi-quyet",
    DocumentKind.JOINT_RESOLUTION: "nghi-quyet-lien-tich",
    DocumentKind.DECREE: "nghi-dinh",
    DocumentKind.DECISION: "quyet-dinh",
    DocumentKind.DIRECTIVE: "chi-thi",
    DocumentKind.CIRCULAR: "thong-tu",
    DocumentKind.JOINT_CIRCULAR: "thong-tu-lien-tich",
    DocumentKind.CONSOLIDATED: "van-ban-hop-nhat",
    DocumentKind.PLAN: "ke-hoach",
    DocumentKind.STANDARD: "tieu-chuan",
    DocumentKind.OTHER: "van-ban",
}
_YEAR = re.compile(r"/((?:19|20)\d\d)(?=/|$)")


def number_slug(number: str) -> str:
    """Return a document's number for an address or a file name: "37-2026-nd-cp"."""
    return slugify_vi(number)


def work_uri(*, kind: str, number: str, issued: dt.date | None = None) -> str:
    """Return the URI of a document. Its year is the one in its number, or that of `issued`, or 0000."""
    found = _YEAR.search(number)
    year = found[1] if found else f"{issued.year if issued else 0:04}"
    rest = number[: found.start()] + number[found.end() :] if found else number
    subtype = SUBTYPES.get(DocumentKind(kind), "van-ban")
    return "/".join(part for part in ("/akn/vn/act", subtype, year, slugify_vi(rest)) if part)


def expression_uri(work: str, *, day: dt.date | None = None, eid: str = "") -> str:
    """Return the URI of a work's Vietnamese text of a day, or of a provision in it."""
    return f"{work}/vie@{day.isoformat() if day else ''}" + (f"/~{eid}" if eid else "")
