"""The wording of consents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.consent.enums import ConsentPurpose

# The sentence of each consent, in the first person, one per purpose; at most 200 characters. Stored with the consent.
_CONSENTS: dict[str, Any] = {
    ConsentPurpose.PUBLIC_NAME: _(
        "Tôi đồng ý để Hội hiện họ tên của tôi trên trang sản phẩm mà ai cũng xem được."
    ),
    ConsentPurpose.PUBLIC_PHOTO: _(
        "Tôi đồng ý để Hội hiện ảnh chân dung của tôi trên trang sản phẩm mà ai cũng xem được."
    ),
    ConsentPurpose.PUBLIC_PHONE: _("Tôi đồng ý để người mua thấy số điện thoại của tôi trên trang sản phẩm."),
    ConsentPurpose.SMS_NEWS: _("Tôi đồng ý để Hội nhắn tin cho tôi về lớp học và tin của Hội."),
    ConsentPurpose.REPORTS: _(
        "Tôi đồng ý để Hội tính sản phẩm và lớp học của tôi vào báo cáo của Hội, chỉ nêu con số, không nêu tên."
    ),
    ConsentPurpose.LEARNER_NAME: _(
        "Tôi đồng ý để giảng viên của khoá học và cán bộ của cơ sở Hội thấy tên tôi và tôi học đến đâu, để giúp tôi."
    ),
    ConsentPurpose.CONTEST_NAME: _(
        "Tôi đồng ý để Hội hiện họ tên của tôi trong danh sách kết quả cuộc thi mà ai cũng xem được."
    ),
    ConsentPurpose.CERTIFICATE_NAME: _(
        "Tôi đồng ý để Hội hiện họ tên của tôi trên trang của những chứng nhận mà tôi chọn cho hiện tên."
    ),
    ConsentPurpose.LEARNING_RECORD: _(
        "Tôi đồng ý để Hội gửi việc học của tôi, dưới một mã số và không kèm tên, sang kho dữ liệu học tập của Hội."
    ),
}
_WITHOUT: dict[str, Any] = {
    ConsentPurpose.PUBLIC_NAME: _(
        "Chưa đồng ý: trang sản phẩm chỉ hiện tên nơi sản xuất và xã. Tên nơi sản xuất thì ai cũng đọc được: nếu trong ấy có họ tên chị,"
        " như “Hộ Lò Thị Lan”, thì họ tên chị vẫn hiện. Chị đổi tên ấy ở mục Nơi sản xuất."
    ),
    ConsentPurpose.PUBLIC_PHOTO: _("Chưa đồng ý: trang sản phẩm không có ảnh chị."),
    ConsentPurpose.PUBLIC_PHONE: _("Chưa đồng ý: người mua nhắn qua Piêu, không thấy số của chị."),
    ConsentPurpose.SMS_NEWS: _(
        "Chưa đồng ý: Piêu không nhắn về lớp học và tin của Hội. Những tin này vẫn đến: mã và việc của tài khoản chị, sản phẩm và giấy của chị"
        " được duyệt, trả lại hay sắp hết hạn, đơn hàng, khiếu nại, ngừng bán và thu hồi."
    ),
    ConsentPurpose.REPORTS: _("Chưa đồng ý: báo cáo không tính phần của chị."),
    ConsentPurpose.LEARNER_NAME: _(
        "Chưa đồng ý: trong danh sách người học, giảng viên chỉ thấy con số. Bài chị nộp thì giảng viên vẫn thấy tên chị."
    ),
    ConsentPurpose.CONTEST_NAME: _("Chưa đồng ý: kết quả chỉ hiện chữ cái đầu và cơ sở Hội."),
    ConsentPurpose.CERTIFICATE_NAME: _("Chưa đồng ý: trang chứng nhận không nêu tên chị."),
    ConsentPurpose.LEARNING_RECORD: _("Chưa đồng ý: việc học của chị ở lại trong Piêu."),
}


def consent_wording(purpose: ConsentPurpose | str) -> str:
    """Return the sentence of a consent in the current language."""
    return str(_CONSENTS[ConsentPurpose(purpose)])


def without_consent(purpose: ConsentPurpose | str) -> str:
    """Return the sentence that describes the effect of not giving the consent."""
    return str(_WITHOUT[ConsentPurpose(purpose)])
