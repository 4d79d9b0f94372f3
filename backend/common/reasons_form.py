"""Form for the reasons of a refusal: sentences to tick, and own words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class ReasonTicks(forms.MultipleChoiceField):
    """Sentences to tick. One that the page suggested a moment ago is accepted, though it may be gone by now."""

    def valid_value(self, value: Any) -> bool:
        return True


class ReasonsForm(forms.Form):
    """Form for an officer's reasons: sentences to tick, and the officer's own words.

    suggested: reasons that the page itself found; they are ticked at first. common: reasons that often apply.
    With JavaScript a ticked reason becomes a line of the text, which can be edited
    (products/listing/reasons.js).
    """

    chosen = ReasonTicks(
        label=gettext_lazy("Cần bổ sung gì?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(
        label=gettext_lazy("Lời nhắn"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: Chị chụp thêm mặt sau gói hàng."),
    )

    def __init__(
        self,
        *args: Any,
        suggested: Iterable[str] = (),
        common: Iterable[Any] = (),
        example: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, ReasonTicks)
        field.initial = list(suggested)
        field.choices = [(str(reason), reason) for reason in dict.fromkeys([*suggested, *common])]
        if example is not None:
            self.fields["reasons"].help_text = example

    def text(self) -> str:
        """Return the ticked reasons that were not typed as well, and then the typed text."""
        values = self.cleaned_data
        words = values.get("reasons", "")
        own = {line.strip() for line in words.splitlines()}
        ticked = [reason for reason in values.get("chosen", []) if reason not in own]
        return "\n".join([*ticked, words]).strip()
