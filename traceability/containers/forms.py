"""Forms of pallets, and of a producer's GS1 numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traceability.models import Container


class PalletForm(forms.Form):
    """A form to choose cartons and the pallet that they are put on; "" as `pallet` is a new one."""

    cartons = forms.MultipleChoiceField(
        label=gettext_lazy("Thùng nào"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Chị chọn ít nhất một thùng.")},
    )
    pallet = forms.ChoiceField(label=gettext_lazy("Lên pallet nào"), required=False)

    def __init__(
        self, *args: Any, cartons: list[tuple[Container, str]], pallets: list[Container], **kwargs: Any
    ) -> None:
        """Create the form. `cartons` are pairs of a carton and the text of its contents."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["cartons"].choices = [
            (str(carton.pk), f"{carton} · {words}" if words else str(carton)) for carton, words in cartons
        ]
        fields["pallet"].choices = [("", _("Pallet mới")), *((str(one.pk), str(one)) for one in pallets)]


class PrefixForm(forms.Form):
    prefix = forms.CharField(  # type: ignore[assignment]  # the form itself has no prefix
        label=gettext_lazy("Mã doanh nghiệp GS1"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Chép từ giấy của GS1, ví dụ 893 rồi các số sau."),
    )
    gln = forms.CharField(
        label=gettext_lazy("Mã địa điểm GLN"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("13 chữ số. Không có thì để trống."),
    )
