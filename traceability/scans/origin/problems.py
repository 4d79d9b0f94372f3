"""Texts of the page of a code that opens nothing genuine."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from traceability.scans.enums import Verdict

UNCLEAR, NOT_IN_BOOK = _("Chưa rõ mã này"), _("Tem không có trong sổ. Coi chừng hàng giả")
DO_NOT_BUY = _("Chưa mua thì đừng mua. Đã mua thì đừng dùng, giữ lại gói và báo cho Hội.")


@dataclass(frozen=True, slots=True)
class Problem:
    """The page of a code that opens nothing genuine.

    title: the page's name.
    answer: the text next to the verdict's icon.
    instruction: what to do, under the answer; for labels that may be forged.
    heading: what happened.
    advice: what to do.

    A detail follows `detail_label`, in a paragraph of its own before the advice (`has_detail_first`), or it
    begins the advice (`begins_with_detail`). The texts are our own, and the template prints them unescaped.
    """

    status: int
    answer: StrOrPromise
    heading: StrOrPromise
    advice: StrOrPromise = ""
    title: StrOrPromise = _("Tem không có trong sổ")
    instruction: StrOrPromise = ""
    verdict: Verdict = Verdict.NOT_IN_BOOK
    detail_label: StrOrPromise = ""
    has_detail_first: bool = False
    begins_with_detail: bool = False
    leads_back: bool = False


UNKNOWN = Problem(
    404,
    UNCLEAR,
    _("Piêu không biết sản phẩm hay lô này"),
    _("Mã đúng dạng nhưng không có trong sổ ở đây. Có thể hàng của nơi khác."),
    title=UNCLEAR,
    verdict=Verdict.UNKNOWN,
)
PROBLEMS = {
    "malformed": Problem(
        400,
        _("Mã này không đúng dạng"),
        _("Đường dẫn bị thiếu hoặc sai"),
        _("Có thể máy quét chỉ đọc được một phần. Xin lau tem, đưa máy gần hơn và quét lại."),
        title=_("Mã không đọc được"),
        verdict=Verdict.UNKNOWN,
        has_detail_first=True,
    ),
    # A printed code has no letter for typing mistakes: who scans such a code holds a forgery.
    "mistyped": Problem(
        404,
        _("Tem không có trong sổ, hoặc mã gõ nhầm"),
        _("Xin gõ lại mã"),
        _("Chữ cuối dùng để bắt lỗi gõ, và nó không khớp. Dãy chữ trên tem không có các chữ dễ lẫn."),
        instruction=_("Gõ lại mã in trên tem. Vẫn ra trang này thì đừng mua, đừng dùng, và báo cho Hội."),
    ),
    "code": UNKNOWN,
    "lot": UNKNOWN,
    "serial": Problem(
        404,
        NOT_IN_BOOK,
        _("Hội chưa từng cấp con tem này"),
        _("Con tem có thể là giả, hoặc máy đọc sai một chữ. Xin quét lại, hoặc gõ đủ 17 chữ in trên tem."),
        instruction=DO_NOT_BUY,
    ),
    "void": Problem(
        410,
        _("Tem này đã huỷ, không còn giá trị"),
        _("Hội đã huỷ con tem này"),
        _("Tem hỏng, mất hoặc không dùng thì Hội ghi huỷ. Nếu thấy nó trên hàng đang bán, xin báo cho Hội."),
        title=_("Tem đã huỷ"),
        instruction=DO_NOT_BUY,
        detail_label=_("Lý do"),
    ),
    "guessing": Problem(
        429,
        _("Nhiều mã lạ quá. Xin đợi một phút"),
        _("Xin đợi một phút rồi quét lại"),
        _("Từ nơi này vừa có nhiều mã không có trong sổ. Tem thật thì quét lúc nào cũng mở được."),
        title=UNCLEAR,
        verdict=Verdict.UNKNOWN,
    ),
    "waiting": Problem(
        404,
        _("Tem này chưa được cấp"),
        _("Đợt tem này chưa in xong"),
        _("Mã có trong sổ nhưng tem chưa được giao để in. Xin hỏi lại người bán."),
        instruction=DO_NOT_BUY,
    ),
    "foreign": Problem(
        404,
        UNCLEAR,
        _("Mã GS1 của nơi khác"),
        _("Sổ này giữ mã sản phẩm GTIN (01) và mã riêng của Hội. Chị hỏi nơi đã in mã."),
        title=UNCLEAR,
        verdict=Verdict.UNKNOWN,
        begins_with_detail=True,
    ),
    "link": Problem(
        404,
        _("Mã này chưa có liên kết loại đó"),
        _("Mở trang nguồn gốc thì được"),
        title=_("Chưa có liên kết này"),
        verdict=Verdict.UNKNOWN,
        leads_back=True,
    ),
}
