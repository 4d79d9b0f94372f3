"""Forms for reports: the one screen that a branch fills in, decisions on it, and what an officer writes of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import slugify_vi
from members.branches.enums import BranchLevel
from members.models import Branch
from union.reports.checking import Typed
from union.reports.definition import SIGNS, Definition, Field, Rule
from union.reports.enums import FieldKind, OverTime, PeriodKind
from union.reports.kinds.finding import known_figures
from union.reports.models import LEVELS, ReportForm, ReportValue
from union.reports.numbers import MAX_PLACES, number_text, shown_number

PREFIX = "f_"


class EntryForm(forms.Form):
    """The figures of a report. Names: f_<code>, f_<code>-reason, f_<code>-shown.

    Nothing is required here: a draft may have holes, and the action checks before sending.
    """

    note = forms.CharField(
        label=gettext_lazy("Ghi chú cho cấp trên"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_from_paper = forms.BooleanField(label=gettext_lazy("Chép từ báo cáo giấy"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, definition: Definition, known: Mapping[str, int | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        own = {name: self.fields.pop(name) for name in ("note", "is_from_paper", "version")}
        for each in definition.fields:
            self.fields[f"{PREFIX}{each.code}"] = _field(each, known.get(each.code))
            if known.get(each.code) is not None:
                self._add_reason(each, known[each.code] or 0)
        self.fields.update(own)

    def _add_reason(self, each: Field, known: int) -> None:
        name = f"{PREFIX}{each.code}"
        self.fields[f"{name}-reason"] = forms.CharField(
            label=_("Vì sao số khác Piêu đếm"), required=False, max_length=300
        )
        self.fields[f"{name}-shown"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=number_text(known, each.places)
        )

    def typed(self) -> dict[str, Typed]:
        """Return {code: what was typed} of the form's fields."""
        data = self.cleaned_data
        names = {each.code: f"{PREFIX}{each.code}" for each in self.definition.fields}
        return {
            code: Typed(
                data.get(name) or "", data.get(f"{name}-reason") or "", data.get(f"{name}-shown") or ""
            )
            for code, name in names.items()
        }

    def names(self) -> dict[str, str]:
        """Return {field of the action: field of this form} for refuse_in_form."""
        found = {}
        for each in self.definition.fields:
            found[each.code] = f"{PREFIX}{each.code}"
            found[f"{each.code}-reason"] = f"{PREFIX}{each.code}-reason"
        return found


def _field(each: Field, known: int | None) -> forms.Field:
    if each.is_choice:
        return forms.ChoiceField(
            label=each.label, required=False, choices=each.choices, widget=forms.RadioSelect
        )
    if not each.is_number:
        return forms.CharField(
            label=each.label, required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
        )
    mode = "decimal" if each.places else "numeric"
    widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    return forms.CharField(
        label=each.label,
        required=False,
        max_length=30,
        widget=widget,
        help_text=_known_words(each, known),
    )


def _known_words(each: Field, known: int | None) -> str:
    figure = known_figures().get(each.known)
    if known is None or figure is None:
        return ""
    words = _("Piêu đếm được %(count)s (%(source)s). Sửa thì ghi vì sao.")
    return words % {"count": shown_number(known, each.places), "source": figure.source}


def initial_of(
    definition: Definition, rows: Iterable[ReportValue], known: Mapping[str, int | None]
) -> dict[str, str]:
    """Return the initial values of EntryForm: what was saved, and what Piêu knows of fields that are empty yet.

    A saved figure that was Piêu's own follows its count.
    """
    initial: dict[str, str] = {}
    saved = {row.code: row for row in rows}
    for each in definition.fields:
        name, row, now = f"{PREFIX}{each.code}", saved.get(each.code), known.get(each.code)
        if row is not None and not (now is not None and row.number == row.known):
            initial[name] = shown_number(row.number, each.places) if row.number is not None else row.text
            initial[f"{name}-reason"] = row.reason
        elif now is not None:
            initial[name] = shown_number(now, each.places)
    return initial


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp đã điền"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Chị ghi vì sao.")},
    )


class ExtendForm(ReasonForm):
    closing_date = forms.DateField(
        label=gettext_lazy("Được ghi đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"})
    )


