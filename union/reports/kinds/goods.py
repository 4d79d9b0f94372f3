"""Goods: products on sale, OCOP certificates, orders."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Branch
from orders.figures.branches import branch_sales
from orders.figures.periods import Period
from products.certificates.enums import CertificateKind, CertificateState
from products.models import Certificate, Product
from products.products.enums import ProductState
from union.reports.kinds.base import KnownFigure, moments


def listed_products(branch: Branch, start: dt.date, end: dt.date) -> int:
    """Return the products on sale today that were listed by the end of `end`."""
    rows = Product.objects.filter(producer__branch__path__startswith=branch.path, state=ProductState.LISTED)
    return rows.filter(listed_at__lt=moments(start, end)[1]).count()


def ocop_products(branch: Branch, start: dt.date, end: dt.date) -> int:
    """Return the products with a verified OCOP certificate that is valid on `end`."""
    rows = Certificate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=end),
        producer__branch__path__startswith=branch.path,
        kind=CertificateKind.OCOP,
        state=CertificateState.VERIFIED,
        product__isnull=False,
        issued_date__lte=end,
    )
    return rows.order_by().values("product").distinct().count()


def orders_placed(branch: Branch, start: dt.date, end: dt.date) -> int | None:
    """Return the orders placed and not cancelled; None if fewer than five sellers could be recognised."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return branch_sales([branch], Period(start, months))[0].orders


KNOWN = (
    KnownFigure("products", _("Sản phẩm đang bán"), _("sản phẩm trên Piêu"), listed_products),
    KnownFigure("ocop", _("Sản phẩm OCOP"), _("giấy OCOP đã xác minh trên Piêu"), ocop_products),
    KnownFigure("orders", _("Đơn hàng"), _("đơn đặt trên Piêu, không tính đơn huỷ"), orders_placed),
)
