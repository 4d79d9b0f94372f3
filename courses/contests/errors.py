"""What a contest can refuse, each with its sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class ContestError(DomainError):
    """The contest or round can't be changed like this; nothing was."""


class PaperBroken(ContestError):
    """Paper and commitment don't belong together: somebody changed rows by hand."""

    status_code = 409

    def __init__(self) -> None:
        super().__init__(_("Đề thi không khớp với mã đã công bố trước khi mở vòng."), code="paper_broken")


class EntryRefused(DomainError):
    """She can't enter, or not now; nothing was kept."""

    status_code = 409


class NotHerself(EntryRefused):
    """An officer may not take part for a member."""

    status_code = 403

    def __init__(self) -> None:
        super().__init__(
            _("Bài thi phải do chính người dự thi làm. Đang làm hộ thì không vào thi thay được."),
            code="not_herself",
        )


class NoSuchRound(EntryRefused):
    """Not there, not announced, or its paper isn't committed to (any more)."""

    status_code = 404

    def __init__(self) -> None:
        super().__init__(_("Vòng thi này không có, hoặc chưa chốt đề."), code="not_found")


class NoSuchEntry(EntryRefused):
    """Not there, or not hers, which is answered alike."""

    status_code = 404

    def __init__(self) -> None:
        super().__init__(_("Không có bài thi này."), code="not_found")


class TooLate(EntryRefused):
    """The server's clock says that time is up."""
