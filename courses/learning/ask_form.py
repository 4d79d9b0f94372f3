from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.media.actions.voices import keep_voice
from members.acting import Actor


class AskForm(forms.Form):
    """A question to the trainer: written, or spoken where the phone records."""

    text = forms.CharField(
        label=_("Chị muốn hỏi gì"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ví dụ: Bài này nói đặt tên trang, tôi dùng tên bản được không?"),
    )
    voice = forms.FileField(
        label=_("Hoặc chọn tệp ghi âm"), required=False, widget=forms.FileInput(attrs={"accept": "audio/*"})
    )

    def cleaned(self, actor: Actor) -> dict[str, Any]:
        """Store the recording and return the arguments of ask_trainer. Raises DomainError."""
        voice = self.cleaned_data["voice"]
        return {
            "text": self.cleaned_data["text"],
            "voice": keep_voice(actor=actor, file=voice) if voice else None,
        }
