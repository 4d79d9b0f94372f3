"""{% load authoring %}: labels of the choices in the course editor."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from courses.authoring.enums import StepKind
from courses.practice.enums import OutcomeKind
from courses.quizzes.words import choice_words, in_words

register = template.Library()


@register.filter
def outcome(kind: str) -> str:
    """Return the label of the result that finishes a practice task."""
    return str(OutcomeKind(kind).label) if kind in OutcomeKind.values else _("chưa chọn")


@register.filter
def step_icon(kind: str) -> str:
    """Return the icon of a step of this kind."""
    return StepKind(kind).icon


@register.filter
def bare(question: dict[str, Any]) -> str:
    """Return a question's text as plain text."""
    return in_words(question["text"], question["format"])


@register.filter
def bare_in(choice: dict[str, Any], question: dict[str, Any]) -> str:
    """Return a choice of `question` as plain text."""
    return choice_words(question, choice)
