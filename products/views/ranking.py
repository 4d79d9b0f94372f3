"""How the list puts products in order, told from the data that the search itself orders by (Law 122/2025/QH15)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from products.search import DEFAULT_SORT, PLACES, SORTS

# What each column that SORTS names means to a buyer; a column without words here fails the page's test.
COLUMNS = {
    "listed_at": (_("lên sàn trước thì đứng trước"), _("lên sàn sau thì đứng trước")),
    "price": (_("giá thấp đứng trước"), _("giá cao đứng trước")),
    "product_id": (_("bằng nhau thì hàng có số cũ đứng trước"), _("bằng nhau thì hàng có số mới đứng trước")),
}


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    sorts = [
        {
            "key": key,
            "label": label,
            "is_default": key == DEFAULT_SORT,
            "criteria": [COLUMNS[column.removeprefix("-")][column.startswith("-")] for column in columns],
        }
        for key, (label, columns) in SORTS.items()
    ]
    return render(request, "products/public/ranking.html", {"sorts": sorts, "places": PLACES})
