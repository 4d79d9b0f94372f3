"""Questions as pages show them: words rendered, choices and halves in the order of this attempt, answers in words."""

from __future__ import annotations

from typing import Any, TypedDict

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.authoring.content_shape import Media, QuizContent
from courses.authoring.markdown import TAGS, render_markdown
from courses.models import Attempt
from courses.quizzes.asked import AskedQuiz
from courses.quizzes.draw import in_drawn_order, mixed
from courses.quizzes.enums import CHOICE_KINDS, FeedbackTime, QuestionKind
from courses.quizzes.scoring import feedback_of, is_scored, rights_of
from courses.quizzes.words import choice_words, format_of_left, in_words

# What Moodle's own editor writes beside the tags that Markdown makes.
_INLINE = {"b", "i", "u", "sub", "sup"}


def render_words(text: str, text_format: str) -> SafeString:
    """A text in one of the three formats as HTML that may stand in a page: nothing in it runs or loads."""
    if text_format == "markdown":
        return mark_safe(render_markdown(text))
    if text_format == "html":
        return mark_safe(
            nh3.clean(
                text,
                tags=TAGS | _INLINE,
                attributes={"a": {"href"}, "ol": {"start"}},
                url_schemes={"http", "https", "mailto", "tel"},
                link_rel="noopener noreferrer nofollow",
                clean_content_tags={"script", "style"},
            )
        )
    return mark_safe(linebreaks(text, autoescape=True))


def shown_question(asked: AskedQuiz, attempt_id: str, key: str, response: dict[str, Any]) -> dict[str, Any]:
    """What the page of one question needs; `response` is what she answered so far."""
    question = asked.told[key]
    kind = question["kind"]
    made: dict[str, Any] = {
        "question": question,
        "kind": kind,
        "html": _inline(question["text"], question["format"]),
    }
    if kind in CHOICE_KINDS:
        chosen = {response["choice"]} if "choice" in response else set(response.get("choices", []))
        rows = {row["key"]: row for row in question["choices"]}
        order = in_drawn_order(f"{attempt_id}:{key}", rows) if asked.quiz["shuffle"] else list(rows)
        made["choices"] = [
            {
                **rows[each],
                "html": _inline(rows[each]["text"], rows[each].get("format") or question["format"]),
                "is_hers": each in chosen,
            }
            for each in order
        ]
    elif kind == QuestionKind.MATCHING:
        rights = in_drawn_order(f"{attempt_id}:{key}", rights_of(question))
        hers = response.get("pairs", {})
        made["pairs"] = [
            {
                **pair,
                "html": _inline(pair["left"], format_of_left(question, pair)),
                "hers": hers.get(pair["key"], ""),
            }
            for pair in question["pairs"]
        ]
        made["rights"] = rights
    elif kind == QuestionKind.ORDERING:
        items = {item["key"]: item for item in question["items"]}
        order = response.get("order") or mixed(attempt_id, key, list(items))
        made["items"] = [
            {**items[each], "place": place if response else 0} for place, each in enumerate(order, start=1)
        ]
        made["places"] = range(1, len(items) + 1)
    elif kind == QuestionKind.TRUE_FALSE:
        made["hers"] = response.get("value")
    else:
        made["hers"] = response.get("text", "")
    return made


def _inline(text: str, text_format: str) -> SafeString:
    """A choice on one line: a lone paragraph without its tags."""
    html = render_words(text, text_format).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return mark_safe(html)


class Line(TypedDict):
    """A line of an answer, with the picture of a choice that has one."""

    text: str
    picture: Media | None


def _lines(*texts: str) -> list[Line]:
    return [{"text": text, "picture": None} for text in texts]


def _choice_lines(question: dict[str, Any], keys: set[str]) -> list[Line]:
    return [
        {"text": choice_words(question, row), "picture": row.get("picture")}
        for row in question["choices"]
        if row["key"] in keys
    ]


def _left(question: dict[str, Any], pair: dict[str, Any]) -> str:
    return in_words(pair["left"], format_of_left(question, pair))


def answer_lines(question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
    """What she answered, a line each; [] for nothing."""
    kind = question["kind"]
    if not response:
        return []
    if kind in CHOICE_KINDS:
        return _choice_lines(
            question, {response["choice"]} if "choice" in response else set(response["choices"])
        )
    if kind == QuestionKind.TRUE_FALSE:
        return _lines(_("Đúng") if response["value"] else _("Sai"))
    if kind == QuestionKind.MATCHING:
        pairs = response["pairs"]
        return _lines(
            *(
                f"{_left(question, pair)} → {pairs[pair['key']]}"
                for pair in question["pairs"]
                if pair["key"] in pairs
            )
        )
    if kind == QuestionKind.ORDERING:
        texts = {item["key"]: item["text"] for item in question["items"]}
        return _lines(*(f"{place}. {texts[key]}" for place, key in enumerate(response["order"], start=1)))
    return _lines(response["text"])


def right_lines(whole: dict[str, Any]) -> list[Line]:
    """The answer that gives all the points, a line each."""
    kind = whole["kind"]
    if kind in CHOICE_KINDS:
        least = 0 if kind == QuestionKind.SEVERAL_CHOICE else 99.999
        return _choice_lines(whole, {row["key"] for row in whole["choices"] if row["fraction"] > least})
    if kind == QuestionKind.TRUE_FALSE:
        return _lines(_("Đúng") if whole["correct"] else _("Sai"))
    if kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL):
        best = next(row for row in whole["answers"] if row["fraction"] == 100)
        return _lines(best["text"] if kind == QuestionKind.SHORT_ANSWER else _number(best))
    if kind == QuestionKind.MATCHING:
        return _lines(*(f"{_left(whole, pair)} → {pair['right']}" for pair in whole["pairs"]))
    if kind == QuestionKind.ORDERING:
        return _lines(*(f"{place}. {item['text']}" for place, item in enumerate(whole["items"], start=1)))
    return []


def _number(row: dict[str, Any]) -> str:
    if "min" in row:
        return _("từ %(low)s đến %(high)s") % {"low": row["min"], "high": row["max"]}
    return row["value"].replace(".", ",")


def grade_words(question: dict[str, Any], share: int) -> str:
    """What a trainer gave of the question's points: "7,5"."""
    return f"{round(question['points'] * share / 10_000, 2):g}".replace(".", ",")


def may_be_told(quiz: QuizContent, attempt: Attempt) -> bool:
    """Whether she is told what was right: at once, or once it is noted that she is (courses/quizzes/actions/telling.py)."""
    if quiz["feedback"] == FeedbackTime.AT_ONCE:
        return True
    return quiz["feedback"] == FeedbackTime.AFTER and attempt.told_at is not None


def told_result(
    asked: AskedQuiz, key: str, response: dict[str, Any], hundredths: int | None
) -> dict[str, Any]:
    """One question of a result: her answer, whether right ("right", "partly", "wrong", "" where none is scored)."""
    whole = asked.whole[key]
    state = ""
    if is_scored(whole):
        state = "right" if hundredths == 10_000 else "partly" if hundredths else "wrong"
    return {
        "question": whole,
        "html": render_words(whole["text"], whole["format"]),
        "hers": answer_lines(whole, response),
        "state": state,
        "right": right_lines(whole) if state in ("partly", "wrong") else [],
        "feedback": [render_words(*said) for said in feedback_of(whole, response)],
    }


def right_words(whole: dict[str, Any]) -> list[str]:
    """`right_lines` in words alone, a picture without words as such."""
    return [line["text"] or _("Hình") for line in right_lines(whole)]
