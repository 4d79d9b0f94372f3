"""What trainers and officers see: who is stuck where, per question, per branch; on the page, as CSV and as Excel."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.dates import format_date
from courses.models import Course
from courses.reports.completion import LEAST, Cell, CompletionTable, completion_table
from courses.reports.course import CourseFigures, counted_for_officer, course_figures, versions_of
from courses.reports.questions import QuestionFigures, question_figures
from courses.reports.tables import Table, as_csv, as_excel
from courses.rules.reports import may_see_reports, people_seen_by, rows_of_completion
from courses.versions import latest_version_id, published
from members.acting import ActorRequest

HIDDEN = "<5"
FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    if not may_see_reports(request.user):
        raise Http404
    courses = Course.objects.published().order_by("position", "title")
    return render(request, "courses/reports/index.html", {"courses": courses})


@login_required
@require_safe
def course(request: ActorRequest, slug: str) -> HttpResponse:
    """One course: its steps and questions, and the learners who agreed to be named; an officer's own branches only."""
    found = get_object_or_404(Course.objects.published(), slug=slug)
    people = people_seen_by(request.user, found)
    if people is False:
        raise Http404
    newest = latest_version_id(found)
    assert newest is not None
    versions = versions_of(found.pk) or [published(newest)]
    wanted = request.GET.get("ban", "")
    version = next((one for one in versions if str(one.number) == wanted), versions[0])
    if people is not None:
        people = counted_for_officer(version, people)
    figures = course_figures(version, people)
    questions = question_figures(version, people, least=1 if people is None else LEAST)
    tables = {
        "buoc": _step_table(figures),
        "cau-hoi": _question_table(questions),
        "hoi-vien": _learner_table(figures),
    }
    if answer := _file(request, tables.get(request.GET.get("bang", "")), slug):
        return answer
    context = {
        "course": found,
        "versions": versions,
        "figures": figures,
        "questions": questions,
        "most": max([step.done for step in figures.steps] or [0]) or 1,
        "is_of_branches": people is not None,
    }
    return render(request, "courses/reports/course.html", context)


@login_required
@require_safe
def completion(request: ActorRequest) -> HttpResponse:
    """Who finished what, by branch; cells about fewer than five people stay closed."""
    if not may_see_reports(request.user):
        raise Http404
    branches = rows_of_completion(request.user)
    courses = list(Course.objects.published().order_by("position", "title"))
    table = completion_table(branches, courses)
    if answer := _file(request, _completion_table(table) if "tep" in request.GET else None, "hoan-thanh"):
        return answer
    return render(request, "courses/reports/completion.html", {"table": table, "hidden": HIDDEN})


def _file(request: ActorRequest, table: Table | None, name: str) -> HttpResponse | None:
    wanted = FORMATS.get(request.GET.get("tep", ""))
    if table is None or wanted is None:
        return None
    write, content_type = wanted
    response = HttpResponse(write(table), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="pieu-{name}.{request.GET["tep"]}"'
    return response


def _step_table(figures: CourseFigures) -> Table:
    return Table(
        _("Từng bước"),
        [_("Bài"), _("Bước"), _("Đã xong"), _("Đang dừng ở đây")],
        [[step.lesson_title, step.title, step.done, step.stuck] for step in figures.steps],
    )


def _question_table(questions: list[QuestionFigures]) -> Table:
    return Table(
        _("Từng câu hỏi"),
        [
            _("Bài"),
            _("Câu hỏi"),
            _("Lượt hỏi"),
            _("Đúng hẳn"),
            _("Đúng (%)"),
            _("Hay chọn sai"),
            _("Lượt chọn sai"),
        ],
        [
            [row.lesson_title, row.text, row.asked, row.right, row.share, row.wrong_choice, row.wrong_count]
            for row in questions
        ],
    )


def _learner_table(figures: CourseFigures) -> Table:
    return Table(
        _("Người học"),
        [_("Họ tên"), _("Đã học (%)"), _("Bắt đầu"), _("Học xong"), _("Đang ở bước")],
        [
            [
                str(row.user),
                row.progress.percent,
                format_date(row.started_at.date()),
                format_date(row.finished_at.date()) if row.finished_at else "",
                row.stands_before,
            ]
            for row in figures.learners
        ],
    )


def _completion_table(table: CompletionTable) -> Table:
    head = [_("Cơ sở Hội")]
    for one in table.courses:
        head += [f"{one.title}: {_('bắt đầu')}", f"{one.title}: {_('học xong')}"]
    lines = [[row.branch.name, *_values(row.cells)] for row in table.rows]
    return Table(_("Hoàn thành"), head, [*lines, [_("Cộng"), *_values(table.totals)]])


def _values(cells: list[Cell]) -> list[str | int]:
    return [HIDDEN if count is None else count for cell in cells for count in (cell.begun, cell.finished)]
