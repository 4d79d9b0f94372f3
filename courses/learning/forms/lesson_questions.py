from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.media.actions.voices import keep_voice
from members.acting import Actor


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Trả lời"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    voice = forms.FileField(
        label=_("Hoặc chọn tệp ghi âm"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )
    is_shared = forms.BooleanField(
        label=_("Cho mọi người học bài này cùng xem"),
        required=False,
        help_text=_("Câu hỏi và câu trả lời hiện dưới bài, không hiện tên người hỏi."),
    )

    def cleaned(self, actor: Actor) -> dict[str, Any]:
        """Store the recording and return the arguments of answer_question. Raises DomainError."""
        voice = self.cleaned_data["voice"]
        return {
            "text": self.cleaned_data["text"],
            "voice": keep_voice(actor=actor, file=voice) if voice else None,
            "is_shared": self.cleaned_data["is_shared"],
        }
