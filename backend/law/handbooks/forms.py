from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.law.situations.stock import stock


class HandbookForm(forms.Form):
    situations = forms.MultipleChoiceField(
        label=_("Tình huống"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chị chọn ít nhất một tình huống.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["situations"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(each.slug, each.title) for each in stock().situations.values()]
