"""The e-label system: the content of a label and its history (Decree 37/2026/NĐ-CP, Art. 42(1), 53(3) and 55(1))."""

from django.utils.translation import gettext_lazy as _

from products.legal.rule import DECREE_37
from products.products import nutrition
from traceability.exports import shared_fields
from traceability.exports.profile import Field, Kind, Profile, Source, day
from traceability.legal.e_label import changes, retention_end


def _changes(source: Source) -> list[dict]:
    return [
        {
            "version": change.version.number,
            "published": change.version.published_at.isoformat(),
            "erased": change.version.erased_at is not None,
            "changed": [
                {"name": name, "before": before, "after": after} for name, before, after in change.rows
            ],
        }
        for change in changes(source.lot)
    ]


def _ethanol(source: Source) -> str:
    percent = source.lot.product.alcohol_percent
    return f"{percent.normalize():f} %" if percent else ""


def _nutrition(source: Source) -> str:
    return "; ".join(
        ": ".join(row).replace("\n", "; ") for row in nutrition.rows(source.facts.get("nutrition"))
    )


_LABEL = _("Điều 42(1)")
PROFILE = Profile(
    name="e-label",
    title=_("Hệ thống nhãn điện tử"),
    document=DECREE_37,
    note=_(
        "Chưa thấy hệ thống nhãn điện tử công bố cách nhận dữ liệu. Tệp có nội dung nhãn và lịch sử thay đổi, theo tên do Piêu đặt."
    ),
    fields=(
        shared_fields.name(_LABEL),
        shared_fields.producer(_LABEL),
        shared_fields.address(_LABEL),
        shared_fields.origin(_LABEL),
        shared_fields.lot(_LABEL),
        shared_fields.gtin(_LABEL),
        shared_fields.produced(_LABEL),
        shared_fields.expiry(_LABEL),
        Field("netContent", _("Khối lượng, dung tích"), _LABEL, lambda s: s.facts["netContent"]),
        Field("ingredients", _("Thành phần"), _LABEL, lambda s: s.facts["ingredients"]),
        Field("nutrition", _("Bảng dinh dưỡng (Thông tư 30/2026/TT-BYT)"), _LABEL, _nutrition),
        Field("ethanol", _("Độ cồn"), _LABEL, _ethanol),
        Field("materials", _("Chất liệu"), _LABEL, lambda s: s.lot.product.materials),
        Field("specification", _("Quy cách"), _LABEL, lambda s: s.lot.product.specification),
        Field("usage", _("Cách dùng"), _LABEL, lambda s: s.facts["usage"]),
        Field("storage", _("Bảo quản"), _LABEL, lambda s: s.facts["storage"]),
        Field("warnings", _("Lưu ý an toàn"), _LABEL, lambda s: s.facts["warnings"]),
        shared_fields.page(_("Điều 55(2)")),
        shared_fields.recalls(_("Điều 52(7)")),
        Field(
            "keptUntil",
            _("Giữ ít nhất đến"),
            _("Điều 53(3); Thông tư 31/2026/TT-BCT"),
            lambda s: day(retention_end(s.lot)),
            Kind.DAY,
        ),
        Field("history", _("Các lần thay đổi"), _("Điều 55(1)"), _changes, Kind.CHANGES),
    ),
)
