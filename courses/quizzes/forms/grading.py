from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.actions.grading import MOST_WORDS
from courses.quizzes.scoring import numbers_read


class GradeForm(forms.Form):
    """Form for the points and remark of one essay.

    A cleaned `points` is a Decimal, typed with a comma or a point.
    """

    points = forms.CharField(
        label=gettext_lazy("Điểm"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    remark = forms.CharField(
        label=gettext_lazy("Lời cho chị ấy"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Điều làm được, điều cần thêm. Không viết cũng được."),
    )

    def __init__(self, *args: Any, most: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].help_text = _("Từ 0 đến %(most)s.") % {"most": most}

    def clean_points(self) -> Decimal:
        read = numbers_read(self.cleaned_data["points"])
        if not read:
            raise forms.ValidationError(_("Chị viết số, như 7,5."))
        return read[0]
