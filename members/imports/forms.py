from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.workbooks import MAX_BYTES
from members.models import Branch


class ImportForm(forms.Form):
    """Form for a spreadsheet of members of one branch."""

    branch = forms.ModelChoiceField(
        label=gettext_lazy("Hội viên của"),
        queryset=Branch.objects.none(),
        empty_label=gettext_lazy("Chọn cơ sở"),
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel hoặc CSV"),
        help_text=gettext_lazy("Nhiều nhất 5.000 dòng, 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Chị chọn tệp."),
            "empty": gettext_lazy("Tệp này rỗng. Chị chọn lại tệp."),
        },
    )
    makes_chapters = forms.BooleanField(
        label=gettext_lazy("Lập luôn chi hội chưa có trên Piêu"),
        help_text=gettext_lazy("Chị xem lại tên từng chi hội trước khi lập."),
        required=False,
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["branch"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = branches
        first = list(branches[:1])
        field.initial = first[0] if first else None

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 5 MB."), code="too_large")
        return file
