"""Forms for handing in work, and for the trainer's decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.submitting import add_refusal
from courses.practice.actions.hand_ins import MOST_PHOTOS, PreparedPhoto, Work, check_work, prepare_photo
from courses.practice.enums import OutcomeKind

# Which fields each kind of task has, in their order.
FIELDS: dict[str, tuple[str, ...]] = {
    OutcomeKind.LIVESTREAM_HELD: ("link", "day", "started", "ended", "text"),
    OutcomeKind.FANPAGE_CONFIRMED: ("link", "text"),
    OutcomeKind.HANDED_IN: ("photos", "link", "text"),
}
LINK_LABELS = {
    OutcomeKind.LIVESTREAM_HELD: gettext_lazy("Đường dẫn của buổi livestream"),
    OutcomeKind.FANPAGE_CONFIRMED: gettext_lazy("Đường dẫn của trang"),
    OutcomeKind.HANDED_IN: gettext_lazy("Hoặc dán đường dẫn"),
}
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H.%M"]


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, each re-encoded. An incomplete upload or a file that is no photo is a field error."""

    widget = PhotosInput(attrs={"accept": "image/*", "data-shrink": True})

    def clean(self, data: Any, initial: Any = None) -> tuple[PreparedPhoto, ...]:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Chị chọn nhiều nhất 5 ảnh."), code="too_many_photos")
        try:
            return tuple(prepare_photo(file) for file in files)
        except DomainError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error


class LinkField(forms.CharField):
    """Web address from a phone's share button. "https://" is added if the address begins with a host."""

    widget = forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        link = str(super().clean(value)).strip()
        return f"https://{link}" if link and "://" not in link and "." in link.partition("/")[0] else link


class HandInForm(forms.Form):
    """Form with the fields that one kind of practice task asks for.

    Clean it before a transaction: decoding a photo takes up to a second.
    """

    photos = PhotosField(
        label=gettext_lazy("Ảnh"),
        required=False,
        help_text=gettext_lazy("Nhiều nhất 5 ảnh. Piêu xoá vị trí chụp."),
    )
    link = LinkField(required=False, max_length=300)
    day = forms.DateField(
        label=gettext_lazy("Ngày"),
        required=False,
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext_lazy("Ngày chưa đúng. Chị viết ngày, tháng, năm, ví dụ 24/11/2026.")
        },
    )
    started = forms.TimeField(
        label=gettext_lazy("Bắt đầu lúc"),
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Giờ chưa đúng. Chị viết giờ và phút, ví dụ 19:30.")},
    )
    ended = forms.TimeField(
        label=gettext_lazy("Hết lúc"),
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Giờ chưa đúng. Chị viết giờ và phút, ví dụ 19:30.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Chị muốn nói thêm"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, kind: OutcomeKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        wanted = FIELDS[kind]
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        self.order_fields(wanted)
        self.fields["link"].label = LINK_LABELS[kind]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.kind == OutcomeKind.LIVESTREAM_HELD and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Chị chọn ngày livestream."))
        if not self.errors:
            try:
                check_work(self.kind, self.work())
            except DomainError as error:
                add_refusal(self, error)
        return cleaned

    def work(self) -> Work:
        """Return the Work for hand_in_work. An end before its start is on the next day."""
        data = self.cleaned_data
        day, started, ended = data.get("day"), data.get("started"), data.get("ended")
        begins = _moment(day, started)
        ends = _moment(day, ended)
        if begins and ends and ends < begins:
            ends += dt.timedelta(days=1)
        return Work(data.get("text", ""), data.get("link", ""), data.get("photos", ()), begins, ends)


def _moment(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, time)) if day and time else None


class ReviewForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Lời nhắn cho chị ấy"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Trả lại thì viết rõ cần làm lại điều gì. Nhận thì không viết cũng được."),
    )
