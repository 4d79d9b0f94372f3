"""Trainers' pages: banks, import and export, and quiz settings. question_edit.py edits one question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent, replayed
from backend.common.submitting import refuse_in_form
from backend.common.text import slugify_vi, to_id
from courses.authoring.enums import StepKind
from courses.authoring.rules import may_edit_course, may_write_courses
from courses.media.voices import state_of_question
from courses.models import Course, QuestionBank, Quiz, Step
from courses.question_banks.actions import (
    archive_question,
    create_bank,
    import_questions,
    order_questions,
    restore_question,
)
from courses.question_banks.excel import template, write_excel
from courses.question_banks.files import pack, read_questions, unpack
from courses.question_banks.forms.quizzes import BankForm, ImportForm, QuizForm
from courses.question_banks.gift_writing import write_gift
from courses.quizzes.actions.quizzes import set_quiz
from courses.quizzes.importing import Imported, ImportRefused
from courses.quizzes.kinds import kind_choices, kind_of
from courses.quizzes.rules import may_edit_bank
from courses.quizzes.words import question_words
from members.acting import ActorRequest
from members.rules import is_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _banks(request: ActorRequest) -> Any:
    if not may_write_courses(request.actor.member):
        raise PermissionDenied
    return QuestionBank.objects.visible_to(request.actor.member).select_related("course")


def bank_for(request: ActorRequest, bank_id: int, *, to_edit: bool = False) -> QuestionBank:
    bank = get_object_or_404(_banks(request), pk=bank_id)
    if to_edit and not may_edit_bank(request.actor.member, bank):
        raise PermissionDenied
    return bank


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def banks(request: ActorRequest) -> HttpResponse:
    """List the question banks that the user sees. POST creates a bank."""
    member = request.actor.member
    rows = _banks(request).annotate(asked=Count("questions", filter=Q(questions__archived_at=None)))
    form = BankForm(
        request.POST or None, courses=Course.objects.edited_by(member), may_share=is_staff(member)
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            made = create_bank(
                actor=request.actor, title=form.cleaned_data["title"], course=form.cleaned_data["course"]
            )
            return redirect("courses:bank", made.pk)
    context = {"banks": rows[:200], "form": form}
    return render(request, "courses/quizzes/banks.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def bank(request: ActorRequest, bank_id: int) -> HttpResponse:
    found = bank_for(request, bank_id)
    rows = list(found.questions.all())
    context = {
        "bank": found,
        "questions": [
            {"row": row, "voice": state_of_question(row.body)} for row in rows if row.archived_at is None
        ],
        "archived": [row for row in rows if row.archived_at is not None],
        "kinds": kind_choices(),
        "may_edit": may_edit_bank(request.actor.member, found),
    }
    return render(request, "courses/quizzes/bank.html", context)


@login_required
@require_POST
@idempotent
def put_away(request: ActorRequest, bank_id: int, question_id: int) -> HttpResponse:
    """Archive a question, or (`restore`) bring it back."""
    found = bank_for(request, bank_id, to_edit=True)
    row = get_object_or_404(found.questions.select_related("bank__course"), pk=question_id)
    act = restore_question if "restore" in request.POST else archive_question
    act(actor=request.actor, row=row)
    return redirect("courses:bank", found.pk)


@login_required
@require_POST
@idempotent
def arrange(request: ActorRequest, bank_id: int) -> HttpResponse:
    """Move a question up or down (`id`, `do`), or set the order of all (`order`: ids)."""
    found = bank_for(request, bank_id, to_edit=True)
    keys = list(found.questions.asked().values_list("pk", flat=True))
    question_id = request.POST.get("id", "")
    if "order" in request.POST:
        keys = [key for key in map(to_id, request.POST["order"].split(",")) if key is not None]
    elif (number := to_id(question_id)) in keys:
        at = keys.index(number)
        to = max(0, at - 1) if request.POST.get("do") == "up" else at + 1
        keys.insert(to, keys.pop(at))
    order_questions(actor=request.actor, bank=found, keys=keys)
    return redirect(reverse("courses:bank", args=[found.pk]) + f"#question-{question_id}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def import_file(request: ActorRequest, bank_id: int) -> HttpResponse:
    """Upload a file, preview its questions and, after confirmation, save them in the bank.

    The file is read before the key's transaction.
    """
    found = bank_for(request, bank_id, to_edit=True)
    form = ImportForm()
    problems: list[str] = []
    preview: Any = None
    packed = request.POST.get("packed", "")
    try:
        if packed:
            return _import(request, found, unpack(packed))
        if request.method == "POST":
            form = ImportForm(request.POST, request.FILES)
            if form.is_valid():
                preview = read_questions(form.cleaned_data["file"].read())
    except ImportRefused as error:
        problems = [str(problem) for problem in error.problems[:200]]
    except DomainError as error:
        problems = [str(error.message)]
    known = set(found.questions.values_list("key", flat=True)) if preview else set()
    context = {
        "bank": found,
        "form": form,
        "problems": problems,
        "preview": [
            {
                "line": row.line,
                "text": question_words(row.question),
                "kind": kind_of(row.question).words,
                "category": row.category,
                "is_known": row.question["key"] in known,
            }
            for row in preview or []
        ],
        "packed": pack(preview) if preview else "",
    }
    failed = bool(problems or form.errors)
    return render(request, "courses/quizzes/import.html", context, status=400 if failed else 200)


@idempotent
def _import(request: ActorRequest, bank: QuestionBank, found: list[Imported]) -> HttpResponse:
    new, changed = import_questions(actor=request.actor, bank=bank, found=found)
    messages.info(request, _describe_import(new, changed))
    return redirect("courses:bank", bank.pk)


def _describe_import(new: int, changed: int) -> str:
    """Return a sentence with the numbers of added and changed questions."""
    text = ngettext("Đã thêm %(new)s câu", "Đã thêm %(new)s câu", new) % {"new": new}
    return text + (_(", sửa %(changed)s câu.") % {"changed": changed} if changed else ".")


@login_required
@require_safe
def export(request: ActorRequest, bank_id: int, ending: str) -> HttpResponse:
    """Return the bank as a GIFT or Excel file that imports identically."""
    found = bank_for(request, bank_id)
    questions = [{**row.body, "key": row.key} for row in found.questions.all() if row.archived_at is None]
    if ending == "xlsx":
        response = HttpResponse(write_excel(questions), content_type=XLSX)
    else:
        response = HttpResponse(
            write_gift(questions, category=found.title), content_type="text/plain; charset=utf-8"
        )
    name = slugify_vi(found.title) or found.key
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


@login_required
@require_safe
def excel_form(request: ActorRequest) -> HttpResponse:
    """Return the Excel form for writing questions, with a few example questions, as a download."""
    _banks(request)
    response = HttpResponse(template(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="mau-cau-hoi.xlsx"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def quiz_settings(request: ActorRequest, step_id: int) -> HttpResponse:
    """Edit how the quiz of a step asks, and from which banks."""
    member = request.actor.member
    steps = Step.objects.visible_to(member).select_related("lesson__module__course")
    step = get_object_or_404(steps, pk=step_id, kind=StepKind.QUIZ)
    course = step.lesson.module.course
    if not may_edit_course(member, course):
        raise PermissionDenied
    quiz = Quiz.objects.filter(step=step).select_related("bank").first()
    choice = list(
        QuestionBank.objects.filter(Q(course=course) | Q(course=None)).order_by("course_id", "title")
    )
    if quiz is not None:
        choice.sort(key=lambda bank: bank.pk != quiz.bank_id)
    form = QuizForm(request.POST or None, quiz=quiz, banks=choice, initial=QuizForm.initial_of(quiz, choice))
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            saved = set_quiz(actor=request.actor, step=step, settings=form.settings())
            messages.info(request, _("Đã lưu. Bây giờ chị viết câu hỏi."))
            return redirect("courses:bank", saved.bank_id)
    context = {"step": step, "lesson": step.lesson, "course": course, "quiz": quiz, "form": form}
    return render(request, "courses/quizzes/settings.html", context, status=400 if form.errors else 200)
