"""The national traceability portal: the records required by Decree 37/2026/NĐ-CP, Art. 23(5), codes by Art.
3.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37
from traceability.exports import common
from traceability.exports.profile import Profile

PROFILE = Profile(
    name="national-portal",
    title=_("Cổng truy xuất nguồn gốc quốc gia"),
    document=DECREE_37,
    note=_(
        "Chưa thấy Cổng công bố cách nhận dữ liệu. Tệp có các mục của Điều 23 khoản 5, theo tên do Piêu đặt."
    ),
    fields=(
        common.name(_("Điều 23(5)a")),
        common.image(_("Điều 23(5)b")),
        common.producer(_("Điều 23(5)c")),
        common.identity_code(_("Điều 23(5)c")),
        common.address(_("Điều 23(5)d")),
        common.origin(_("Điều 23(5)đ")),
        common.events(_("Điều 23(5)e")),
        common.brand(_("Điều 23(5)g")),
        common.lot(_("Điều 23(5)g")),
        common.expiry(_("Điều 23(5)h")),
        common.standards(_("Điều 23(5)i")),
        common.gtin(_("Điều 3")),
        common.page(_("Điều 3")),
        common.recalls(_("Điều 52(7)")),
    ),
)
