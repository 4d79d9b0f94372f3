"""One right choice among several."""

from django.utils.translation import gettext_lazy as _

from courses.quizzes.kinds.choosing import Choosing


class OneChoice(Choosing):
    name = "one_choice"
    words = _("Chọn một")
    excel_words = "Chọn một"
    place = 10
    empty_rows = 3
    gift_rank = 40
    is_single = True
    suits_contests = True
