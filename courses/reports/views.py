"""Reports for trainers and officers: who is stuck where, per question, per branch; as page, CSV and Excel."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from backend.common.dates import format_date
from backend.common.text import to_id
from courses.authoring.versions import latest_version_id, published
from courses.models import Course
from courses.reports.branches import COLUMNS, BranchRow, branch_rows
from courses.reports.completion import CompletionTable, completion_table
from courses.reports.course import CourseFigures, counted_for_officer, course_figures, versions_of
from courses.reports.disclosure import LEAST
from courses.reports.questions import QuestionFigures, question_figures
from courses.reports.rules import ReportedBranches, may_see_reports, people_visible_to, rows_of_report
from courses.reports.tables import Table, as_csv, as_excel
from members.acting import ActorRequest

# Not "<5": a number is hidden, too, if one of fewer than five could be computed from it.
HIDDEN = "–"
FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_excel, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    if not may_see_reports(request.actor.member):
        raise Http404
    courses = Course.objects.published().order_by("position", "title")
    return render(request, "courses/reports/index.html", {"courses": courses})


@login_required
@require_safe
def course(request: ActorRequest, slug: str) -> HttpResponse:
    """Show figures of one course: its steps, its questions, and learners who consent to be named.

    An officer sees only the officer's branches.
    """
    found = get_object_or_404(Course.objects.published(), slug=slug)
    people = people_visible_to(request.actor.member, found)
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
    wanted = request.GET.get("bang", "")
    if answer := _file(request, tables.get(wanted), f"{slug}-{wanted}"):
        return answer
    context = {
        "course": found,
        "versions": versions,
        "figures": figures,
        "questions": questions,
        "most": max([step.done or 0 for step in figures.steps] or [0]) or 1,
        "is_of_branches": people is not None,
    }
    return render(request, "courses/reports/course.html", context)


@login_required
@require_safe
def branches(request: ActorRequest, slug: str) -> HttpResponse:
    """Show figures of one course by branch: enrolled, finished, stuck, and the step where most are stuck."""
    found = get_object_or_404(Course.objects.published(), slug=slug)
    reported = _reported_branches(request)
    rows = branch_rows(found, [*reported.rows, *([reported.whole] if reported.whole else [])])
    whole = rows.pop() if reported.whole else None
    begun = [row for row in rows if row.enrolled != 0]
    if answer := _file(request, _branch_table(begun, whole), f"{slug}-co-so"):
        return answer
    context = {
        "course": found,
        "rows": begun,
        "others": len(rows) - len(begun),
        "whole": whole,
        "columns": COLUMNS,
        "sees_steps": people_visible_to(request.actor.member, found) is not False,
        **_where(reported),
    }
    return render(request, "courses/reports/branches.html", context)


@login_required
@require_safe
def completion(request: ActorRequest) -> HttpResponse:
    """Show how many finished each course, by branch; numbers about fewer than five people are hidden."""
    reported = _reported_branches(request)
    courses = list(Course.objects.published().order_by("position", "title"))
    table = completion_table(reported.rows, reported.whole, courses)
    if answer := _file(request, _completion_table(table), "hoan-thanh"):
        return answer
    return render(request, "courses/reports/completion.html", {"table": table, **_where(reported)})


def _reported_branches(request: ActorRequest) -> ReportedBranches:
    if not may_see_reports(request.actor.member):
        raise Http404
    wanted = request.GET.get("co-so", "")
    reported = rows_of_report(request.actor.member, to_id(wanted)) if to_id(wanted) or not wanted else None
    if reported is None:
        raise Http404
    return reported


def _where(reported: ReportedBranches) -> dict[str, Any]:
    """Return the data of the page's links: its branch, and the way up."""
    here = reported.whole or (reported.rows[0] if len(reported.rows) == 1 else None)
    return {
        "shown": reported,
        "here": here.pk if here else None,
        "up": f"?co-so={reported.above.pk}" if reported.above else "",
        "hidden": HIDDEN,
    }


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
        [[step.lesson_title, step.title, _number(step.done), _number(step.stuck)] for step in figures.steps],
        _why_closed(),
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
                format_date(row.started_at),
                format_date(row.finished_at) if row.finished_at else "",
                row.next_step,
            ]
            for row in figures.learners
        ],
    )


def _branch_table(rows: list[BranchRow], whole: BranchRow | None) -> Table:
    return Table(
        _("Từng cơ sở Hội"),
        [_("Cơ sở Hội"), *(str(column.title) for column in COLUMNS), _("Dừng nhiều nhất ở")],
        [
            [row.branch.name, *(_number(count) for _column, count in row.cells), row.stuck_at]
            for row in [*rows, *([whole] if whole else [])]
        ],
        _why_closed(),
    )


def _completion_table(table: CompletionTable) -> Table:
    head = [_("Cơ sở Hội")]
    for one in table.courses:
        head += [f"{one.title}: {_('bắt đầu')}", f"{one.title}: {_('học xong')}"]
    rows = [*table.rows, *([table.total] if table.total else [])]
    lines = [
        [row.branch.name, *(_number(one) for cell in row.cells for one in (cell.begun, cell.finished))]
        for row in rows
    ]
    return Table(_("Hoàn thành"), head, lines, _why_closed())


def _why_closed() -> str:
    return _("Số nào để lộ dưới 5 người thì ghi –, kể cả số lớn hơn mà trừ ra được số ấy.")


def _number(count: int | None) -> str | int:
    return HIDDEN if count is None else count
