from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.webhooks import types


class EndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Địa chỉ của phần mềm"),
        max_length=500,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Ví dụ: https://phan-mem.example.vn/pieu"),
        error_messages={"required": _("Chị ghi địa chỉ.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Báo những việc nào"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chị chọn ít nhất một việc.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = types.choices()
        # All are ticked behind their fold; most programs sort out themselves what they want.
        field.initial = [kind for kind, _words in types.choices()]
