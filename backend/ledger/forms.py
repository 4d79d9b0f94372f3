from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.ledger.witnesses import MAX_TEXT


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Điểm mốc với chữ ký của nhân chứng"),
        max_length=2 * MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Dán nguyên văn: ba dòng của điểm mốc, một dòng trống, rồi các dòng chữ ký."),
    )

    def clean_note(self) -> str:
        """Return the note with LF line ends, one at its end: browsers send other line ends."""
        return self.cleaned_data["note"].replace("\r\n", "\n").rstrip("\n") + "\n"
