from django.utils.translation import gettext_lazy as _

from backend.common.clock import every
from courses.contests import own_data
from courses.contests.closing import put_up_rounds_to_close
from members import deeds, erasing, exporting

DEEDS = {
    "contest.committed": _("Chốt đề thi"),
    "contest.ended_early": _("Đóng sớm vòng thi"),
    "contest.disqualified": _("Loại một bài thi"),
    "contest.published": _("Công bố kết quả thi"),
}


def register() -> None:
    """Called once, from AppConfig.ready()."""
    every(minutes=1)(put_up_rounds_to_close)
    exporting.register("contests", _("Bài thi"), own_data.contests_of, order=45, words=own_data.WORDS)
    erasing.register("contests", own_data.erase_reasons_about)
    for kind, words in DEEDS.items():
        deeds.register(kind, words)
