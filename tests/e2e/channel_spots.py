"""The pages of tables, catalogues and what leads out of Piêu for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import User
from products.actions.imports import check_import
from products.enums import ImportState
from products.models import Producer, ProductImport

CHANNEL_SPOTS: list[tuple[str, ...]] = [
    ("lan", "products:new_import"),
    ("lan", "products:import", "import_checked"),
    ("lan", "products:import", "import_running"),
    ("lan", "products:import", "import_failed"),
    ("lan", "orders:share", "product"),
    ("lan", "orders:poster", "product"),
]
CHANNEL_WITHOUT_PAGE = {"products:import_template", "products:share_picture", "products:start_import"}
TABLE = "Tên sản phẩm;Giá;Đơn vị;Số lượng\nMận sấy dẻo;120k;kg;1,5 tạ\nMơ muối;rẻ;hũ;20\n"


def furnish_channels(lan: User) -> dict[str, Any]:
    """A table in each state that looks its own way; no task is put up for the one that runs, so it stays."""
    actor, producer = Actor.herself(lan), Producer.objects.run_by(lan).get()

    def table() -> ProductImport:
        return check_import(actor=actor, producer=producer, data=TABLE.encode(), file_name="hang-moi.csv")

    running, failed = table(), table()
    ProductImport.objects.filter(pk=running.pk).update(state=ImportState.RUNNING)
    ProductImport.objects.filter(pk=failed.pk).update(state=ImportState.FAILED, error="Chị không còn quyền.")
    return {
        "import_checked": table().ref,
        "import_running": running.ref,
        "import_failed": failed.ref,
    }
