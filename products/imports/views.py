"""Pages of imports: send a spreadsheet, see its products and wrong cells, start it, follow its progress."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from members.acting import ActorRequest
from products.imports.actions import CheckedTable, check_table, start_import, store_table, undo_import
from products.imports.enums import ImportState, RowState
from products.imports.forms import ImportForm
from products.imports.pictures import MAX_ARCHIVE_BYTES
from products.imports.presenters import ImportSummary
from products.imports.template import template
from products.imports.updates import describe_changes
from products.imports.zips import PieceRefused, add_piece, forget_zip, length_of, opened_zip
from products.models import Producer, ProductImport
from products.products.presenters import change_row

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# With more wrong cells than this, it is easier to fill in the template again than to read on.
MOST_ERRORS = 300


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def new_import(request: ActorRequest) -> HttpResponse:
    """Check an uploaded spreadsheet; the next page shows which products it would create.

    Creates no product. The files are read before the key's transaction.
    """
    actor = request.actor
    producers = Producer.objects.handled_by(actor.member).filter(is_active=True).order_by("name", "pk")
    form = ImportForm(
        request.POST or None,
        request.FILES or None,
        producers=producers,
        initial={"producer": to_id(request.GET.get("noi"))},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        in_pieces = opened_zip(actor.by, data["zip"]) if data["zip"] else None
        try:
            with refuse_in_form(form):
                table = check_table(
                    actor=actor,
                    producer=data["producer"],
                    data=data["file"].read(),
                    file_name=data["file"].name,
                    photos=in_pieces or data["photos"],
                )
                answer = _store(request, table)
                if (
                    in_pieces is not None and answer.status_code < 400
                ):  # a refused table is sent again without its zip
                    forget_zip(actor.by, data["zip"])
                return answer
        finally:
            if in_pieces is not None:
                in_pieces.close()
    recent = ProductImport.objects.visible_to(actor.member).select_related("producer")[:5]
    return render(
        request,
        "products/imports/new.html",
        {"form": form, "has_producer": producers.exists(), "recent": recent, "most": MAX_ARCHIVE_BYTES},
        status=400 if form.errors else 200,
    )


@idempotent
def _store(request: ActorRequest, table: CheckedTable) -> HttpResponse:
    run = store_table(actor=request.actor, table=table)
    return redirect("products:import", run.ref)


@login_required
@require_http_methods(["HEAD", "PATCH"])
def zip_piece(request: ActorRequest, key: UUID) -> HttpResponse:
    """Return the length of the user's zip so far (HEAD), or append its next piece (PATCH), as in tus.

    Upload-Offset is the start of the piece.
    """
    user = request.actor.by
    length = length_of(user, key)
    if request.method == "PATCH":
        offset = request.headers.get("Upload-Offset", "")
        if not (offset.isascii() and offset.isdigit() and len(offset) <= 12):
            return HttpResponse(status=400)
        try:
            length = add_piece(user, key, offset=int(offset), stream=request)
        except UnreadablePostError:  # connection lost: nothing of the piece is stored
            return HttpResponse(status=408)
        except PieceRefused as error:
            return HttpResponse(
                error.message, status=error.status_code, content_type="text/plain; charset=utf-8"
            )
    answer = HttpResponse(
        status=200 if request.method == "HEAD" else 204, headers={"Upload-Offset": str(length)}
    )
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_safe
def import_template(request: ActorRequest) -> HttpResponse:
    response = HttpResponse(template(get_language() or "vi"), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="pieu-san-pham.xlsx"'
    return response


def _import_or_404(request: ActorRequest, ref: UUID) -> ProductImport:
    rows = ProductImport.objects.visible_to(request.actor.member)
    return get_object_or_404(rows.select_related("producer"), ref=ref)


@login_required
@require_safe
def show_import(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the dry run, the progress or the result of an import. htmx requests only the part that changes."""
    run = _import_or_404(request, ref)
    context: dict[str, Any] = {"run": run, "summary": ImportSummary(run)}
    if request.htmx and run.state in (ImportState.RUNNING, ImportState.UNDOING):  # type: ignore[attr-defined]
        return render(request, "products/imports/progress.html", context)
    with_errors = run.rows.exclude(errors={}).order_by("line")
    errors = [
        (cell, heading, message, row.line)
        for row in with_errors[:MOST_ERRORS]
        for cell, (heading, message) in row.errors.items()
    ]
    context |= {
        "errors": errors[:MOST_ERRORS],
        "error_rows": with_errors.count(),
        "page": paginate(
            request, run.rows.exclude(state=RowState.WRONG).select_related("product"), per_page=50
        ),
    }
    for row in context["page"].rows:
        row.change_lines = list(filter(None, map(change_row, row.changes.items())))
        row.beside_lines = describe_changes(row.beside)
    response = render(request, "products/imports/import.html", context)
    if request.htmx:  # type: ignore[attr-defined]
        response["HX-Refresh"] = "true"  # done: reload the whole page
    return response


@login_required
@require_POST
@idempotent
def start(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        start_import(actor=request.actor, run=run, with_beside="beside" in request.POST)
    return redirect("products:import", run.ref)


@login_required
@require_POST
@idempotent
def undo(request: ActorRequest, ref: UUID) -> HttpResponse:
    run = _import_or_404(request, ref)
    with refuse_in_message(request):
        undo_import(actor=request.actor, run=run)
    return redirect("products:import", run.ref)
