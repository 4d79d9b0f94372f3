"""The pages of tables, catalogues and exports from Piêu for test_accessibility.py."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from members.acting import Actor
from members.models import User
from orders.exchanges.actions import add_template
from orders.exchanges.template_files import read_new_file
from products.imports.actions import check_import
from products.imports.enums import ImportState
from products.models import Producer, ProductImport

CHANNEL_SPOTS: list[tuple[str, ...]] = [
    ("lan", "products:new_import"),
    ("lan", "products:import", "import_checked"),
    ("lan", "products:import", "import_running"),
    ("lan", "products:import", "import_failed"),
    ("lan", "orders:share", "product"),
    ("anyone", "products:shopfront", "producer"),
    ("lan", "products:shopfront", "producer"),
    ("anyone", "products:shopfront_code", "producer"),
    ("anyone", "products:embed", "slug"),
    ("thu", "orders:exchanges"),
    ("thu", "orders:exchange", "exchange"),
    ("lan", "orders:poster", "product"),
]
CHANNEL_WITHOUT_PAGE = {
    "products:import_template",
    "products:oembed",
    "products:share_picture",
    "products:shared",
    "orders:shared",
    "orders:change-exchange",
    "orders:filled-exchange",
    "orders:exchange-words",
    "orders:producer-exchange",
    "products:start_import",
    "products:undo_import",
    "products:import_zip",
}
TABLE = "Tên sản phẩm;Giá;Đơn vị;Số lượng\nMận sấy dẻo;120k;kg;1,5 tạ\nMơ muối;rẻ;hũ;20\n"


def exchange(officer: User) -> Any:
    """An exchange's file sent by Lan's officer."""
    book = Workbook()
    book.worksheets[0].append(["Tên sản phẩm", "Giá bán", "Ghi chú"])
    out = io.BytesIO()
    book.save(out)
    actor = Actor.of(officer)
    return add_template(
        actor=actor, name="Sàn tỉnh", file=read_new_file(out.getvalue()), file_name="mau.xlsx"
    ).ref


def furnish_channels(lan: User, thu: User) -> dict[str, Any]:
    """A table in each state that has its own look; the running one has no task, so that it stays."""
    actor, producer = Actor.of(lan), Producer.objects.run_by(lan).get()

    def table() -> ProductImport:
        return check_import(actor=actor, producer=producer, data=TABLE.encode(), file_name="hang-moi.csv")

    running, failed = table(), table()
    ProductImport.objects.filter(pk=running.pk).update(state=ImportState.RUNNING)
    ProductImport.objects.filter(pk=failed.pk).update(state=ImportState.FAILED, error="Chị không còn quyền.")
    return {
        "exchange": exchange(thu),
        "import_checked": table().ref,
        "import_running": running.ref,
        "import_failed": failed.ref,
    }
