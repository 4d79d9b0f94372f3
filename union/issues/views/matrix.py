"""What a branch issued, and how far each branch is with it: a page and a CSV file."""

from __future__ import annotations

import csv
import io

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.formulas import inert_in_csv
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from union.issues.actions.issuing import close_issue
from union.issues.branches import changeable_by
from union.issues.forms import ReasonForm
from union.issues.models import Issue
from union.issues.presenters import due_words, issued_rows, matrix_of

BOM = "\ufeff"


@desk_only
@require_safe
@never_cache
def issued(request: ActorRequest) -> HttpResponse:
    """List what the officer's branches issued, the newest first."""
    found = Issue.objects.issued_by(request.actor.member).select_related("branch")
    page = paginate(request, found, per_page=30)
    context = {"page": page, "rows": issued_rows(page.rows), "changes": changeable_by(request.actor).exists()}
    return render(request, "union/issues/issued.html", context)


@login_required  # what isn't theirs is not found: a query less than asking for a desk
@require_safe
@never_cache
def matrix(request: ActorRequest, issue_id: int) -> HttpResponse:
    issue = _issue(request, issue_id)
    context = {
        "issue": issue,
        "matrix": matrix_of(issue),
        "due": due_words(issue.due_date, timezone.localdate()),
    }
    return render(request, "union/issues/matrix.html", context)


@desk_only
@require_safe
@never_cache
def matrix_csv(request: ActorRequest, issue_id: int) -> HttpResponse:
    """Return the matrix as CSV in UTF-8 with the BOM that Excel needs. Officers' receipts only, no member's name."""
    issue = _issue(request, issue_id)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            _("Cơ sở"),
            _("Đã báo"),
            _("Đã xem"),
            _("Đã giao người làm"),
            _("Đã làm xong"),
            _("Quá hạn"),
            _("Ghi chú"),
        ]
    )
    for row in matrix_of(issue).rows:
        late = _("quá hạn") if row.is_late else ""
        writer.writerow([inert_in_csv(each) for each in (row.name, *row.cells, late, row.note)])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="viec-{issue.pk}.csv"'
    return response


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def close(request: ActorRequest, issue_id: int) -> HttpResponse:
    issue = _issue(request, issue_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            close_issue(actor=request.actor, issue=issue, reason=form.cleaned_data["reason"])
            return redirect("union:issue", issue_id)
    context = {"issue": issue, "form": form}
    return render(request, "union/issues/close.html", context, status=400 if form.errors else 200)


def _issue(request: ActorRequest, issue_id: int) -> Issue:
    rows = Issue.objects.issued_by(request.actor.member).select_related("branch")
    return get_object_or_404(rows, pk=issue_id)
