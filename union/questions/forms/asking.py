from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from backend.law.situations.stock import stock
from members.branches.enums import BranchLevel
from members.models import Branch


def topic_choices() -> list[tuple[str, str]]:
    return [("", gettext("Chọn một mục")), *((topic.id, topic.title) for topic in stock().topics.values())]


class TextForm(forms.Form):
    """The first step: what happened, in her words."""

    text = forms.CharField(
        label=gettext_lazy("Chị muốn hỏi gì"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text=gettext_lazy("Kể như nói chuyện. Đừng ghi tên ai."),
        error_messages={"required": gettext_lazy("Chị viết vài lời.")},
    )


class AskForm(TextForm):
    """The whole question. has_account: no phone is asked. may_speak: a recording may replace the text."""

    voice = forms.FileField(label=gettext_lazy("Ghi âm"), required=False)
    topic = forms.ChoiceField(
        label=gettext_lazy("Về chuyện gì"),
        choices=topic_choices,
        error_messages={"required": gettext_lazy("Chị chọn một mục.")},
    )
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Gửi cho Hội ở đâu"),
        queryset=Branch.objects.none(),
        empty_label=gettext_lazy("Chọn xã, phường"),
        help_text=gettext_lazy("Không muốn người trong xã biết thì chọn Hội tỉnh."),
        error_messages={"required": gettext_lazy("Chị chọn nơi gửi.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại của chị"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Để Piêu gửi mã, rồi báo khi có trả lời."),
        error_messages={"required": gettext_lazy("Chị ghi số điện thoại.")},
    )
    field_order = ("text", "voice", "topic", "branch", "phone")

    def __init__(
        self, *args: Any, has_account: bool, home: Branch | None, may_speak: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["phone"]
        if may_speak:
            self.fields["text"].required = False
        else:
            del self.fields["voice"]
        rows = Branch.objects.filter(is_active=True)
        places = rows.exclude(level=BranchLevel.CHAPTER)
        self.fields["branch"].queryset = (places | rows.filter(pk=home.pk)) if home else places  # type: ignore[attr-defined]
        if home is not None:
            self.fields["branch"].initial = home

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "voice" in self.fields and not cleaned.get("text") and not cleaned.get("voice"):
            self.add_error("text", gettext("Chị viết vài lời, hoặc ghi âm."))
        return cleaned


class PaperForm(TextForm):
    """What an officer copies from a paper."""

    topic = forms.ChoiceField(
        label=gettext_lazy("Về chuyện gì"),
        choices=topic_choices,
        error_messages={"required": gettext_lazy("Chị chọn một mục.")},
    )
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Chị ấy ở đâu"),
        queryset=Branch.objects.none(),
        error_messages={"required": gettext_lazy("Chị chọn nơi gửi.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại của chị ấy"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy("Để gọi lại. Không có thì cán bộ đọc trả lời cho chị ấy."),
    )
    field_order = ("text", "topic", "branch", "phone")

    def __init__(self, *args: Any, branches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
