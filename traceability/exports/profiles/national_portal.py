"""The national traceability portal: the records required by Decree 37/2026/NĐ-CP, Art. 23(5), codes by Art.
3.
"""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37
from traceability.exports import shared_fields
from traceability.exports.profile import Profile

PROFILE = Profile(
    name="national-portal",
    title=_("Cổng truy xuất nguồn gốc quốc gia"),
    document=DECREE_37,
    note=_(
        "Chưa thấy Cổng công bố cách nhận dữ liệu. Tệp có các mục của Điều 23 khoản 5, theo tên do Piêu đặt."
    ),
    fields=(
        shared_fields.name(_("Điều 23(5)a")),
        shared_fields.image(_("Điều 23(5)b")),
        shared_fields.producer(_("Điều 23(5)c")),
        shared_fields.identity_code(_("Điều 23(5)c")),
        shared_fields.address(_("Điều 23(5)d")),
        shared_fields.origin(_("Điều 23(5)đ")),
        shared_fields.events(_("Điều 23(5)e")),
        shared_fields.brand(_("Điều 23(5)g")),
        shared_fields.lot(_("Điều 23(5)g")),
        shared_fields.expiry(_("Điều 23(5)h")),
        shared_fields.standards(_("Điều 23(5)i")),
        shared_fields.gtin(_("Điều 3")),
        shared_fields.page(_("Điều 3")),
        shared_fields.recalls(_("Điều 52(7)")),
    ),
)
