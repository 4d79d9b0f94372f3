"""Forms for what trainers write of a course, its modules and its lessons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.authoring.enums import AssetKind, Language, StepKind, Topic
from courses.models import Course, Lesson, Module

# A course is written in Vietnamese first; these are its translations.
OTHERS = [(code, words) for code, words in Language.choices if code != Language.VIETNAMESE]


class NewCourseForm(forms.Form):
    title = forms.CharField(
        label=_("Tên khoá học"), max_length=120, help_text=_("Ví dụ: Livestream bán nông sản")
    )
    topic = forms.ChoiceField(label=_("Chủ đề"), choices=Topic.choices, widget=forms.RadioSelect)


class TitleForm(forms.Form):
    """Form for the title of a new module or lesson."""

    title = forms.CharField(label=_("Tên"), max_length=120)


class Translated(forms.Form):
    """Form with a field <language>_<name> for every language but Vietnamese.

    `words()` returns the value that a row's `translations` stores.
    """

    names: tuple[tuple[str, Any, int], ...] = (("title", _("Tên"), 120),)

    def __init__(self, *args: Any, translations: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in OTHERS:
            for name, label, longest in self.names:
                self.fields[f"{code}_{name}"] = forms.CharField(
                    label=f"{label}, {str(language).lower()}",
                    max_length=longest,
                    required=False,
                    initial=translations.get(code, {}).get(name, ""),
                    widget=forms.Textarea(attrs={"rows": 2, "lang": code})
                    if longest > 200
                    else forms.TextInput(attrs={"lang": code}),
                )

    def words(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for code, _language in OTHERS:
            for name, _label, _longest in self.names:
                if text := self.cleaned_data.get(f"{code}_{name}", "").strip():
                    found.setdefault(code, {})[name] = text
        return found

    def own_fields(self) -> list[forms.BoundField]:
        return [field for field in self if "_" not in field.name]

    def translated_fields(self) -> list[forms.BoundField]:
        return [field for field in self if "_" in field.name]


class CourseForm(Translated):
    title = forms.CharField(label=_("Tên khoá học"), max_length=120)
    summary = forms.CharField(
        label=_("Học xong làm được gì"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hai ba câu, nói việc chị em làm được sau khi học."),
    )
    topic = forms.ChoiceField(label=_("Chủ đề"), choices=Topic.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Điều người học cần biết"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hiện ở mọi bài. Ví dụ: Luật sư chưa xem lại các điều luật trong khoá này."),
    )
    prerequisites = forms.ModelMultipleChoiceField(
        label=_("Phải học trước"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names = (("title", _("Tên"), 120), ("summary", _("Học xong làm được gì"), 600))

    def __init__(self, *args: Any, course: Course, others: Any, **kwargs: Any) -> None:
        initial = {name: getattr(course, name) for name in ("title", "summary", "topic", "note")}
        initial["prerequisites"] = list(course.prerequisites.all())
        super().__init__(*args, translations=course.translations, initial=initial, **kwargs)
        field = self.fields["prerequisites"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = others


class LessonForm(Translated):
    title = forms.CharField(label=_("Tên bài"), max_length=120)
    minutes = forms.IntegerField(label=_("Học trong mấy phút"), min_value=1, max_value=240)

    def __init__(self, *args: Any, lesson: Lesson, **kwargs: Any) -> None:
        super().__init__(
            *args,
            translations=lesson.translations,
            initial={"title": lesson.title, "minutes": lesson.minutes},
            **kwargs,
        )


class ModuleForm(Translated):
    title = forms.CharField(label=_("Tên phần"), max_length=120)

    def __init__(self, *args: Any, module: Module, **kwargs: Any) -> None:
        super().__init__(*args, translations=module.translations, initial={"title": module.title}, **kwargs)


class AuthorForm(forms.Form):
    login = forms.CharField(label=_("Số thẻ hoặc số điện thoại của giảng viên"), max_length=20)


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("Có gì mới"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Người đang học bản cũ đọc câu này khi được mời sang bản mới."),
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("Thêm bước"), choices=StepKind.choices)


class PlaceForm(forms.Form):
    """Form for the place of an upload: a course's cover, a step, or the voice of a text or a question."""

    kind = forms.ChoiceField(choices=AssetKind.choices)
    step = forms.IntegerField(required=False)
    question = forms.IntegerField(required=False)
    course = forms.SlugField(required=False)
    place = forms.ChoiceField(
        choices=[("picture", ""), ("media", ""), ("captions", ""), ("voice", ""), ("cover", "")]
    )
    language = forms.ChoiceField(choices=Language.choices, required=False)
    text_hash = forms.RegexField(regex=r"^[0-9a-f]{64}$", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        place, kind = data.get("place"), data.get("kind")
        fits = {
            "picture": [AssetKind.PICTURE],
            "cover": [AssetKind.PICTURE],
            "captions": [AssetKind.CAPTIONS],
            "voice": [AssetKind.AUDIO],
            "media": [AssetKind.AUDIO, AssetKind.VIDEO, AssetKind.PDF],
        }
        if place in fits and kind not in fits[place]:
            raise forms.ValidationError(_("Loại tệp này không đặt vào chỗ đó được."))
        if data.get("question") and place != "voice":
            raise forms.ValidationError(_("Loại tệp này không đặt vào chỗ đó được."))
        if place == "voice" and not (
            (data.get("language") or data.get("question")) and data.get("text_hash")
        ):
            raise forms.ValidationError(_("Thiếu lời mà tiếng này đọc."))
        return data

    def goes_to(self) -> dict[str, Any]:
        """Return Asset.goes_to without the course, which the view adds."""
        data = self.cleaned_data
        if data["question"]:
            return {"question": data["question"], "text_hash": data["text_hash"]}
        if data["place"] == "voice":
            return {"step": data["step"], "language": data["language"], "text_hash": data["text_hash"]}
        return {"step": data["step"], "place": data["place"]}
