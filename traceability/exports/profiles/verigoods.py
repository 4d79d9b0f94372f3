"""VeriGoods of the ministry of industry and trade.

No list of its fields was found, so the file has the content for consumers by Decree 37/2026/NĐ-CP,
Art. 23(7).
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37
from traceability.exports import shared_fields
from traceability.exports.profile import Profile

PROFILE = Profile(
    name="verigoods",
    title=_("VeriGoods của Bộ Công Thương"),
    document=DECREE_37,
    note=_(
        "Không tìm thấy danh sách mục công khai nào của VeriGoods, cũng không thấy quy định nào ghi VeriGoods cần mục gì. Các mục trong tệp là do Piêu tự chọn: những gì người mua được xem theo Điều 23 khoản 7, và giấy chứng nhận. VeriGoods chưa xác nhận tệp này."
    ),
    is_own_choice=True,
    fields=(
        shared_fields.name(_("Điều 23(7)")),
        shared_fields.image(_("Điều 23(7)")),
        shared_fields.producer(_("Điều 23(7)")),
        shared_fields.identity_code(_("Điều 32(1)")),
        shared_fields.address(_("Điều 23(7)")),
        shared_fields.origin(_("Điều 23(7)")),
        shared_fields.brand(_("Điều 23(7)")),
        shared_fields.lot(_("Điều 23(7)")),
        shared_fields.produced(_("Điều 32(1)")),
        shared_fields.expiry(_("Điều 23(7)")),
        shared_fields.gtin(_("Điều 3")),
        shared_fields.page(_("Điều 3")),
        shared_fields.recalls(_("Điều 52(7)")),
        shared_fields.papers(_("Điều 32(1)")),
    ),
)
