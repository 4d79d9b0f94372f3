"""Forms of those who answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.law.citing.picker import CitationsField
from backend.law.situations.stock import stock
from members.models import Branch
from union.questions.models import Answer, Question
from union.questions.terms import capacities, capacity_words, has_centre


class HandOnForm(forms.Form):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Chuyển đến"),
        queryset=Branch.objects.none(),
        error_messages={"required": gettext_lazy("Chị chọn nơi nhận.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Vì sao chuyển"),
        max_length=400,
        help_text=gettext_lazy("Người hỏi đọc được."),
        error_messages={"required": gettext_lazy("Chị ghi vì sao chuyển. Người hỏi đọc được.")},
    )

    def __init__(self, *args: Any, targets: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Branch.objects.filter(pk__in=[branch.pk for branch in targets])
        self.fields["to"].queryset = rows  # type: ignore[attr-defined]
        self.fields["to"].initial = targets[-1] if targets else None


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Cần sửa gì"), max_length=400)


class MergeForm(forms.Form):
    """Another open question that this one is a double of."""

    into = forms.ModelChoiceField(label=gettext_lazy("Giống câu nào"), queryset=Question.objects.none())

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.queryset = others  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.text[:60]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Trả lời chị ấy"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Câu ngắn, lời thường. Chị ấy có thể nghe thay vì đọc."),
        error_messages={"required": gettext_lazy("Chị viết vài lời.")},
    )
    place = forms.ChoiceField(label=gettext_lazy("Chỉ chị ấy tới"), required=False)
    capacity = forms.ChoiceField(label=gettext_lazy("Chị trả lời với tư cách"))
    card_number = forms.CharField(label=gettext_lazy("Số thẻ"), max_length=40, required=False)

    def __init__(self, *args: Any, answer: Answer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(place.id, place.name) for place in stock().places.values()]
        self.fields["place"].choices = [("", gettext_lazy("Không cần")), *places]  # type: ignore[attr-defined]
        self.fields["capacity"].choices = [  # type: ignore[attr-defined]
            (each, capacity_words(each, "…")) for each in capacities()
        ]
        if not has_centre():
            del self.fields["card_number"]
        self.fields["citations"] = CitationsField(stored=answer.citations if answer else [])
        if answer is not None:
            for name in ("text", "place", "capacity", "card_number"):
                if name in self.fields:
                    self.fields[name].initial = getattr(answer, name)
