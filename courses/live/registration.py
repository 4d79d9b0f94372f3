from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.ledger.row_states import delete_rows
from backend.theme import shell
from courses.live.auditing import STATED
from courses.live.views import on_course_page, on_product_page
from courses.models import LiveSheet
from members.models import User
from members.own_data import erasing, exporting

WORDS = {"product": _("Sản phẩm"), "words": _("Lời của chị"), "changed_at": _("Sửa lúc")}


def register() -> None:
    """Register the livestream kit with the other apps. Called once, from AppConfig.ready()."""
    slots.register(
        "product.manage", "live", template="courses/live/on_product.html", context=on_product_page, order=40
    )
    slots.register(
        "course.page", "live", template="courses/live/on_course.html", context=on_course_page, order=60
    )
    shell.register_shell_file("courses/live/live.css")
    row_states.declare(*STATED)
    acts.declare(
        Act("live.changed", words=_("Soạn lời buổi livestream")),
    )
    exporting.register("live", _("Lời livestream chị viết"), words_of, order=74, words=WORDS)
    erasing.register("courses.live", erase_words)


def words_of(user: User) -> list[dict[str, Any]]:
    rows = (
        LiveSheet.objects.filter(product__in=_own_product_ids(user)).select_related("product").order_by("pk")
    )
    return [
        {"product": str(row.product), "words": list(row.own.values()), "changed_at": row.changed_at}
        for row in rows
        if row.own
    ]


def erase_words(user: User) -> None:
    delete_rows(LiveSheet.objects.filter(product__in=_own_product_ids(user)))


def _own_product_ids(user: User) -> Any:
    """Return product ids of the sheets that the user wrote, or that were written for the user."""
    written = LiveSheet.objects.filter(by=user, on_behalf_of=None) | LiveSheet.objects.filter(
        on_behalf_of=user
    )
    return written.values("product_id")
