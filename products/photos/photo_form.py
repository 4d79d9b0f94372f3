"""The form to upload a photo of a product."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/heic,image/*"


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Ảnh sản phẩm"),
        help_text=gettext_lazy("Chụp gần, ngoài sáng, thấy rõ hàng."),
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES, "data-shrink": ""}),
        error_messages={
            "required": gettext_lazy("Chị chụp hoặc chọn một ảnh."),
            "empty": gettext_lazy("Ảnh này rỗng. Chị chọn lại ảnh."),
        },
    )
