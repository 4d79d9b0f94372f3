from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.authoring.versions import published
from courses.models import Course, CourseVersion
from members.models import Branch


class BeginForm(forms.Form):
    branch = forms.ModelChoiceField(Branch.objects.none(), label=gettext_lazy("Chi hội nào sinh hoạt"))
    lesson = forms.ChoiceField(label=gettext_lazy("Bài nào"))

    def __init__(self, *args: Any, leader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = Branch.objects.run_by(leader).filter(is_active=True)
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        self.fields["lesson"].choices = list(_lessons())  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        """Return the arguments branch, version and lesson_key of begin_meeting."""
        version_id, _dot, lesson_key = self.cleaned_data["lesson"].partition(".")
        return {
            "branch": self.cleaned_data["branch"],
            "version": CourseVersion.objects.defer("content", "keys").get(pk=version_id),
            "lesson_key": lesson_key,
        }


class ReadyForm(forms.Form):
    """Data of a meeting that a phone began offline, with the published version stored on the phone."""

    branch = forms.ModelChoiceField(Branch.objects.none())
    lesson = forms.RegexField(r"^[0-9]{1,9}\.[-a-zA-Z0-9_]{1,40}$")

    def __init__(self, *args: Any, leader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = Branch.objects.run_by(leader)  # type: ignore[attr-defined]

    def clean_lesson(self) -> tuple[CourseVersion, str]:
        version_id, _dot, lesson_key = self.cleaned_data["lesson"].partition(".")
        version = (
            CourseVersion.objects.filter(course__in=Course.objects.published(), pk=int(version_id))
            .select_related("course")
            .defer("content", "keys")
            .first()
        )
        if version is None or lesson_key not in published(version.pk).lessons:
            raise forms.ValidationError(_("Bài này không còn ở đây."))
        return version, lesson_key

    def arguments(self) -> dict[str, Any]:
        """Return the arguments branch, version and lesson_key of begin_meeting."""
        version, lesson_key = self.cleaned_data["lesson"]
        return {"branch": self.cleaned_data["branch"], "version": version, "lesson_key": lesson_key}


def _lessons() -> Any:
    """Yield the lessons of the newest versions as choices grouped by course."""
    for course in Course.objects.published().with_latest():
        version = published(course.latest_id)  # type: ignore[attr-defined]  # with_latest adds it
        yield (
            version.content["title"],
            [(f"{version.id}.{key}", lesson["title"]) for key, lesson in version.lessons.items()],
        )


class EndForm(forms.Form):
    shown = forms.MultipleChoiceField(
        label=gettext_lazy("Đã chiếu những bước nào"),
        help_text=gettext_lazy("Bấm “Tiếp” ở bước nào thì bước ấy được đánh dấu. Chị sửa lại cho đúng."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, steps: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        for number, (key, title) in enumerate(steps, 1):
            choices.append((key, title or _("Bước %(number)s") % {"number": number}))
        self.fields["shown"].choices = choices  # type: ignore[attr-defined]
