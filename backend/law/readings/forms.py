from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from backend.law.readings.actions import lawyers, recordings, words
from backend.law.readings.enums import SpokenLanguage


class CitationForm(forms.Form):
    dieu = forms.CharField(
        label=gettext_lazy("Viết lời cho điều nào"),
        help_text=gettext_lazy("Gõ số điều và số văn bản. Ví dụ: khoản 2 điều 81 52/2014/QH13"),
        max_length=100,
    )


class WordsForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Lời dễ hiểu"),
        help_text=gettext_lazy("Nhiều nhất 400 ký tự. Chỉ nói điều mà lời văn nói."),
        max_length=words.MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    audience = forms.CharField(
        label=gettext_lazy("Viết cho ai"),
        help_text=gettext_lazy("Ví dụ: chị em đi làm thuê"),
        max_length=words.MOST_OF_AUDIENCE,
        required=False,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Chỗ nào chưa đúng"),
        help_text=gettext_lazy("Người viết sẽ đọc câu này."),
        max_length=lawyers.MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecordingForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Tiếng"), choices=SpokenLanguage.choices, widget=forms.RadioSelect
    )
    speaker = forms.CharField(label=gettext_lazy("Người nói"), max_length=recordings.MOST_OF_NAME)
    first_listener = forms.CharField(
        label=gettext_lazy("Người nghe lại thứ nhất"),
        help_text=gettext_lazy("Hiểu tiếng ấy, đã nghe hết và thấy đúng lời viết."),
        max_length=recordings.MOST_OF_NAME,
    )
    second_listener = forms.CharField(
        label=gettext_lazy("Người nghe lại thứ hai"), max_length=recordings.MOST_OF_NAME
    )
    is_agreed = forms.BooleanField(
        label=gettext_lazy("Cả ba người đồng ý để họ tên hiện trên trang ai cũng xem được"),
        error_messages={"required": gettext_lazy("Chưa ai đồng ý thì chưa đưa lên được.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp thu âm"),
        help_text=gettext_lazy("Thu bằng điện thoại, nhiều nhất 8 MB."),
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )
