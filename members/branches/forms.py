from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from members.models import Branch
from members.roles.actions import MOST_OF_CAPACITY
from members.roles.enums import Role


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        help_text=gettext_lazy("Hội viên sẽ đọc câu này. Ví dụ: Chị ở bản khác, xin vào chi hội bản Áng."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=Role.choices, widget=forms.RadioSelect)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Ở"), queryset=Branch.objects.none(), empty_label=gettext_lazy("Chọn cơ sở")
    )
    capacity = forms.CharField(
        label=gettext_lazy("Tư cách, nếu là luật sư"),
        help_text=gettext_lazy("Hiện cạnh họ tên trên trang luật. Ví dụ: luật sư, Đoàn luật sư tỉnh Sơn La."),
        max_length=MOST_OF_CAPACITY,
        required=False,
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]


class ChapterForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tên chi hội"), help_text=gettext_lazy("Ví dụ: Chi hội bản Áng"), max_length=120
    )
