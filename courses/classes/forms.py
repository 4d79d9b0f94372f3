from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common.name_choices import ByName
from courses.classes.rules import branches_of_trainer
from courses.contests.moment_field import MomentField
from courses.models import Course, LiveClass
from members.models import Branch


class ClassForm(forms.Form):
    title = forms.CharField(label=_("Tên lớp"), max_length=120)
    about = forms.CharField(
        label=_("Học gì"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vài câu ngắn, cần mang theo gì."),
    )
    branch = forms.ModelChoiceField(Branch.objects.none(), label=_("Cơ sở Hội"))
    course = forms.ModelChoiceField(
        Course.objects.none(),
        label=_("Thuộc khoá học"),
        required=False,
        empty_label=_("không thuộc khoá nào"),
    )
    starts_at = MomentField(label=_("Bắt đầu"))
    ends_at = MomentField(label=_("Kết thúc"))
    room = forms.CharField(
        label=_("Học ở đâu"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: nhà văn hoá bản Áng. Học qua mạng thì để trống."),
    )
    link = forms.URLField(
        label=_("Đường dẫn vào lớp qua mạng"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Chỉ người có chỗ mới thấy."),
        error_messages={"invalid": _("Đường dẫn chưa đúng. Ví dụ https://meet.example.vn/abc.")},
    )
    places = forms.IntegerField(
        label=_("Số chỗ"),
        min_value=1,
        max_value=1000,
        initial=30,
        error_messages={
            "min_value": _("Số chỗ từ 1 đến 1.000."),
            "max_value": _("Số chỗ từ 1 đến 1.000."),
        },
    )

    def __init__(self, *args: Any, holder: Any, live_class: LiveClass | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.published()  # type: ignore[attr-defined]
        if live_class is None:
            self.fields["branch"].iterator = ByName  # type: ignore[attr-defined]
            self.fields["branch"].queryset = branches_of_trainer(holder)  # type: ignore[attr-defined]
        else:
            del self.fields["branch"]

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Đường dẫn bắt đầu bằng https://"))
        return link

    @staticmethod
    def initial_of(live_class: LiveClass) -> dict[str, Any]:
        fields = ("title", "about", "course", "starts_at", "ends_at", "room", "link", "places")
        return {field: getattr(live_class, field) for field in fields}


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao không học"), max_length=200, help_text=_("Người đã đăng ký đọc được câu này.")
    )


class MaterialForm(forms.Form):
    title = forms.CharField(label=_("Tên tài liệu"), max_length=120)
    file = forms.FileField(
        label=_("Tệp PDF hoặc ảnh"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )
    link = forms.URLField(label=_("Hoặc đường dẫn"), max_length=300, required=False, assume_scheme="https")

    clean_link = ClassForm.clean_link
