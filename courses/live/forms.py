from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.live.actions import MOST_SIGNS, LiveError
from courses.live.script import PLAN


class OwnWordsForm(forms.Form):
    """Form for the seller's own sentences, with one field per part of the script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for plan in PLAN:
            self.fields[plan.key] = forms.CharField(
                label=plan.title,
                required=False,
                max_length=MOST_SIGNS,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields[PLAN[0].key].help_text = _("Mỗi câu một dòng.")

    def refuse(self, error: LiveError) -> None:
        for field, reasons in error.errors.items():
            for reason in reasons:
                self.add_error(field, reason)
