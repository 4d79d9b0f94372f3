from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Course, QuestionBank, Quiz
from courses.quizzes.enums import FeedbackTime


class BankForm(forms.Form):
    """Form for a new question bank. Only staff may leave out the course, which creates a shared bank."""

    title = forms.CharField(
        label=_("Tên ngân hàng câu hỏi"), max_length=120, help_text=_("Ví dụ: Chụp ảnh hàng, mức dễ")
    )
    course = forms.ModelChoiceField(
        label=_("Của khoá học nào"),
        queryset=Course.objects.none(),
        required=False,
        empty_label=_("Dùng chung"),
    )

    def __init__(self, *args: Any, courses: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = courses
        field.required = not may_share
        if not may_share:
            field.empty_label = _("Chọn")


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp câu hỏi"),
        help_text=_("GIFT hoặc Aiken (.txt, .gift), hoặc mẫu Excel (.xlsx)."),
        widget=forms.FileInput(attrs={"accept": ".txt,.gift,.xlsx"}),
    )


class QuizForm(forms.Form):
    """Form for a quiz's settings, with a field draw_<id> for every bank that it may draw from."""

    title = forms.CharField(label=_("Tên bài hỏi"), max_length=120, required=False)
    pass_percent = forms.IntegerField(label=_("Đạt từ bao nhiêu phần trăm"), min_value=0, max_value=100)
    attempts_allowed = forms.IntegerField(
        label=_("Được làm mấy lần"), min_value=0, max_value=100, help_text=_("0 là bao nhiêu lần cũng được.")
    )
    minutes = forms.DecimalField(
        label=_("Làm trong mấy phút"), min_value=0, max_value=360, help_text=_("0 là không giới hạn.")
    )
    offline_grace_hours = forms.IntegerField(
        label=_("Chờ bài làm không mạng mấy giờ"),
        min_value=0,
        max_value=720,
        help_text=_("Câu trả lời trước giờ hết bài mà gửi về muộn thì vẫn tính trong ngần ấy giờ."),
    )
    feedback = forms.ChoiceField(
        label=_("Cho biết đúng sai"), choices=FeedbackTime.choices, widget=forms.RadioSelect
    )
    shuffle = forms.BooleanField(label=_("Trộn câu hỏi và lựa chọn"), required=False)

    def __init__(self, *args: Any, quiz: Quiz | None, banks: list[QuestionBank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.banks = banks
        own = quiz.bank_id if quiz else None
        for bank in banks:
            self.fields[f"draw_{bank.pk}"] = forms.IntegerField(
                label=_("Lấy ngẫu nhiên mấy câu từ “%(bank)s”") % {"bank": bank.title},
                required=False,
                min_value=1,
                max_value=200,
                help_text=_("Để trống: hỏi hết.") if bank.pk == own else _("Để trống: không lấy."),
            )

    @staticmethod
    def initial_of(quiz: Quiz | None, banks: list[QuestionBank]) -> dict[str, Any]:
        quiz = quiz or Quiz()
        names = ("title", "pass_percent", "attempts_allowed", "offline_grace_hours", "feedback", "shuffle")
        counts = {draw["bank"]: draw["count"] for draw in quiz.draws}
        minutes = quiz.time_limit_seconds / 60
        return {
            **{name: getattr(quiz, name) for name in names},
            "minutes": int(minutes) if minutes.is_integer() else minutes,
            **{f"draw_{bank.pk}": counts.get(bank.key) for bank in banks},
        }

    def settings(self) -> dict[str, Any]:
        """Return the argument `settings` of set_quiz."""
        data = self.cleaned_data
        names = ("title", "pass_percent", "attempts_allowed", "offline_grace_hours", "feedback", "shuffle")
        draws = [
            {"bank": bank.key, "count": data[f"draw_{bank.pk}"]}
            for bank in self.banks
            if data.get(f"draw_{bank.pk}")
        ]
        return {
            **{name: data[name] for name in names},
            "time_limit_seconds": round(data["minutes"] * 60),
            "draws": draws,
        }
