"""One right choice among pictures."""

from django.utils.translation import gettext_lazy as _

from courses.quizzes.kinds.choosing import Choosing


class PictureChoice(Choosing):
    name = "picture_choice"
    words = _("Chọn hình")
    excel_words = "Chọn hình"
    place = 30
    empty_rows = 2
    is_single = True
    needs_pictures = True
