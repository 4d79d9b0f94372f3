"""Form for what trainers write of a step: texts in every language, citations, practice task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.law.citing.picker import CitationsField
from courses.authoring.enums import Language, StepKind
from courses.models import Step
from courses.practice.enums import OutcomeKind

WORDS = ("title", "text", "picture_alt")


class StepForm(forms.Form):
    """Form of a step, with fields for each language, the citations and the practice task.

    Their names are <language>_title, <language>_text, <language>_picture_alt, citations and task_*.
    """

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        texts = {text.language: text for text in step.texts.all()}
        for code in Language.values:
            text = texts.get(code)
            initial = {name: getattr(text, name) if text else "" for name in WORDS}
            attrs = {"lang": code}
            self.fields[f"{code}_title"] = forms.CharField(
                label=_("Đầu đề"),
                max_length=120,
                required=False,
                initial=initial["title"],
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"{code}_text"] = forms.CharField(
                label=_("Lời"),
                max_length=6000,
                required=False,
                initial=initial["text"],
                widget=forms.Textarea(attrs={"rows": 6, **attrs}),
            )
            self.fields[f"{code}_picture_alt"] = forms.CharField(
                label=_("Hình vẽ gì"),
                max_length=200,
                required=False,
                initial=initial["picture_alt"],
                widget=forms.TextInput(attrs=attrs),
            )
        if step.kind == StepKind.TASK:
            self.fields["task_kind"] = forms.ChoiceField(
                label=_("Xong khi có kết quả nào"),
                choices=[("", _("Chưa chọn")), *OutcomeKind.choices],
                required=False,
                initial=step.settings.get("kind", ""),
            )
            self.fields["task_count"] = forms.IntegerField(
                label=_("Mấy lần"), min_value=1, max_value=50, initial=step.settings.get("count", 1)
            )
        self.fields["citations"] = CitationsField(stored=step.citations)

    def languages(self) -> list[dict[str, Any]]:
        """Return one dict per language for the template: code, name, fields, and whether it is empty."""
        return [
            {
                "code": code,
                "name": words,
                "title": self[f"{code}_title"],
                "text": self[f"{code}_text"],
                "picture_alt": self[f"{code}_picture_alt"],
                "is_empty": not any(self[f"{code}_{name}"].value() for name in WORDS),
            }
            for code, words in Language.choices
        ]

    def task_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("task_kind", "task_count") if name in self.fields]

    def arguments(self) -> dict[str, Any]:
        """Return the arguments texts, citations and settings of change_step."""
        data = self.cleaned_data
        texts = {code: {name: data[f"{code}_{name}"] for name in WORDS} for code in Language.values}
        settings = (
            {"kind": data["task_kind"], "count": data["task_count"]} if "task_kind" in self.fields else None
        )
        return {"texts": texts, "citations": data["citations"], "settings": settings}
