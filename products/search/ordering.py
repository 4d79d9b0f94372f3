"""The list's ordering criteria as readable texts (Law 122/2025/QH15).

They are derived from SORTS, by which the search itself orders.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from products.search.product_query import DEFAULT_SORT, SORTS

# The meaning of each column in SORTS for a buyer. A column without words here fails the page's test.
COLUMNS = {
    "listed_at": (_("lên sàn trước thì đứng trước"), _("lên sàn sau thì đứng trước")),
    "price": (_("giá thấp đứng trước"), _("giá cao đứng trước")),
    "rating_score": (
        _("điểm đánh giá thấp hơn đứng trước"),
        _(
            "điểm đánh giá cao hơn đứng trước; hàng nào cũng được tính thêm 5 lượt 3,5 sao, để một hai lượt khen chưa đưa hàng lên đầu"
        ),
    ),
    "order_count": (
        _("ít đơn đã giao đứng trước"),
        _(
            "nhiều đơn đã giao đứng trước, đếm đơn chứ không đếm tiền; đơn người bán tự đặt, tự ghi không tính"
        ),
    ),
    "product_id": (_("bằng nhau thì hàng có số cũ đứng trước"), _("bằng nhau thì hàng có số mới đứng trước")),
}


def orderings() -> list[dict[str, Any]]:
    """Return the ways of ordering the list, as dicts of key, label, is_default and criteria in order."""
    return [
        {
            "key": key,
            "label": label,
            "is_default": key == DEFAULT_SORT,
            "criteria": [COLUMNS[column.removeprefix("-")][column.startswith("-")] for column in columns],
        }
        for key, (label, columns) in SORTS.items()
    ]
