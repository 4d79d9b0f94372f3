from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.workbooks import MAX_BYTES
from products.imports.pictures import MAX_ARCHIVE_BYTES
from products.models import Producer


class ImportForm(forms.Form):
    """Form for a spreadsheet of products and, if it names photos, a zip of them."""

    producer = forms.ModelChoiceField(
        label=gettext_lazy("Của nơi sản xuất nào"), queryset=Producer.objects.none(), empty_label=None
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
    photos = forms.FileField(
        label=gettext_lazy("Tệp zip có ảnh"),
        required=False,
        help_text=gettext_lazy(
            "Cột “Ảnh” ghi tên tệp ảnh nào thì trong zip có tệp ấy. Nhiều nhất 200 ảnh, 300 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={"empty": gettext_lazy("Tệp này rỗng. Chị chọn lại tệp.")},
    )

    zip = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, producers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["producer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = producers

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Tệp lớn quá 5 MB."), code="too_large")
        return file

    def clean_photos(self) -> UploadedFile | None:
        file = self.cleaned_data.get("photos")
        if file and file.size > MAX_ARCHIVE_BYTES:
            raise forms.ValidationError(
                _(
                    "Tệp zip lớn quá 18 MB mà trình duyệt này không gửi từng khúc được. Chị chia ra nhiều lần."
                ),
                code="zip_large",
            )
        return file
