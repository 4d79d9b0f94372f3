"""Limits on strangers: questions and codes by network and by number."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from members.signing_in.actions.sms_codes import send_buyer_code
from union.questions.errors import QuestionRefused

codes_an_hour = SharedLimit("codes for questions", 30, seconds=3600, step=1)
questions_a_day = SharedLimit("questions of a number", 5, seconds=24 * 3600, step=1)


class TooManyQuestions(QuestionRefused):
    """The limit of codes or questions is used up; nothing was stored or sent."""

    status_code = 429


def network_asking(request: HttpRequest) -> str:
    """Count one code and return the request's network. Raises TooManyQuestions."""
    network = network_of(client_address(request))
    if codes_an_hour.is_over(network):
        raise TooManyQuestions(
            _("Nhiều mã quá trong một giờ. Chị đợi rồi thử lại."), field="phone", code="throttled"
        )
    return network


def require_few_questions(who: str) -> None:
    """Count one question of `who`, a number or an account. Raises TooManyQuestions."""
    if questions_a_day.is_over(who):
        raise TooManyQuestions(
            _("Hôm nay chị đã hỏi nhiều câu. Chị hỏi tiếp ngày mai, hoặc gọi cán bộ Hội."), code="throttled"
        )


def send_code(request: HttpRequest, phone: str) -> bool:
    """Send a code to `phone` (E.164); False if the last is less than a minute old. Raises TooManyQuestions, PhoneError."""
    try:
        return send_buyer_code(phone=phone, network=network_asking(request))
    except DomainError as error:
        if error.code not in ("too_many", "sms_day_full"):
            raise
        # The words of members name a seller.
        raise TooManyQuestions(
            _("Hôm nay chưa gửi được mã cho số này. Chị thử lại sau, hoặc nhờ cán bộ Hội ghi hộ."),
            field="phone",
            code="throttled",
        ) from error
