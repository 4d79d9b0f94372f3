"""Register what traceability exports of a person and erases with the account."""

from django.utils.translation import gettext_lazy as _

from members.own_data import erasing, exporting
from traceability.own_data import records
from traceability.own_data import traceability as own_data


def register() -> None:
    """Register the exports, erasures and exported columns of several trades; called once, from AppConfig.ready()."""
    exporting.register(
        "checks", _("Việc chị xác minh"), own_data.checks, order=61, words=own_data.CHECK_WORDS
    )
    exporting.register(
        "inquiries", _("Chị trả lời người mua"), own_data.inquiries, order=66, words=own_data.INQUIRY_WORDS
    )
    exporting.register(
        "recalls", _("Chị thu hồi lô"), own_data.recalls, order=67, words=own_data.RECALL_WORDS
    )
    exporting.register(
        "flags", _("Chị xem xét tem đáng ngờ"), own_data.flags, order=68, words=own_data.FLAG_WORDS
    )
    exporting.register(
        "links", _("Liên kết chị thêm vào mã"), own_data.links, order=69, words=own_data.LINK_WORDS
    )
    erasing.register("traceability.words", own_data.erase)
    erasing.register("traceability.flags", own_data.erase_flags)
    erasing.register("traceability.links", own_data.erase_link_words)
    records.register()
