"""Trainers' page to edit one question: text and rows, uploaded pictures, and its voice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.law.citing.picker import NAME as CITATIONS
from backend.law.citing.picker import is_finding, picker_context
from courses.authoring.enums import AssetKind, AssetState
from courses.media.media_files import media_of
from courses.media.placing import uploads_for
from courses.media.speech import question_hash, words_of_question
from courses.media.voices import state_of_question
from courses.models import Asset, Question, QuestionBank
from courses.practice.actions.pictures import keep_picture
from courses.question_banks.actions import save_question, take_voice_off
from courses.question_banks.forms.questions import (
    Editor,
    editor_from,
    editor_of,
    empty_editor,
    is_only_rows,
    photo_places,
    question_of,
)
from courses.question_banks.views.question_banks import bank_for
from courses.quizzes.enums import TextFormat
from courses.quizzes.kinds import found_kinds, kind_named
from courses.quizzes.presenters import voice_place
from courses.quizzes.questions import QuestionInvalid
from members.acting import ActorRequest

MAX_PICTURES = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: ActorRequest, bank_id: int, kind: str) -> HttpResponse:
    if kind not in found_kinds():
        raise Http404
    return _edit(request, bank_for(request, bank_id, to_edit=True), kind, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_question(request: ActorRequest, bank_id: int, question_id: int) -> HttpResponse:
    found = bank_for(request, bank_id, to_edit=True)
    row = get_object_or_404(found.questions, pk=question_id)
    return _edit(request, found, row.kind, row)


@login_required
@require_POST
@idempotent
def voice_off(request: ActorRequest, bank_id: int, question_id: int) -> HttpResponse:
    found = bank_for(request, bank_id, to_edit=True)
    row = get_object_or_404(found.questions.select_related("bank__course"), pk=question_id)
    take_voice_off(actor=request.actor, row=row)
    return redirect(voice_place(row))


def _edit(request: ActorRequest, found: QuestionBank, kind: str, row: Question | None) -> HttpResponse:
    if request.method != "POST":
        return _render(request, found, row, editor_of(row.body) if row else empty_editor(kind))
    editor = editor_from(kind, request.POST)
    # Decoding takes up to a second each, so not in the transaction of the page's key.
    _keep_photos(request, editor)
    if editor.errors:
        return _render(request, found, row, editor, 400)
    if is_only_rows(request.POST):
        return _render(request, found, row, editor)
    return _save(request, found, row, editor)


def _keep_photos(request: ActorRequest, editor: Editor) -> None:
    """Store uploaded pictures at once and select them. They stay selected if another field has errors."""
    for field, place, holder in photo_places(editor):
        file = request.FILES.get(field)
        if file is None:
            continue
        try:
            holder["picture"] = str(keep_picture(actor=request.actor, file=file).pk)
        except DomainError as error:
            editor.errors[place] = str(error.message)


@idempotent
def _save(request: ActorRequest, found: QuestionBank, row: Question | None, editor: Editor) -> HttpResponse:
    try:
        question = question_of(editor, row.body if row else None)
        saved = save_question(actor=request.actor, bank=found, question=question, row=row)
    except QuestionInvalid as error:
        editor.errors = error.errors
        return _render(request, found, row, editor, 400)
    except ValidationError as error:
        editor.errors = {CITATIONS: error.messages[0]}
        return _render(request, found, row, editor, 400)
    except DomainError as error:
        editor.errors = {error.field or "": str(error.message)}
        return _render(request, found, row, editor, error.status_code)
    messages.info(request, _("Đã lưu câu hỏi."))
    if "voice" in request.POST:
        return redirect(voice_place(saved))
    return redirect("courses:bank", found.pk)


def _render(
    request: ActorRequest, found: QuestionBank, row: Question | None, editor: Editor, status: int = 200
) -> HttpResponse:
    pictures = list(
        Asset.objects.visible_to(request.actor.member)
        .filter(kind=AssetKind.PICTURE, state=AssetState.READY)
        .order_by("-created_at")[:MAX_PICTURES]
    )
    offered = {str(asset.pk) for asset in pictures}
    chosen = {str(holder.get("picture") or "") for _field, _place, holder in photo_places(editor)} - {""}
    media = {
        str(asset.pk): media_of(asset) for asset in Asset.objects.filter(pk__in=[*filter(_is_id, chosen)])
    }
    for _field, _place, holder in photo_places(editor):
        holder["media"] = media.get(str(holder.get("picture") or ""))
    context = {
        "bank": found,
        "row": row,
        "editor": editor,
        "kind": kind_named(editor.kind),
        "formats": TextFormat.choices,
        "pictures": [(str(asset.pk), str(asset)) for asset in pictures]
        + [(key, _("Hình đang dùng")) for key in sorted(chosen - offered)],
        "errors": list(editor.errors.values()),
        "voice": _voice(row) if row else None,
        "is_finding": is_finding(request.POST),
        **picker_context(editor.picked, row.body["citations"] if row else ()),
    }
    return render(request, "courses/quizzes/question_edit.html", context, status=status)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _voice(row: Question) -> dict[str, Any]:
    """Return the voice of the stored question, and the words that it has to read."""
    return {
        "state": state_of_question(row.body),
        "media": row.body.get("audio"),
        "reads": words_of_question(row.body),
        "hash": question_hash(row.body),
        "uploads": uploads_for(question=row.pk),
    }
