"""Fields that several profiles share, each with the clause of its own profile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.templatetags.photos import photo_path
from traceability.exports.profile import Field, Kind, Source
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.content import product_content


def _image(source: Source) -> str:
    photo = product_content(source.lot).photo
    return (
        settings.PUBLIC_ORIGIN + photo_path(photo, "og.jpg") if photo and "og.jpg" in photo.variants else ""
    )


def _page(source: Source) -> str:
    path = origin_path(source.lot)
    return settings.PUBLIC_ORIGIN + path if path else ""


def _recalls(source: Source) -> list[dict[str, Any]]:
    """Return open recalls of the lot, of its ingredients, and of some of its labels."""
    reach = (
        source.lot.recall_reach.filter(ended_at=None)
        .select_related("recall")
        .order_by("recall__started_at", "recall")
    )
    return [
        {
            "since": row.recall.started_at.isoformat(),
            "reason": row.recall.reason,
            "advice": row.recall.advice,
            "labels": str(
                _("tem số %(first)d đến %(last)d của đợt %(run)d")
                % {"first": row.first, "last": row.last, "run": row.run_id}
            )
            if row.run_id
            else "",
        }
        for row in reach
    ]


def name(article: StrOrPromise) -> Field:
    return Field("name", _("Tên sản phẩm"), article, lambda s: s.facts["name"], is_required=True)


def image(article: StrOrPromise) -> Field:
    return Field("image", _("Hình ảnh"), article, _image, Kind.URL)


def producer(article: StrOrPromise) -> Field:
    return Field("producer", _("Nơi sản xuất"), article, lambda s: s.facts["maker"]["name"], is_required=True)


def identity_code(article: StrOrPromise) -> Field:
    return Field(
        "identityCode", _("Mã của nơi sản xuất"), article, lambda s: s.facts["maker"]["identityCode"]
    )


def address(article: StrOrPromise) -> Field:
    return Field("address", _("Địa chỉ"), article, lambda s: s.facts["maker"]["address"], is_required=True)


def origin(article: StrOrPromise) -> Field:
    return Field("origin", _("Xuất xứ"), article, lambda s: s.facts["origin"], is_required=True)


def brand(article: StrOrPromise) -> Field:
    return Field("brand", _("Nhãn hiệu"), article, lambda s: s.lot.product.brand)


def gtin(article: StrOrPromise) -> Field:
    return Field("gtin", _("Mã GTIN"), article, lambda s: s.facts["gtin"])


def lot(article: StrOrPromise) -> Field:
    return Field("lot", _("Số lô"), article, lambda s: s.facts["lot"], is_required=True)


def produced(article: StrOrPromise) -> Field:
    return Field("produced", _("Ngày sản xuất (NSX)"), article, lambda s: s.facts["produced"], Kind.DAY)


def expiry(article: StrOrPromise) -> Field:
    return Field("expiry", _("Hạn sử dụng (HSD)"), article, lambda s: s.facts["expiry"], Kind.DAY)


def recalls(article: StrOrPromise) -> Field:
    """Return the field of open recalls; a file of a lot without one lacks it."""
    return Field("recalls", _("Đang thu hồi"), article, _recalls, Kind.RECALLS)


def page(article: StrOrPromise) -> Field:
    """Return the field of the lot's URL: its Digital Link URI, or the URL of our own code."""
    return Field("code", _("Địa chỉ mà mã trên tem mở ra"), article, _page, Kind.URL)


def events(article: StrOrPromise) -> Field:
    return Field(
        "events",
        _("Các sự kiện truy xuất"),
        article,
        lambda s: s.facts["events"],
        Kind.EVENTS,
        is_required=True,
    )


def papers(article: StrOrPromise) -> Field:
    return Field(
        "certificates",
        _("Giấy chứng nhận"),
        article,
        lambda s: [
            {key: paper[key] for key in ("kind", "number", "issuer")} for paper in s.facts["certificates"]
        ],
        Kind.PAPERS,
    )


def standards(article: StrOrPromise) -> Field:
    return Field("standards", _("Tiêu chuẩn áp dụng"), article, lambda s: s.lot.product.standards)
