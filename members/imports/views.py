"""Pages of imports: send a spreadsheet, read what it would do, decide on doubles, start it, print cards, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.media import serve
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from members.acting import ActorRequest
from members.branches.desk_access import desk_only
from members.imports.actions.cards import request_cards
from members.imports.actions.decisions import decide_double, decide_rest
from members.imports.actions.imports import start_import, undo_import
from members.imports.actions.previews import CheckedTable, check_table, store_table
from members.imports.cards import name_of
from members.imports.enums import RowState
from members.imports.forms import ImportForm
from members.imports.presenters import ImportSummary, double_rows, doubles_of
from members.imports.template import template
from members.models import Branch, MemberImport, User

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOUBLES_A_PAGE, ROWS_A_PAGE = 20, 50


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def new_import(request: ActorRequest) -> HttpResponse:
    """Check an uploaded spreadsheet; the next page shows what it would do.

    Opens no account. The file is read before the key's transaction.
    """
    actor = request.actor
    branches = Branch.objects.run_by(actor.member).filter(is_active=True).order_by("path")
    form = ImportForm(request.POST or None, request.FILES or None, branches=branches)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refuse_in_form(form):
            table = check_table(
                actor=actor,
                branch=data["branch"],
                data=data["file"].read(),
                file_name=data["file"].name,
                makes_chapters=data["makes_chapters"],
            )
            return _store(request, table)
    recent = MemberImport.objects.visible_to(actor.member).select_related("branch")[:5]
    context = {"form": form, "recent": recent}
    return render(request, "members/imports/new.html", context, status=400 if form.errors else 200)


@idempotent
def _store(request: ActorRequest, table: CheckedTable) -> HttpResponse:
    return redirect("members:import", store_table(actor=request.actor, table=table).ref)


@desk_only
@require_safe
def import_template(request: ActorRequest) -> HttpResponse:
    response = HttpResponse(template(get_language() or "vi"), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="pieu-hoi-vien.xlsx"'
    return response


@desk_only
@require_safe
@never_cache
def show_import(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the dry run, the progress or the result of an import. htmx requests only the part that changes."""
    run = _import_or_404(request, ref)
    context: dict[str, Any] = {"run": run, "summary": ImportSummary(run)}
    if request.htmx and (run.is_working or run.is_drawing_cards):  # type: ignore[attr-defined]
        return render(request, "members/imports/progress.html", context)
    # The list of all rows has its own address: both lists have pages.
    if request.GET.get("xem") == "dong":
        # The officer who sent the file may have seen people of other branches, or one who has moved away since.
        seen = User.objects.visible_to(request.actor.member)
        rows = run.rows.exclude(state=RowState.WRONG).select_related("branch")
        rows = rows.prefetch_related(Prefetch("user", queryset=seen))
        context["page"] = paginate(request, rows, per_page=ROWS_A_PAGE)
    else:
        page = paginate(request, double_rows(run), per_page=DOUBLES_A_PAGE)
        context |= {"page": page, "doubles": list(doubles_of(page.rows, viewer=request.actor.member))}
    response = render(request, "members/imports/import.html", context)
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"  # done: reload the whole page
    return response


@desk_only
@require_POST
@idempotent
def decide(request: ActorRequest, ref: UUID, line: int) -> HttpResponse:
    """Decide on one double: "other", "same", or "same-17" for the member with that id."""
    run = _import_or_404(request, ref)
    decision, _dash, member_id = request.POST.get("decision", "").partition("-")
    with refuse_in_message(request):
        decide_double(actor=request.actor, run=run, line=line, decision=decision, member_id=to_id(member_id))
    return _back(request, run, f"#dong-{line}")


@desk_only
@require_POST
@idempotent
def decide_all(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        decide_rest(actor=request.actor, run=run, decision=request.POST.get("decision", ""))
    return _back(request, run, "#trung")


@desk_only
@require_POST
@idempotent
def start(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        start_import(actor=request.actor, run=run)
    return redirect("members:import", run.ref)


@desk_only
@require_POST
@idempotent
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        undo_import(actor=request.actor, run=run)
    return redirect("members:import", run.ref)


@desk_only
@require_POST
@idempotent
def make_cards(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        request_cards(actor=request.actor, run=run)
    return redirect("members:import", run.ref)


@desk_only
@require_safe
@never_cache
def cards(request: ActorRequest, ref: UUID) -> HttpResponse | FileResponse:
    """Return the file of cards to print and cut, once it is drawn."""
    run = _import_or_404(request, ref)
    if not run.has_cards:
        raise Http404
    return serve(
        request,
        name_of(run),
        content_type="application/pdf",
        is_public=False,
        cache_control="no-store",
        download_as="the-hoi-vien.pdf",
    )


def _back(request: ActorRequest, run: MemberImport, spot: str) -> HttpResponse:
    """Redirect to the same page of the list of doubles."""
    number = to_id(request.POST.get("page")) or 1
    address = reverse("members:import", args=[run.ref])
    return redirect(f"{address}{f'?page={number}' if number > 1 else ''}{spot}")


def _import_or_404(request: ActorRequest, ref: UUID) -> MemberImport:
    rows = MemberImport.objects.visible_to(request.actor.member).select_related("branch", "by")
    return get_object_or_404(rows, ref=ref)
