"""Errors of contests, each with its sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class ContestError(DomainError):
    """The contest or round can't be changed like this; nothing was changed."""


class PaperBroken(ContestError):
    """Paper and commitment don't match: rows were changed by hand."""

    status_code = 409

    def __init__(self) -> None:
        super().__init__(_("Đề thi không khớp với mã đã công bố trước khi mở vòng."), code="paper_broken")


class EntryRefused(DomainError):
    """The member can't enter, or not now; nothing was stored."""

    status_code = 409


class EntryOnBehalf(EntryRefused):
    """An officer acting on behalf of a member may not take part in a contest."""

    status_code = 403

    def __init__(self) -> None:
        super().__init__(
            _("Bài thi phải do chính người dự thi làm. Đang làm hộ thì không vào thi thay được."),
            code="not_herself",
        )


class NoSuchRound(EntryRefused):
    """The round doesn't exist, isn't announced, or has no committed paper."""

    status_code = 404

    def __init__(self) -> None:
        super().__init__(_("Vòng thi này không có, hoặc chưa chốt đề."), code="not_found")


class NoSuchEntry(EntryRefused):
    """The entry doesn't exist or belongs to another member. The answer doesn't reveal which."""

    status_code = 404

    def __init__(self) -> None:
        super().__init__(_("Không có bài thi này."), code="not_found")


class TooLate(EntryRefused):
    """Time is up by the server's clock."""