class FormFactsForm(forms.Form):
    """Names are those of union.reports.actions.forms.FormFacts, and `branch` of a new form."""

    branch = forms.ModelChoiceField(
        label=gettext_lazy("Báo cáo gửi về"), queryset=Branch.objects.none(), empty_label=None
    )
    title = forms.CharField(
        label=gettext_lazy("Tên báo cáo"),
        max_length=160,
        help_text=gettext_lazy("Ví dụ: Báo cáo công tác Hội hằng tháng"),
    )
    about = forms.CharField(label=gettext_lazy("Hướng dẫn ngắn"), required=False, max_length=400)
    period_kind = forms.ChoiceField(
        label=gettext_lazy("Kỳ"), choices=PeriodKind.choices, widget=forms.RadioSelect, initial="month"
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Ai làm"), choices=LEVELS, widget=forms.RadioSelect, initial=BranchLevel.COMMUNE
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Hạn nộp, ngày sau khi hết kỳ"), min_value=0, max_value=90, initial=5
    )
    closing_days = forms.IntegerField(
        label=gettext_lazy("Ngày khoá, ngày sau khi hết kỳ"), min_value=0, max_value=90, initial=15
    )

    def __init__(self, *args: Any, branches: QuerySet[Branch] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if branches is None:
            del self.fields["branch"]
        else:
            self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
            self.fields["branch"].initial = branches.first()


class FieldForm(forms.Form):
    """One field of a form. Choices are typed one a line."""

    label = forms.CharField(
        label=gettext_lazy("Tên mục"), max_length=160, help_text=gettext_lazy("Ví dụ: Số buổi sinh hoạt")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"), choices=FieldKind.choices, widget=forms.RadioSelect, initial="number"
    )
    unit = forms.CharField(
        label=gettext_lazy("Đơn vị"), required=False, max_length=20, help_text=gettext_lazy("Ví dụ: người")
    )
    section = forms.CharField(label=gettext_lazy("Thuộc phần"), required=False, max_length=80)
    is_optional = forms.BooleanField(label=gettext_lazy("Được để trống"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("Chữ số sau dấu phẩy"),
        required=False,
        min_value=0,
        max_value=MAX_PLACES,
        initial=0,
    )
    over_time = forms.ChoiceField(
        label=gettext_lazy("Nhiều kỳ thì"),
        required=False,
        choices=OverTime.choices,
        widget=forms.RadioSelect,
        initial=OverTime.SUM,
    )
    known = forms.ChoiceField(label=gettext_lazy("Piêu điền sẵn"), required=False)
    choices = forms.CharField(
        label=gettext_lazy("Các lựa chọn, mỗi dòng một"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(each.key, each.label) for each in known_figures().values()]
        self.fields["known"].choices = [("", _("Không")), *found]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(field: Field) -> dict[str, Any]:
        row = field.stored()
        return {
            **row,
            "choices": "\n".join(words for _key, words in field.choices),
            "is_optional": not field.is_required,
        }

    def field(self, code: str = "") -> Field:
        """Return the field with the code `code`; an empty one is made when it is saved."""
        data = self.cleaned_data
        lines = [line.strip() for line in data["choices"].splitlines() if line.strip()]
        keys = [slugify_vi(line, max_length=40) or f"chon-{at}" for at, line in enumerate(lines, 1)]
        unique = [key if keys.index(key) == at else f"{key}-{at + 1}" for at, key in enumerate(keys)]
        return Field(
            code=code,
            label=data["label"],
            kind=data["kind"],
            section=data["section"],
            unit=data["unit"],
            places=data["places"] or 0,
            over_time=data["over_time"] or OverTime.SUM,
            is_required=not data["is_optional"],
            known=data["known"],
            choices=tuple(zip(unique, lines, strict=True)),
        )


class RuleForm(forms.Form):
    """A comparison of sums of two sets of fields."""

    left = forms.MultipleChoiceField(label=gettext_lazy("Tổng các mục"), widget=forms.CheckboxSelectMultiple)
    sign = forms.ChoiceField(
        label=gettext_lazy("Phải"),
        choices=[
            ("<=", gettext_lazy("không lớn hơn")),
            ("<", gettext_lazy("nhỏ hơn")),
            ("=", gettext_lazy("bằng")),
            (">=", gettext_lazy("không nhỏ hơn")),
            (">", gettext_lazy("lớn hơn")),
        ],
        widget=forms.RadioSelect,
        initial=SIGNS[0],
    )
    right = forms.MultipleChoiceField(
        label=gettext_lazy("Tổng các mục này"), widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(
        label=gettext_lazy("Câu hiện ra khi không khớp"),
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Số hội viên mới không thể lớn hơn số hội viên."),
    )
    is_soft = forms.BooleanField(label=gettext_lazy("Vẫn cho gửi nếu có ghi chú"), required=False)

    def __init__(self, *args: Any, form: ReportForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(each.code, each.label) for each in form.content.numbers]
        for name in ("left", "right"):
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def rule(self) -> Rule:
        data = self.cleaned_data
        return Rule(
            tuple(data["left"]), data["sign"], tuple(data["right"]), data["message"], not data["is_soft"]
        )
