"""The organiser's forms. They only read what was typed; courses/contests/actions/contests.py decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.name_choices import ByName
from backend.law.citing.picker import CitationsField
from courses.contests.enums import Counts, EntriesPer, Prediction, RankingKey, WhoMayEnter
from courses.contests.moment_field import MomentField
from courses.keys import new_key
from courses.models import Contest, ContestRound
from courses.quizzes.words import choice_words, in_words
from members.models import Branch

_PRIZE = re.compile(
    r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*[|;]\s*([^|;]{1,80}?)\s*(?:[|;]\s*([\d.\s]{1,15}))?(?:đ|VND)?"
)
MOST_CHOICES = 10


class ContestForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên cuộc thi"), max_length=160)
    rules = forms.CharField(
        label=gettext_lazy("Thể lệ, bằng lời"),
        max_length=6000,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Giờ, số câu, cách xếp hạng của từng vòng thì Piêu tự viết ra."),
    )
    branch = forms.ModelChoiceField(Branch.objects.none(), label=gettext_lazy("Cơ sở Hội tổ chức"))
    who = forms.ChoiceField(
        label=gettext_lazy("Ai được thi"),
        choices=WhoMayEnter,
        widget=forms.RadioSelect,
        initial=WhoMayEnter.MEMBERS,
    )
    units = forms.ModelMultipleChoiceField(
        Branch.objects.none(),
        label=gettext_lazy("Đơn vị dự thi"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tính cả các chi hội bên dưới. Không chọn thì mọi đơn vị đều thi."),
    )

    def __init__(self, *args: Any, organiser: Any, contest: Contest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branches = Branch.objects.run_by(organiser).filter(is_active=True)
        for name in ("branch", "units"):
            self.fields[name].iterator = ByName  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches  # type: ignore[attr-defined]
        self.fields["units"].queryset = branches.exclude(level="chapter")  # type: ignore[attr-defined]
        if contest:
            del self.fields["branch"]
            units = Branch.objects.under(contest.branch).exclude(level="chapter")
            self.fields["units"].queryset = units  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    opens_at = MomentField(label=gettext_lazy("Mở lúc"))
    closes_at = MomentField(label=gettext_lazy("Đóng lúc"))
    questions_count = forms.IntegerField(
        label=gettext_lazy("Số câu mỗi bài"),
        min_value=0,
        max_value=200,
        initial=0,
        help_text=gettext_lazy("Máy chủ rút chừng ấy câu cho mỗi bài. 0 là lấy hết."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Làm trong mấy phút"),
        min_value=0,
        max_value=1440,
        initial=20,
        help_text=gettext_lazy("0 là không tính giờ từng bài."),
    )
    entries_per = forms.ChoiceField(label=gettext_lazy("Lượt thi tính"), choices=EntriesPer)
    entries_allowed = forms.IntegerField(
        label=gettext_lazy("Mấy lượt"), min_value=1, max_value=1000, initial=1
    )
    counts = forms.ChoiceField(label=gettext_lazy("Bài được tính"), choices=Counts)
    prediction = forms.ChoiceField(label=gettext_lazy("Câu dự đoán"), choices=Prediction)
    rank1 = forms.ChoiceField(label=gettext_lazy("Xếp hạng trước hết theo"), choices=RankingKey)
    rank2 = forms.ChoiceField(label=gettext_lazy("Bằng nhau thì theo"), required=False)
    rank3 = forms.ChoiceField(label=gettext_lazy("Vẫn bằng nhau thì theo"), required=False)
    prizes = forms.CharField(
        label=gettext_lazy("Giải thưởng"),
        required=False,
        widget=forms.Textarea,
        max_length=2000,
        help_text=gettext_lazy(
            "Mỗi dòng một giải: hạng | tên giải | số tiền. Ví dụ: 2-4 | Giải nhì | 300.000"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("rank2", "rank3"):
            self.fields[name].choices = [("", _("không xếp thêm")), *RankingKey.choices]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(round_: ContestRound) -> dict[str, Any]:
        ranks = [*round_.ranking, "", "", ""]
        return {
            "opens_at": round_.opens_at,
            "closes_at": round_.closes_at,
            "questions_count": round_.questions_count,
            "minutes": round_.time_limit_seconds // 60,
            "entries_per": round_.entries_per,
            "entries_allowed": round_.entries_allowed,
            "counts": round_.counts,
            "prediction": round_.prediction,
            "rank1": ranks[0],
            "rank2": ranks[1],
            "rank3": ranks[2],
            "prizes": "\n".join(_prize_line(prize) for prize in round_.prizes),
        }

    def clean_prizes(self) -> list[dict[str, Any]]:
        prizes = []
        for number, line in enumerate(self.cleaned_data["prizes"].splitlines(), start=1):
            if not line.strip():
                continue
            match = _PRIZE.fullmatch(line.strip())
            if match is None:
                raise forms.ValidationError(
                    _("Dòng %(line)s chưa đúng. Ví dụ: 2-4 | Giải nhì | 300.000") % {"line": number}
                )
            amount = re.sub(r"\D", "", match[4] or "")
            first = int(match[1])
            prizes.append(
                {"from": first, "to": int(match[2] or first), "name": match[3], "amount": int(amount or 0)}
            )
        return prizes

    def terms(self) -> dict[str, Any]:
        """Return the terms as arguments of add_round and edit_round."""
        data = self.cleaned_data
        return {
            "opens_at": data["opens_at"],
            "closes_at": data["closes_at"],
            "questions_count": data["questions_count"],
            "time_limit_seconds": data["minutes"] * 60,
            "entries_allowed": data["entries_allowed"],
            "entries_per": data["entries_per"],
            "counts": data["counts"],
            "prediction": data["prediction"],
            "ranking": [key for key in (data["rank1"], data["rank2"], data["rank3"]) if key],
            "prizes": data["prizes"],
        }


class QuestionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Câu hỏi"), max_length=1000, widget=forms.Textarea)
    choices = forms.CharField(
        label=gettext_lazy("Các câu trả lời"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Mỗi dòng một câu. Câu đúng thì thêm dấu * ở đầu dòng; nhiều dấu * là phải chọn hết các câu ấy."
        ),
    )

    def __init__(self, *args: Any, stored: Sequence[dict[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["citations"] = CitationsField(stored=stored)

    @staticmethod
    def initial_of(question: dict[str, Any]) -> dict[str, str]:
        """Return a stored question as the form's plain text, with one choice per line."""
        lines = [
            ("*" if row["fraction"] > 0 else "") + " ".join(choice_words(question, row).split())
            for row in question.get("choices", [])
        ]
        return {"text": in_words(question["text"], question["format"]), "choices": "\n".join(lines)}

    def clean_choices(self) -> list[tuple[str, bool]]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        rows = [(line.removeprefix("*").strip(), line.startswith("*")) for line in lines]
        if not 2 <= len(rows) <= MOST_CHOICES or not all(text for text, _right in rows):
            raise forms.ValidationError(_("Chị viết từ 2 đến 10 câu trả lời, mỗi dòng một câu."))
        if not any(right for _text, right in rows):
            raise forms.ValidationError(_("Chị thêm dấu * trước câu trả lời đúng."))
        return rows

    def question(self, key: str = "") -> dict[str, Any]:
        rows = self.cleaned_data["choices"]
        rights = sum(right for _text, right in rows)
        several = rights > 1
        return {
            "key": key or new_key(),
            "kind": "several_choice" if several else "one_choice",
            "text": self.cleaned_data["text"],
            "citations": self.cleaned_data["citations"],
            "choices": [
                {
                    "key": "abcdefghij"[number],
                    "text": text,
                    # With several right choices, one wrong choice takes away all that the right ones give.
                    "fraction": (round(100 / rights, 5) if several else 100)
                    if right
                    else (-100 if several else 0),
                }
                for number, (text, right) in enumerate(rows)
            ],
        }


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp GIFT, Aiken hoặc Excel"),
        help_text=gettext_lazy(
            "Chỉ nhận câu chọn một, chọn nhiều, đúng hay sai. Một dòng hỏng thì không câu nào được nhận."
        ),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Vì sao"), max_length=200)


def _prize_line(prize: dict[str, Any]) -> str:
    places = f"{prize['from']}-{prize['to']}" if prize["to"] > prize["from"] else str(prize["from"])
    return f"{places} | {prize['name']} | {prize['amount']:,}".replace(",", ".")
