from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common.dates import DateError, parse_vi_date
from members.branches.enums import BranchLevel
from members.models import Branch
from union.documents.actions import MOST_NUMBER
from union.documents.enums import Urgency
from union.documents.models import Document
from union.issues.actions.issuing import MOST_TITLE, MOST_WHAT, Target
from union.issues.enums import Asks
from union.issues.file_fields import ACCEPT, UnmarkedField
from union.issues.kinds import kinds

ALL, COMMUNES, CHAPTERS, NAMED = "all", "communes", "chapters", "named"


class DocumentForm(forms.Form):
    """A document and to whom it goes. `target` is computed: a union.issues.actions.issuing.Target."""

    branch = forms.ModelChoiceField(label=_("Nơi ban hành"), queryset=Branch.objects.none(), empty_label=None)
    number = forms.CharField(label=_("Số, ký hiệu"), help_text=_("Ví dụ: 12/KH-BTV"), max_length=MOST_NUMBER)
    title = forms.CharField(
        label=_("Trích yếu"),
        help_text=_("Ví dụ: Kế hoạch rà soát hội viên nghèo"),
        max_length=MOST_TITLE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    signed_date = forms.CharField(label=_("Ngày văn bản"), help_text=_("Ví dụ: 01/12/2026"), max_length=20)
    urgency = forms.ChoiceField(
        label=_("Độ khẩn"), choices=Urgency.choices, initial=Urgency.ORDINARY, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Tệp văn bản"),
        help_text=_("PDF, Word, Excel hoặc ảnh. Không gửi tài liệu mật."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    is_unmarked = UnmarkedField()
    to = forms.ChoiceField(
        label=_("Gửi cho"),
        choices=[
            (COMMUNES, _("Tất cả các xã, phường")),
            (CHAPTERS, _("Tất cả chi hội")),
            (ALL, _("Tất cả cơ sở bên dưới")),
            (NAMED, _("Chỉ những nơi đánh dấu ở dưới")),
        ],
        widget=forms.RadioSelect,
    )
    named = forms.ModelMultipleChoiceField(
        label=_("Những nơi nhận"),
        queryset=Branch.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    asks = forms.ChoiceField(label=_("Cơ sở cần"), widget=forms.RadioSelect)
    working_days = forms.IntegerField(
        label=_("Hạn, số ngày làm việc"),
        help_text=_("Không tính thứ Bảy, Chủ nhật, ngày lễ. Để trống nếu không có hạn."),
        required=False,
        min_value=0,
        max_value=250,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    what = forms.CharField(
        label=_("Cần làm gì, viết ngắn"),
        max_length=MOST_WHAT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    replaces = forms.ModelChoiceField(
        label=_("Thay cho văn bản"),
        help_text=_("Những việc văn bản cũ còn hỏi sẽ đóng lại."),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("Không thay văn bản nào"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = Branch.objects.run_by(user).filter(is_active=True)
        issuing = run.exclude(level=BranchLevel.CHAPTER).order_by("path")
        first = issuing.first()
        fields: Any = self.fields
        fields["branch"].queryset = issuing
        fields["branch"].initial = first
        level = BranchLevel.COMMUNE if first and first.is_province else BranchLevel.CHAPTER
        fields["to"].initial = COMMUNES if level == BranchLevel.COMMUNE else CHAPTERS
        fields["named"].queryset = run.filter(level=level).order_by("name")
        fields["replaces"].queryset = Document.objects.replaceable_by(user)
        asks = kinds()["directive"].asks
        fields["asks"].choices = [(each, Asks(each).label) for each in asks]
        fields["asks"].initial = asks[0]

    def clean_signed_date(self) -> dt.date:
        try:
            return parse_vi_date(self.cleaned_data["signed_date"])
        except DateError as error:
            raise forms.ValidationError(str(error)) from error

    def target(self) -> Target:
        """Return to whom the document goes. Call it on a valid form."""
        branch, to = self.cleaned_data["branch"], self.cleaned_data["to"]
        if to == NAMED:
            return Target(branches=list(self.cleaned_data["named"]))
        levels = {COMMUNES: str(BranchLevel.COMMUNE), CHAPTERS: str(BranchLevel.CHAPTER), ALL: ""}
        return Target(below=branch, level=levels[to])
